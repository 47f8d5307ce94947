"""Flask-Security as we use it: the session's person and one-time codes. Its own pages and tokens stay off.

Signing in has our pages (login.py), lockout and bearer tokens are ours (signin.py, tokens.py); see decision 0012.
"""

import json
from datetime import timedelta
from typing import Any, cast

from flask import Flask
from flask_security import Security, UserDatastore
from flask_security.totp import Totp
from sqlalchemy import select

from ioc.accounts.models import Role, User
from ioc.accounts.passwords import LANES, MEMORY_KIB, PASSES
from ioc.kernel.config import Settings
from ioc.kernel.db import Database


class People(UserDatastore):  # type: ignore[misc] # Flask-Security is untyped
    """Reads people through our units of work; changes are the business of service.py."""

    def __init__(self, db: Database) -> None:
        super().__init__(User, Role)
        self.units = db

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:
        column, value = by.popitem()
        with self.units.read() as session:
            where = getattr(User, column) == value
            return session.scalars(select(User).where(where)).unique().first()


class Codes(Totp):  # type: ignore[misc] # same
    """One-time codes that really are: a code is taken once (RFC 6238 §5.2)."""

    def get_last_counter(self, user: User) -> int | None:
        return user.tf_last_counter

    def set_last_counter(self, user: User, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


def install(app: Flask, settings: Settings, db: Database) -> None:
    accounts = settings.config.accounts
    longest = max(timedelta(hours=accounts.session_hours), timedelta(days=accounts.wall_session_days))
    app.config.update(
        PERMANENT_SESSION_LIFETIME=longest,  # of the cookie; whose session ends when: identity.of_session
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        SECURITY_PASSWORD_SALT=settings.home.secret("password-salt"),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the scheme
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__memory_cost": MEMORY_KIB,
            "argon2__time_cost": PASSES,
            "argon2__parallelism": LANES,
        },
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_REGISTERABLE=False,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS=_totp_secrets(settings),
        SECURITY_TOTP_ISSUER="Toàn Cảnh",
        SECURITY_USE_REGISTER_V2=True,
    )
    security = Security(app, People(db), register_blueprint=False, totp_cls=Codes)
    security.login_manager.request_loader(lambda _request: None)  # its own tokens would be read from the query string


def codes(app: Flask) -> Codes:
    return cast(Codes, app.extensions["security"].totp_factory)


def _totp_secrets(settings: Settings) -> dict[str, str]:
    """Keys that encrypt the stored secrets; a file may hold several as JSON, newest last, so that they can rotate."""
    text = settings.home.secret("totp-key")
    if text.startswith("{"):
        return {str(name): str(key) for name, key in json.loads(text).items()}
    return {"1": text}
