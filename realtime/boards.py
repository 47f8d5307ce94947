"""What stands on a board: the cards of everything that is not over, as one room may see them."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc import wiring
from ioc.cameras.models import Camera
from ioc.dispatch.models import Assignment, Crew
from ioc.incidents.models import Incident
from ioc.kernel import clock, events
from ioc.reports.models import Report
from ioc.sensors.models import Alarm
from realtime import kin as kinship
from realtime.audience import OFF_BOARD, SHELVES, Card, board_rooms, shown
from realtime.kin import Kin

log = logging.getLogger(__name__)
MOST = 5000  # cards of one kind on one board; a room beyond that needs a filter, not a longer list

FOR_ALL = ("agencies", "categories")  # what a citizen's page may know of the house

Cards = dict[str, dict[int, Card]]  # subject type: id: card


def load(session: Session, wanted: dict[str, set[int]]) -> Cards:
    """The cards of these subjects; what has no card, or no row any more, is left out."""
    found: Cards = {}
    for subject, ids in wanted.items():
        loader = wiring.CARDS.get(subject)
        if loader is None or subject not in SHELVES:
            continue
        cards: dict[int, Card] = {}
        for part in kinship.some(ids):
            cards.update(loader(session, part))
        found[subject] = cards
    return found


def relations(session: Session, cards: Cards) -> Kin:
    """How these cards hang together."""
    incidents = set(cards.get("incident", ()))
    for subject in ("assignment", "report", "alarm"):
        incidents.update(card["incident_id"] for card in cards.get(subject, {}).values() if card.get("incident_id"))
    crews = set(cards.get("crew", ())) | {card["crew_id"] for card in cards.get("assignment", {}).values()}
    return kinship.load(session, incidents, crews)


def standing(session: Session) -> tuple[Cards, Kin]:
    """Everything that is not over: what a feed must know to notice what leaves."""
    wanted = {subject: _ids(session, subject) for subject in _TABLES}
    cards = load(session, wanted)
    return cards, relations(session, cards)


def snapshot(session: Session, room: str) -> Card:
    """`seq` and the cards of one room. `seq` is read first: a card may be newer than it, never older.

    `mark` says which log counted so; who comes back with both is told what it missed of this log, or gets it whole.
    """
    seq = events.head(session)
    cards = load(session, _wanted(session, room))
    kin = relations(session, cards)
    shelves = {shelf: _shelf(subject, cards, kin, room) for subject, shelf in SHELVES.items()}
    at = clock.rfc3339(clock.now())
    return {"seq": seq, "mark": events.mark(session, seq), "at": at, **shelves, **reference(session, room)}


def _shelf(subject: str, cards: Cards, kin: Kin, room: str) -> list[Card]:
    kept = []
    for subject_id, card in sorted(cards.get(subject, {}).items()):
        if room in board_rooms(subject, subject_id, card, kin):
            visible = shown(subject, card, room)
            if visible is not None:
                kept.append(visible)
    return kept


def _wanted(session: Session, room: str) -> dict[str, set[int]]:
    name, _, number = room.partition(":")
    if name in _OF_ROOM:
        return _OF_ROOM[name](session, int(number))
    return {subject: _ids(session, subject) for subject in _TABLES}


_TABLES: dict[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str] | None]] = {
    "incident": (Incident.id, Incident.state),
    "alarm": (Alarm.id, Alarm.state),
    "crew": (Crew.id, None),
    "assignment": (Assignment.id, Assignment.state),
    "camera": (Camera.id, None),
    "report": (Report.id, Report.state),
}


def _ids(session: Session, subject: str, *where: ColumnElement[bool]) -> set[int]:
    """Ids of what is not over, the newest first where there are too many."""
    key, state = _TABLES[subject]
    query = select(key).where(*where).order_by(key.desc()).limit(MOST)
    if state is not None:
        query = query.where(state.not_in(sorted(OFF_BOARD[subject])))
    if subject == "incident":
        query = query.where(Incident.merged_into.is_(None))
    found = set(session.scalars(query))
    if len(found) == MOST:
        log.warning("more than %s cards of %s: a board shows the newest", MOST, subject)
    return found


def _of_agency(session: Session, agency_id: int) -> dict[str, set[int]]:
    incidents = _ids(session, "incident", Incident.agency_id == agency_id)
    crews = set(session.scalars(select(Crew.id).where(Crew.agency_id == agency_id)))
    ours = Assignment.crew_id.in_(select(Crew.id).where(Crew.agency_id == agency_id))
    sent = Assignment.incident_id.in_(select(Incident.id).where(Incident.agency_id == agency_id))
    reports = Report.incident_id.in_(select(Incident.id).where(Incident.agency_id == agency_id))
    return {
        "incident": incidents,
        "crew": crews,
        "assignment": _ids(session, "assignment", ours | sent),
        "report": _ids(session, "report", reports),
    }


def _of_crew(session: Session, crew_id: int) -> dict[str, set[int]]:
    assignments = _ids(session, "assignment", Assignment.crew_id == crew_id)
    sent = select(Assignment.incident_id).where(Assignment.id.in_(assignments))
    return {"crew": {crew_id}, "assignment": assignments, "incident": set(session.scalars(sent))}


def _of_report(session: Session, report_id: int) -> dict[str, set[int]]:
    linked: Iterable[int | None] = session.scalars(select(Report.incident_id).where(Report.id == report_id))
    incidents = {incident_id for incident_id in linked if incident_id is not None}
    sent = _ids(session, "assignment", Assignment.incident_id.in_(incidents)) if incidents else set()
    return {"report": {report_id}, "incident": incidents, "assignment": sent}


_OF_ROOM: dict[str, Callable[[Session, int], dict[str, set[int]]]] = {
    "agency": _of_agency,
    "crew": _of_crew,
    "report": _of_report,
}


def reference(session: Session, room: str) -> dict[str, Any]:
    """What cards refer to by id or code (agencies, categories, kinds), and the watch and its figures."""
    outside = room.startswith("report:")
    return {name: make(session) for name, make in wiring.REFERENCE.items() if not outside or name in FOR_ALL}


def shift(session: Session) -> Card | None:
    """The watch that is on now, as its card."""
    make = wiring.REFERENCE.get("shift")
    found: Card | None = make(session) if make else None
    return found
