"""Who is asking: the bearer token of a request, or the person of its session. Sockets ask here too."""

import secrets
from typing import NamedTuple, cast

from flask import g, request, session
from flask_babel import gettext
from flask_security import current_user
from flask_security.utils import login_user, logout_user

from ioc.accounts import signin, tokens
from ioc.accounts.guard import ANYBODY, Unauthenticated
from ioc.accounts.models import User
from ioc.kernel import clock
from ioc.kernel.actor import Actor
from ioc.kernel.config import Settings
from ioc.kernel.http import Services, services

SINCE, PROVEN, SESSION = "since", "proven", "id"
WALL = "viewer"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Stay(NamedTuple):
    """How long somebody may stay: while the person's mark is this one, the session is not signed out, until a time."""

    mark: str = ""
    session: str = ""
    until: float | None = None


STRANGER = Stay()


def identify() -> Actor:
    """The actor of this request. A wrong token is refused, never taken for nobody."""
    secret = bearer()
    if secret is not None:
        return of_token(services(), secret)
    return of_session()


def of_session() -> Actor:
    """The person of the session cookie; nobody when its hours are over or a second factor is due but was not given."""
    if SINCE not in session or not current_user.is_authenticated:
        return ANYBODY
    user = cast(User, current_user)
    settings = services().settings
    expired = clock.now().timestamp() - session[SINCE] > _lasts_s(user, settings)
    unproven = signin.needs_second_factor(user, required=settings.two_factor) and not session.get(PROVEN)
    if expired or unproven:
        leave()
        return ANYBODY
    g.language = user.language
    return signin.actor_of(user)


def stay() -> Stay:
    """Of the person whom `identify` found in the session."""
    user = cast(User, current_user)
    until = session[SINCE] + _lasts_s(user, services().settings)
    return Stay(user.fs_uniquifier, session.get(SESSION, ""), until)


def _lasts_s(user: User, settings: Settings) -> float:
    """A wall that only shows is not signed in anew in every shift."""
    accounts = settings.config.accounts
    if signin.role_of(user) == WALL:
        return accounts.wall_session_days * 86_400
    return accounts.session_hours * 3600


def enter(user: User, *, proven: bool) -> None:
    """Begins the session of a person. Whatever the browser carried before is thrown away."""
    session.clear()
    login_user(user, remember=False, authn_via=["password", "authenticator"] if proven else ["password"])
    session.permanent = True
    session[SINCE] = clock.now().timestamp()
    session[PROVEN] = proven
    session[SESSION] = secrets.token_urlsafe(12)


def leave() -> None:
    """Also of what the browser still listens to in other tabs."""
    tell = services().extra.get("signed_out")
    if tell is not None and session.get(SESSION):
        tell(session[SESSION])
    logout_user()
    session.clear()


def bearer() -> str | None:
    """The token of the Authorization header; a query string is never looked at."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def of_token(held: Services, secret: str) -> Actor:
    now = clock.now()
    with held.db.read() as unit:
        row = tokens.find(unit, secret, now)
    if row is None:
        raise Unauthenticated(gettext("Mã truy cập này không đúng, đã bị thu hồi hoặc hết hạn."))
    if tokens.is_idle(row, now):  # once in ten minutes at most
        with held.db.write() as unit:
            tokens.touch(unit, row.id, now)
    return tokens.actor_of(row)
