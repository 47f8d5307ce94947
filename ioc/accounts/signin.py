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


def by_password(db: Database, login: str, password: str, now: datetime, *, required: bool = False) -> User:
    """The person whose name and password these are. Raises SignInRefused or, to who knows the password, Locked.

    The hash is checked between two units, so that nobody waits for it; the second one decides. `required`: see
    needs_second_factor. Who still owes a code has not signed in: failures are forgotten only then.
    """
    with db.read() as session:
        found = service.find(session, login)
    good = passwords.matches(password, found.password if found is not None else None)
    refused: SignInRefused | None = None
    with db.write() as session:
        user = service.get(session, found.id) if found is not None else None
        if user is None or not user.active:
            refused = SignInRefused(_("Tên hoặc mật khẩu không đúng."))
        elif not good:
            count_failure(session, user, now)
            refused = SignInRefused(_("Tên hoặc mật khẩu không đúng."))
        elif locked(user, now):
            refused = Locked(_locked_words())
        elif not needs_second_factor(user, required=required):
            complete(session, user, now)
    if refused is not None:
        raise refused
    assert user is not None
    return user


def complete(session: Session, user: User, now: datetime) -> None:
    """All that was asked for is proven: the person is in."""
    user.failed_logins, user.locked_until, user.last_login_at = 0, None, now
    audit.record(session, actor_of(user), now, "user.sign_in", f"user:{user.id}")


def count_failure(session: Session, user: User, now: datetime) -> None:
    """A wrong password or code: the second factor is no way around the lock, and a lock is not made longer."""
    accounts = house.config(session).accounts
    audit.record(session, actor_of(user), now, "user.sign_in_failed", f"user:{user.id}")
    if locked(user, now):
        return
    user.failed_logins += 1
    if user.failed_logins >= accounts.lockout_after:
        user.failed_logins = 0
        user.locked_until = now + timedelta(minutes=accounts.lockout_min)


def after_wrong_code(session: Session, user: User, now: datetime) -> SignInRefused:
    """Who has come this far knows the password, and is told of a lock."""
    if not locked(user, now):
        count_failure(session, user, now)
    if locked(user, now):
        return Locked(_locked_words())
    return SignInRefused(_("Mã không đúng hoặc đã dùng rồi."))


def needs_second_factor(user: User, *, required: bool) -> bool:
    """Staff must hold one where the configuration says so; whoever set one up is always asked for it."""
    return bool(user.tf_totp_secret) or (required and role_of(user) in STAFF)


def role_of(user: User) -> str:
    return str(next((role.name for role in user.roles), "citizen"))


def actor_of(user: User) -> Actor:
    role = role_of(user)
    return Actor("user", user.id, role, user.agency_id, user.crew_id, user.name, ROLES.get(role, frozenset()))


def locked(user: User, now: datetime) -> bool:
    return user.locked_until is not None and user.locked_until > now


def _locked_words() -> str:
    return str(_("Sai quá nhiều lần. Tài khoản tạm khóa, hãy thử lại sau ít phút."))
