"""Who is asking: the bearer token of a request, or the person of its session. Sockets ask here too."""

from typing import cast

from flask import g, request, session
from flask_security import current_user
from flask_security.utils import login_user, logout_user

from ioc.accounts import signin, tokens
from ioc.accounts.guard import ANYBODY, Unauthenticated
from ioc.accounts.models import User
from ioc.kernel import clock
from ioc.kernel.actor import Actor
from ioc.kernel.http import Services, services

SINCE, PROVEN = "since", "proven"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


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
    expired = clock.now().timestamp() - session[SINCE] > settings.config.accounts.session_hours * 3600
    unproven = signin.needs_second_factor(user, required=settings.two_factor) and not session.get(PROVEN)
    if expired or unproven:
        leave()
        return ANYBODY
    g.language = user.language
    return signin.actor_of(user)


def enter(user: User, *, proven: bool) -> None:
    """Begins the session of a person. Whatever the browser carried before is thrown away."""
    session.clear()
    login_user(user, remember=False, authn_via=["password", "authenticator"] if proven else ["password"])
    session.permanent = True
    session[SINCE] = clock.now().timestamp()
    session[PROVEN] = proven


def leave() -> None:
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
        raise Unauthenticated("this token is unknown, revoked or past its end")
    if request.method in WRITES and tokens.is_idle(row, now):
        with held.db.write() as unit:
            tokens.touch(unit, row.id, now)
    return tokens.actor_of(row)
