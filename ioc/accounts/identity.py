"""Who is asking: the bearer token of a request, or the person of its session. Sockets ask here too."""

from flask import request

from ioc.accounts import tokens
from ioc.accounts.guard import ANYBODY, Unauthenticated
from ioc.kernel import clock
from ioc.kernel.actor import Actor
from ioc.kernel.http import Services, services

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def identify() -> Actor:
    """The actor of this request. A wrong token is refused, never taken for nobody."""
    secret = bearer()
    return of_token(services(), secret) if secret is not None else ANYBODY


def bearer() -> str | None:
    """The token of the Authorization header; a query string is never looked at."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


def of_token(held: Services, secret: str) -> Actor:
    now = clock.now()
    with held.db.read() as session:
        row = tokens.find(session, secret, now)
    if row is None:
        raise Unauthenticated("this token is unknown, revoked or past its end")
    if request.method in WRITES and tokens.is_idle(row, now):
        with held.db.write() as session:
            tokens.touch(session, row.id, now)
    return tokens.actor_of(row)
