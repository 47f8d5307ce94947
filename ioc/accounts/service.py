"""People of the staff: made, changed, shut out. There is no open registration."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from ioc.accounts import audit, passwords
from ioc.accounts.events import (
    UserChanged,
    UserCreated,
    UserPasswordSet,
    UserSecondFactorReset,
    UserSignedOut,
)
from ioc.accounts.models import Role, User
from ioc.accounts.permissions import ROLES
from ioc.kernel import events
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
        raise _no_such_role(new.role)
    for taken in (new.email, new.username):
        if taken and find(session, taken) is not None:
            raise Conflict(_("Đã có người dùng %(name)s.", name=taken))
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
    events.append(session, UserCreated(role=new.role), user.id, actor, now, new.origin)
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
        raise NotFound(_("Không có người dùng này."))
    return user


def everyone(session: Session) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.name, User.id)).unique().all()


def search(q: str, role: str) -> Select[User]:
    """People whose name, user name or address holds the words; `role` empty: every role."""
    found = select(User)
    for word in q.split():
        like = [column.icontains(word, autoescape=True) for column in (User.name, User.username, User.email)]
        found = found.where(or_(*like))
    return found.where(User.roles.any(Role.name == role)) if role else found


def change(session: Session, actor: Actor, now: datetime, user_id: int, changes: dict[str, object]) -> User:
    """Name, role, agency, crew, language, active. Another role, agency or crew, or the loss of the account, ends
    every session of the person."""
    user = get(session, user_id)
    _keep_an_admin(session, user, changes)
    before = _told(user)
    wanted = changes.get("role")
    if wanted is not None and wanted != user.roles[0].name:
        if wanted not in PEOPLE:
            raise _no_such_role(str(wanted))
        user.roles = [role(session, str(wanted))]
        _end_sessions(user)
    moves = any(name in changes and changes[name] != getattr(user, name) for name in ("agency_id", "crew_id"))
    if moves or (changes.get("active") is False and user.active):
        _end_sessions(user)
    for name in ("name", "agency_id", "crew_id", "language", "active"):
        if name in changes and (changes[name] is not None or name not in ("name", "active")):
            setattr(user, name, changes[name])
    after = _told(user)
    fields = sorted(name for name in after if after[name] != before[name])
    if fields:
        user.version += 1
        audit.record(session, actor, now, "user.change", f"user:{user.id}")
        events.append(session, UserChanged(fields=fields), user.id, actor, now, user.origin)
    return user


def set_password(session: Session, actor: Actor, now: datetime, user_id: int, password_hash: str) -> User:
    """Also opens a locked account, and ends every session of the person."""
    user = get(session, user_id)
    user.password = password_hash
    user.failed_logins, user.locked_until = 0, None
    user.version += 1
    _end_sessions(user)
    audit.record(session, actor, now, "user.password", f"user:{user.id}")
    events.append(session, UserPasswordSet(), user.id, actor, now, user.origin)
    return user


def forget_second_factor(session: Session, actor: Actor, now: datetime, user_id: int) -> User:
    """For a lost phone: the next sign-in sets up a new one."""
    user = get(session, user_id)
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None
    user.version += 1
    _end_sessions(user)
    audit.record(session, actor, now, "user.second_factor", f"user:{user.id}")
    events.append(session, UserSecondFactorReset(), user.id, actor, now, user.origin)
    return user


def sign_out_everywhere(session: Session, actor: Actor, now: datetime, user_id: int) -> User:
    """Every session of the person ends, on every device, this one too."""
    user = get(session, user_id)
    _end_sessions(user)
    audit.record(session, actor, now, "user.sign_out", f"user:{user.id}")
    events.append(session, UserSignedOut(), user.id, actor, now, user.origin)
    return user


def acceptable(password: str) -> str:
    """The password itself. Raises Invalid when it is too short, too long or one letter."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST or len(set(password)) < 4:  # noqa: PLR2004
        raise Invalid(
            _(
                "Mật khẩu có từ %(least)s đến %(most)s ký tự, không toàn chữ giống nhau.",
                least=passwords.SHORTEST,
                most=passwords.LONGEST,
            )
        )
    return password


def _keep_an_admin(session: Session, user: User, changes: dict[str, object]) -> None:
    """The last admin can neither step down nor be shut out."""
    leaves = changes.get("active") is False or changes.get("role") not in (None, "admin")
    if not leaves or user.roles[0].name != "admin":
        return
    others = select(User.id).where(User.active, User.id != user.id, User.roles.any(Role.name == "admin"))
    if session.scalar(others.limit(1)) is None:
        raise Conflict(_("Đây là quản trị viên cuối cùng: phải còn ít nhất một người."))


def _no_such_role(name: str) -> Invalid:
    problem = _("không phải vai trò của người")
    return Invalid(f"{name}: {problem}", fields=[{"field": "role", "problem": problem}])


def _told(user: User) -> dict[str, object]:
    names = ("name", "agency_id", "crew_id", "language", "active")
    return {**{name: getattr(user, name) for name in names}, "role": user.roles[0].name}


def _end_sessions(user: User) -> None:
    user.fs_uniquifier = secrets.token_hex(16)
