"""Signing in: password, lockout, second factor. Decisions and rows; the pages are in login.py."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts import audit, passwords, service
from ioc.accounts.models import User
from ioc.accounts.permissions import ROLES, STAFF
from ioc.kernel import house
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database
from ioc.kernel.errors import IocError


class SignInRefused(IocError):
    """One sentence for all wrong names and passwords, so that nobody learns which names exist."""

    type = "sign-in-refused"
    status = 401


class Locked(SignInRefused):
    type = "locked"
    status = 429


def by_password(db: Database, login: str, password: str, now: datetime) -> User:
    """The person whose name and password these are. Raises SignInRefused or Locked.

    The hash is checked between two units, so that nobody waits for it; the second one decides.
    """
    with db.read() as session:
        found = service.find(session, login)
    if found is not None and _locked(found, now):
        raise Locked(_locked_words())
    good = passwords.matches(password, found.password if found is not None else None)
    refused: SignInRefused | None = None
    with db.write() as session:
        user = service.get(session, found.id) if found is not None else None
        if user is None or not user.active:
            refused = SignInRefused(_("Tên hoặc mật khẩu không đúng."))
        elif _locked(user, now):
            refused = Locked(_locked_words())
        elif not good:
            refused = _count_failure(session, user, now)
        else:
            user.failed_logins, user.locked_until, user.last_login_at = 0, None, now
            audit.record(session, actor_of(user), now, "user.sign_in", f"user:{user.id}")
    if refused is not None:
        raise refused
    assert user is not None
    return user


def _count_failure(session: Session, user: User, now: datetime) -> SignInRefused:
    """Also used for wrong codes: the second factor is no way around the lock."""
    accounts = house.config(session).accounts
    user.failed_logins += 1
    audit.record(session, actor_of(user), now, "user.sign_in_failed", f"user:{user.id}")
    if user.failed_logins < accounts.lockout_after:
        return SignInRefused(_("Tên hoặc mật khẩu không đúng."))
    user.failed_logins = 0
    user.locked_until = now + timedelta(minutes=accounts.lockout_min)
    return Locked(_locked_words())


def wrong_code(db: Database, user_id: int, now: datetime) -> SignInRefused:
    with db.write() as session:
        refused = _count_failure(session, service.get(session, user_id), now)
    return refused if isinstance(refused, Locked) else SignInRefused(_("Mã không đúng hoặc đã dùng rồi."))


def needs_second_factor(user: User, *, required: bool) -> bool:
    """Staff must hold one where the configuration says so; whoever set one up is always asked for it."""
    return bool(user.tf_totp_secret) or (required and role_of(user) in STAFF)


def role_of(user: User) -> str:
    return str(next((role.name for role in user.roles), "citizen"))


def actor_of(user: User) -> Actor:
    role = role_of(user)
    return Actor("user", user.id, role, user.agency_id, user.crew_id, user.name, ROLES.get(role, frozenset()))


def _locked(user: User, now: datetime) -> bool:
    return user.locked_until is not None and user.locked_until > now


def _locked_words() -> str:
    return str(_("Sai quá nhiều lần. Tài khoản tạm khóa, hãy thử lại sau ít phút."))
