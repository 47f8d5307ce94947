"""Lists of incidents. Every page costs the same however many incidents there are: keyset, one index walk per state.

The work to do comes by priority, then oldest first; history comes newest first.
"""

import heapq
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ioc.incidents import access, rules, words
from ioc.incidents.models import Incident
from ioc.kernel import geo
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Invalid
from ioc.kernel.i18n import fold

GROUPS = {
    "waiting": rules.WAITING,
    "working": rules.WORKING,
    "unfinished": rules.UNFINISHED,
    "finished": rules.FINISHED,
    "all": rules.STATES,
}
LOOKED_THROUGH = 2_000  # of each unfinished state, the newest
INDEXED = 500  # how many hits of the index are looked at
SHORT = 10  # digits of a number that may be an id


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Incident]
    next: str | None


def page(session: Session, actor: Actor, states: Sequence[str], cursor: str | None, limit: int = 50) -> Page:
    """One page of the incidents in these states that `actor` may see."""
    by_urgency = set(states) <= set(rules.UNFINISHED)
    after = _decode(cursor, 2 if by_urgency else 1)
    walk = _urgent if by_urgency else _newest
    ids = walk(session, actor, states, after, limit + 1)
    more = len(ids) > limit
    rows = _rows(session, ids[:limit])
    last = rows[-1] if rows else None
    if not more or last is None:
        return Page(rows, None)
    return Page(rows, _encode((last.priority, last.id) if by_urgency else (last.id,)))


def find(session: Session, actor: Actor, q: str, limit: int = 20) -> Sequence[Incident]:
    """Incidents whose code, title or place holds the words, without diacritics: unfinished ones first, then recent.

    The newest of each unfinished state are looked through for any part of a word; beyond them the index of words
    answers, so that a search costs the same in the tenth year.
    """
    asked = fold(q)
    if not asked:
        return []
    found = [*session.scalars(select(Incident).where(_named(asked), access.visible(actor)))]
    found += _rows(session, _unfinished(session, actor, asked.split(), limit))
    if len(found) < limit:
        ids = words.holding(session, asked, INDEXED)
        found += session.scalars(
            select(Incident)
            .where(Incident.id.in_(ids), access.visible(actor))
            .order_by(Incident.state.in_(rules.FINISHED), Incident.id.desc())
            .limit(limit)
        )
    return list({row.id: row for row in found}.values())[:limit]


def _named(asked: str) -> ColumnElement[bool]:
    """Its code, or just the code's number: officers say "four eight two"."""
    by_code = Incident.code == asked.upper()
    return or_(by_code, Incident.id == int(asked)) if asked.isdecimal() and len(asked) < SHORT else by_code


def _unfinished(session: Session, actor: Actor, parts: Sequence[str], limit: int) -> list[int]:
    holds = [Incident.folded.contains(part, autoescape=True) for part in parts]
    found: list[int] = []
    for state in rules.UNFINISHED:
        newest = _by_id(select(Incident.id).where(Incident.state == state), LOOKED_THROUGH).subquery()
        held = select(Incident.id).join(newest, newest.c.id == Incident.id).where(access.visible(actor), *holds)
        found += session.scalars(_by_id(held, limit))
    return sorted(found, reverse=True)[:limit]


def on_board(session: Session, actor: Actor, now: datetime, resolved_within: timedelta) -> Sequence[Incident]:
    """What a board starts with: everything unfinished, and what was resolved lately."""
    lately = and_(Incident.state == "resolved", Incident.resolved_at >= now - resolved_within)
    wanted = or_(Incident.state.in_(rules.UNFINISHED), lately)
    return session.scalars(select(Incident).where(wanted, access.visible(actor)).order_by(Incident.id)).all()


def joinable(session: Session, actor: Actor, incident_id: int, radius_m: float, limit: int = 8) -> Sequence[Incident]:
    """Unfinished incidents near this one that it could be merged into: same category first, then by distance."""
    row = access.get(session, actor, incident_id)
    west, south, east, north = geo.box(row.lon, row.lat, radius_m)
    near = select(Incident).where(
        Incident.state.in_(rules.UNFINISHED),
        Incident.lat.between(south, north),
        Incident.lon.between(west, east),
        Incident.id != row.id,
        Incident.origin == row.origin,
        access.visible(actor),
    )
    ranked = sorted(
        (other.category != row.category, geo.metres(row.lon, row.lat, other.lon, other.lat), other.id, other)
        for other in session.scalars(near)
    )
    return [other for _differs, distance, _id, other in ranked if distance <= radius_m][:limit]


def _urgent(
    session: Session, actor: Actor, states: Sequence[str], after: Sequence[int] | None, limit: int
) -> list[int]:
    """One index-only walk per state, merged: an ORDER BY over several states would sort all of them."""
    beyond = _beyond(after)
    walks = []
    for state in states:
        query = select(Incident.priority, Incident.id).where(Incident.state == state, access.visible(actor), *beyond)
        found = session.execute(query.order_by(Incident.priority, Incident.id).limit(limit))
        walks.append([(priority, incident_id) for priority, incident_id in found])
    return [incident_id for _p, incident_id in heapq.merge(*walks)][:limit]


def _beyond(after: Sequence[int] | None) -> Iterable[ColumnElement[bool]]:
    if after is None:
        return ()
    priority, incident_id = after
    more = and_(Incident.priority == priority, Incident.id > incident_id)
    return (or_(Incident.priority > priority, more),)


def _newest(
    session: Session, actor: Actor, states: Sequence[str], after: Sequence[int] | None, limit: int
) -> list[int]:
    beyond = (Incident.id < after[0],) if after else ()
    if set(states) == set(rules.STATES):
        return list(session.scalars(_by_id(select(Incident.id).where(access.visible(actor), *beyond), limit)))
    walks = []
    for state in states:
        query = select(Incident.id).where(Incident.state == state, access.visible(actor), *beyond)
        walks.append(list(session.scalars(_by_id(query, limit))))
    return list(heapq.merge(*walks, reverse=True))[:limit]


def _by_id(query: Select[int], limit: int) -> Select[int]:
    return query.order_by(Incident.id.desc()).limit(limit)


def _rows(session: Session, ids: Sequence[int]) -> list[Incident]:
    rows = {row.id: row for row in session.scalars(select(Incident).where(Incident.id.in_(ids)))}
    return [rows[incident_id] for incident_id in ids if incident_id in rows]


def _encode(key: Iterable[int]) -> str:
    return urlsafe_b64encode(".".join(str(part) for part in key).encode()).decode().rstrip("=")


def _decode(cursor: str | None, parts: int) -> list[int] | None:
    if cursor is None:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        key = [int(part) for part in text.split(".")]
    except ValueError as error:
        raise _wrong_cursor() from error
    if len(key) != parts:
        raise _wrong_cursor()
    return key


def _wrong_cursor() -> Invalid:
    """Unreadable, or of another list."""
    problem = _("Con trỏ trang không hợp lệ.")
    return Invalid(problem, fields=[{"field": "cursor", "problem": problem}])
