"""How an incident begins, or something joins one that is there."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.deadlines import deadlines
from ioc.agencies.models import Category
from ioc.agencies.service import category as category_of
from ioc.incidents import rules
from ioc.incidents.events import IncidentJoined, IncidentOpened
from ioc.incidents.models import Incident
from ioc.incidents.place import place_of
from ioc.incidents.service.change import record, refold, write_down
from ioc.incidents.service.writing import note
from ioc.kernel import events, geo, house
from ioc.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known when something begins. `source`: `alarm:12`, `report:3` or None (an officer).

    `at` is when it happened (an alarm's or report's own time); None means now. `severity` is an alarm's.
    """

    category: str
    lon: float
    lat: float
    title: str | None = None
    priority: int | None = None
    text: str | None = None
    source: str | None = None
    at: datetime | None = None
    origin: str | None = None
    agency_id: int | None = None


def open_incident(session: Session, actor: Actor, now: datetime, draft: Draft) -> Incident:
    """A new incident in state `open`. Raises Invalid for an unknown category."""
    category = category_of(session, draft.category)
    row = _new_row(session, now, draft, category)
    session.add(row)
    session.flush()
    row.code = f"{house.config(session).incidents.code_prefix}-{row.id:04d}"
    refold(session, row)
    _count(row, draft.source)
    note_id = write_down(session, actor, now, row, draft.text)
    fact = IncidentOpened(
        category=row.category,
        priority=row.priority,
        agency_id=row.agency_id,
        source=draft.source,
        note_id=note_id,
    )
    events.append(session, fact, row.id, actor, now, row.origin)
    return row


def open_or_join(session: Session, actor: Actor, now: datetime, draft: Draft) -> tuple[Incident, bool]:
    """Joins the unfinished incident near it, or opens one. Returns the incident and whether it was joined."""
    draft = replace(draft, origin=draft.origin or str(house.origin(session)))
    found = nearest(session, now, draft)
    if found is None:
        return open_incident(session, actor, now, draft), False
    return join(session, actor, now, found, draft), True


def told_by_officer(session: Session, actor: Actor, now: datetime, draft: Draft) -> tuple[Incident, bool]:
    """As `open_or_join`; what the officer said of it stands on the timeline of the one that it joins."""
    row, joined = open_or_join(session, actor, now, draft)
    words = "\n".join(part for part in (draft.title, draft.text) if part)
    if joined and words:
        note(session, actor, now, row.id, words)
    return row, joined


def join(session: Session, actor: Actor, now: datetime, row: Incident, draft: Draft) -> Incident:
    """`draft` becomes part of an incident that is already there: counted, and its priority raised if need be."""
    _count(row, draft.source)
    row.touched_at = max(row.touched_at, draft.at or now)
    priority = rules.raised(row.priority, draft.priority or row.priority, row.state)
    was, row.priority = row.priority, priority
    if priority != was:
        set_deadlines(session, row)
    fact = IncidentJoined(source=draft.source or "officer", priority=priority if priority != was else None)
    record(session, actor, now, row, fact)
    return row


def nearest(session: Session, now: datetime, draft: Draft) -> Incident | None:
    """The unfinished incident that `draft` belongs to by the configured distance and time, if there is one."""
    settings = house.config(session).incidents
    origin = draft.origin or str(house.origin(session))
    arrival = rules.Arrival(draft.category, draft.lon, draft.lat, draft.at or now, origin)
    west, south, east, north = geo.box(draft.lon, draft.lat, settings.join_radius_m)
    rows = session.scalars(
        select(Incident).where(
            Incident.category == draft.category,
            Incident.state.in_(rules.UNFINISHED),
            Incident.lat.between(south, north),
            Incident.lon.between(west, east),
        )
    ).all()
    candidates = [rules.Candidate(r.id, r.category, r.lon, r.lat, r.opened_at, r.touched_at, r.origin) for r in rows]
    within = timedelta(minutes=settings.join_within_min)
    chosen = rules.joined(arrival, candidates, settings.join_radius_m, within)
    return next((row for row in rows if chosen and row.id == chosen.id), None)


def set_deadlines(session: Session, row: Incident, since: datetime | None = None) -> None:
    """Deadlines follow priority and category; they count from the opening, or from `since` (a reopening)."""
    own = session.get_one(Category, row.category).resolve_within_h
    due = deadlines(house.config(session).dispatch, row.priority, since or row.opened_at, own)
    row.due_dispatch_at, row.due_at = due.dispatch, due.resolve


def counted_from(session: Session, row: Incident) -> datetime:
    """When its deadlines began to run: the opening, or the last reopening."""
    within = house.config(session).dispatch.dispatch_within_min[row.priority - 1]
    return row.due_dispatch_at - timedelta(minutes=within)  # more time may have been given to the other deadline


def _new_row(session: Session, now: datetime, draft: Draft, category: Category) -> Incident:
    priority = draft.priority or category.priority
    due = deadlines(house.config(session).dispatch, priority, now, category.resolve_within_h)
    place = place_of(session, draft.lon, draft.lat)
    vietnamese = house.config(session).city.language == "vi"
    return Incident(
        code=f"~{token_hex(8)}",  # replaced as soon as the id is known
        version=1,
        title=(draft.title or (category.short if vietnamese else category.short_en))[:200],
        category=category.code,
        priority=priority,
        state="open",
        place=place.text[:160],
        ward=place.ward,
        lat=draft.lat,
        lon=draft.lon,
        agency_id=draft.agency_id or category.agency_id,
        opened_at=now,
        touched_at=draft.at or now,
        due_dispatch_at=due.dispatch,
        due_at=due.resolve,
        reports=0,
        alarms=0,
        photos=0,
        origin=draft.origin or str(house.origin(session)),
    )


def _count(row: Incident, source: str | None) -> None:
    kind = (source or "").partition(":")[0]
    row.reports += kind == "report"
    row.alarms += kind == "alarm"
