"""Who did it, in people's words: a colleague by name, a crew's tablet as its crew, a program by what it is called."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts import tokens
from ioc.accounts.models import ApiToken
from ioc.dispatch.models import Crew
from ioc.incidents.cards import names_of

Who = tuple[str, int | None]  # kind and id of an actor
OURS = ("ioc up", "demo ")  # what the centre's own processes were called once


def names(session: Session, actors: Iterable[Who]) -> dict[Who, str]:
    """Names of those actors that have one: people and tokens."""
    ids: dict[str, set[int]] = {"user": set(), "token": set()}
    for kind, key in actors:
        if kind in ids and key is not None:
            ids[kind].add(key)
    found: dict[Who, str] = {("user", key): name for key, name in names_of(session, ids["user"]).items()}
    if ids["token"]:
        wanted = select(ApiToken.id, ApiToken.name, Crew.code).outerjoin(Crew, Crew.id == ApiToken.crew_id)
        for key, name, crew in session.execute(wanted.where(ApiToken.id.in_(ids["token"]))).tuples():
            found["token", key] = _token(name, crew)
    return found


def _token(name: str, crew: str | None) -> str:
    if crew is not None:
        return str(_("Tổ %(code)s", code=crew))
    return tokens.called("" if name.startswith(OURS) else name)
