"""Who may see what. A subject's card is shown to the rooms of its audiences, in the projection its facts declare.

Rooms: `staff`, `wall`, `agency:{id}`, `crew:{id}`, `report:{id}` (whoever holds a report's tracking token).
A fact says which audiences hear of it and which fields of the subject's card they get; a card looks the same to one
audience whichever fact brought it, so the projection of a subject is what all its facts together declare.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ioc.kernel import events
from ioc.kernel.events import projection
from realtime.kin import Kin

Card = dict[str, Any]
AUDIENCES = ("staff", "wall", "agency", "crew", "reporter")
SHELVES = {
    "incident": "incidents",
    "alarm": "alarms",
    "crew": "crews",
    "assignment": "assignments",
    "camera": "cameras",
    "report": "reports",
}
TELLS_DETAILS = frozenset({"staff", "agency", "crew"})  # the others learn that it happened, not the ids behind it
TELLS_ACTOR = frozenset({"staff", "agency", "crew"})

# Which role may open which board; the board chooses the room, the role never gets more than its own.
BOARDS: Mapping[str, frozenset[str]] = {
    "console": frozenset({"admin", "supervisor", "officer"}),
    "wall": frozenset({"admin", "supervisor", "officer", "viewer"}),
    "agency": frozenset({"agency"}),
    "crew": frozenset({"crew"}),
}

OFF_BOARD = {  # a subject in one of these states has left every board but its reporter's
    "incident": frozenset({"closed", "cancelled"}),
    "alarm": frozenset({"normal"}),
    "assignment": frozenset({"declined", "done", "aborted"}),
    "report": frozenset({"accepted", "rejected", "duplicate", "answered", "closed"}),
}


def audience_of(room: str) -> str:
    """The audience whose projection a room gets."""
    name = room.partition(":")[0]
    return "reporter" if name == "report" else name


def shown(subject: str, card: Card, room: str) -> Card | None:
    """The card as this room may see it; None when it may not."""
    fields = projection(subject, audience_of(room))
    if not fields:
        return None
    if fields == events.ALL:
        return card
    return {name: card[name] for name in fields if name in card}


def on_board(subject: str, card: Card) -> bool:
    """False for what is over: closed work, alarms back to normal, finished assignments."""
    return card.get("state") not in OFF_BOARD.get(subject, frozenset()) and card.get("merged_into") is None


def audience_rooms(subject: str, subject_id: int, card: Card | None, kin: Kin) -> frozenset[str]:
    """Every room whose people this subject concerns, on a board or not."""
    scoped = _SCOPED.get(subject)
    rooms = {"staff", "wall"}
    if scoped is not None and card is not None:
        rooms.update(scoped(subject_id, card, kin))
    return frozenset(rooms)


def board_rooms(subject: str, subject_id: int, card: Card | None, kin: Kin) -> frozenset[str]:
    """The rooms on whose board the card stands now. A reporter keeps seeing what became of the report."""
    if card is None or subject not in SHELVES:
        return frozenset()
    here = on_board(subject, card)
    rooms = audience_rooms(subject, subject_id, card, kin)
    return frozenset(r for r in rooms if (here or r.startswith("report:")) and projection(subject, audience_of(r)))


def hears(kind: str, room: str) -> bool:
    """Does this fact name the audience of this room?"""
    fact = events.KINDS.get(kind)
    return fact is not None and audience_of(room) in fact.audiences


def _agency(agency_id: int | None) -> Iterable[str]:
    return () if agency_id is None else (f"agency:{agency_id}",)


def _incident(incident_id: int, card: Card, kin: Kin) -> Iterable[str]:
    yield from _agency(card.get("agency_id"))
    yield from (f"crew:{crew_id}" for crew_id in kin.crews_of(incident_id))
    yield from (f"report:{report_id}" for report_id in kin.reports_of(incident_id))


def _assignment(_assignment_id: int, card: Card, kin: Kin) -> Iterable[str]:
    yield f"crew:{card['crew_id']}"
    yield from _agency(kin.agency_of_crew.get(card["crew_id"]))
    yield from _agency(kin.agency_of_incident.get(card["incident_id"]))
    yield from (f"report:{report_id}" for report_id in kin.reports_of(card["incident_id"]))


def _crew(crew_id: int, card: Card, _kin: Kin) -> Iterable[str]:
    yield f"crew:{crew_id}"
    yield from _agency(card.get("agency_id"))


def _report(report_id: int, card: Card, kin: Kin) -> Iterable[str]:
    yield f"report:{report_id}"
    yield from _agency(kin.agency_of_incident.get(card.get("incident_id") or 0))


_SCOPED = {"incident": _incident, "assignment": _assignment, "crew": _crew, "report": _report}
