"""People of the staff: made, changed, shut out. There is no open registration."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ioc.accounts import audit, passwords
from ioc.accounts.models import Role, User
from ioc.accounts.permissions import ROLES
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Invalid, NotFound

PEOPLE = frozenset(ROLES) - {"gateway", "device", "citizen"}  # the roles that a person may hold


@dataclass(frozen=True)
class NewUser:
    email: str
    name: str
    role: str
    username: str | None = None
    agency_id: int | None = None
    crew_id: int | None = None
    language: str | None = None
    origin: str = "real"


def create(session: Session, actor: Actor, now: datetime, new: NewUser, password_hash: str) -> User:
    """Hash the password before the unit begins: it takes 15 ms that nobody should wait for.

    Raises Invalid for a role that no person holds, Conflict for an address or name that is taken.
    """
    if new.role not in PEOPLE:
        raise Invalid(f"no person can be {new.role}", field="role")
    for taken in (new.email, new.username):
        if taken and find(session, taken) is not None:
            raise Conflict(f"{taken} is taken")
    user = User(
        email=new.email.strip().lower(),
        username=new.username.strip().lower() if new.username else None,
        name=new.name.strip(),
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(16),
        confirmed_at=now,
        language=new.language,
        agency_id=new.agency_id,
        crew_id=new.crew_id,
        origin=new.origin,
        failed_logins=0,
    )
    user.roles = [role(session, new.role)]
    session.add(user)
    session.flush()
    audit.record(session, actor, now, "user.create", f"user:{user.id}")
    return user


def role(session: Session, name: str) -> Role:
    """The row of a role; made when first needed."""
    row = session.scalar(select(Role).where(Role.name == name))
    if row is None:
        row = Role(name=name)
        session.add(row)
        session.flush()
    return row


def find(session: Session, login: str) -> User | None:
    """By e-mail address or user name, whatever their case."""
    wanted = login.strip().lower()
    where = or_(func.lower(User.email) == wanted, func.lower(User.username) == wanted)
    return session.scalars(select(User).where(where)).unique().first()


def get(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(f"no user {user_id}")
    return user


def everyone(session: Session) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.name, User.id)).unique().all()


def change(session: Session, actor: Actor, now: datetime, user_id: int, changes: dict[str, object]) -> User:
    """Name, role, agency, crew, language, active. Losing a role or the account ends every session of the person."""
    user = get(session, user_id)
    _keep_an_admin(session, user, changes)
    wanted = changes.get("role")
    if wanted is not None and wanted != user.roles[0].name:
        if wanted not in PEOPLE:
            raise Invalid(f"no person can be {wanted}", field="role")
        user.roles = [role(session, str(wanted))]
        _end_sessions(user)
    if changes.get("active") is False and user.active:
        _end_sessions(user)
    for name in ("name", "agency_id", "crew_id", "language", "active"):
        if name in changes and (changes[name] is not None or name not in ("name", "active")):
            setattr(user, name, changes[name])
    audit.record(session, actor, now, "user.change", f"user:{user.id}")
    return user


def set_password(session: Session, actor: Actor, now: datetime, user_id: int, password_hash: str) -> User:
    """Also opens a locked account, and ends every session of the person."""
    user = get(session, user_id)
    user.password = password_hash
    user.failed_logins, user.locked_until = 0, None
    _end_sessions(user)
    audit.record(session, actor, now, "user.password", f"user:{user.id}")
    return user


def forget_second_factor(session: Session, actor: Actor, now: datetime, user_id: int) -> User:
    """For a lost phone: the next sign-in sets up a new one."""
    user = get(session, user_id)
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    _end_sessions(user)
    audit.record(session, actor, now, "user.second_factor", f"user:{user.id}")
    return user


def acceptable(password: str) -> str:
    """The password itself. Raises Invalid when it is too short, too long or one letter."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST or len(set(password)) < 4:  # noqa: PLR2004
        raise Invalid(f"a password has {passwords.SHORTEST} to {passwords.LONGEST} characters, not all alike")
    return password


def _keep_an_admin(session: Session, user: User, changes: dict[str, object]) -> None:
    """The last admin can neither step down nor be shut out."""
    leaves = changes.get("active") is False or changes.get("role") not in (None, "admin")
    if not leaves or user.roles[0].name != "admin":
        return
    others = select(User.id).where(User.active, User.id != user.id, User.roles.any(Role.name == "admin"))
    if session.scalar(others.limit(1)) is None:
        raise Conflict("this is the last admin")


def _end_sessions(user: User) -> None:
    user.fs_uniquifier = secrets.token_hex(16)
