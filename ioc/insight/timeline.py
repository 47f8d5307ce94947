"""The story of an incident, told from the log: its own facts and those of everything that hangs on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from ioc.incidents.models import Note
from ioc.insight import who
from ioc.kernel.clock import rfc3339
from ioc.kernel.events import Event

MOST = 500  # lines; an incident with more shows its newest

Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subjects:
    """What hangs together: ids of the incidents (merged ones too), and the cards of the rest."""

    incidents: Sequence[int]
    alarms: Mapping[int, Card]
    reports: Mapping[int, Card]
    assignments: Mapping[int, Card]
    crews: Mapping[int, str]  # code by id
    messages: Mapping[int, str] = field(default_factory=dict)  # between reporters and the centre


def timeline(session: Session, subjects: Subjects, *, words: bool = True) -> list[Card]:
    """Oldest first. Without `words`: what happened and when, and neither what was said nor who did it.

    Times of the device stand beside ours; words come from notes, names from accounts.
    """
    ids: dict[str, Iterable[int]] = {
        "incident": subjects.incidents,
        "alarm": subjects.alarms,
        "report": subjects.reports,
        "assignment": subjects.assignments,
    }
    about = [and_(Event.subject_type == name, Event.subject_id.in_(list(some))) for name, some in ids.items() if some]
    rows = session.scalars(select(Event).where(or_(*about)).order_by(Event.seq.desc()).limit(MOST)).all()[::-1]
    if not words:
        return [_bare(row, subjects) for row in rows]
    texts = _words(session, rows)
    names = who.names(session, ((row.actor_kind, row.actor_id) for row in rows))
    return [_line(row, texts, names, subjects) for row in rows]


def _bare(row: Event, subjects: Subjects) -> Card:
    """As a wall may know it."""
    line = _line(row, {}, {}, subjects)
    return {**line, "actor": {"kind": row.actor_kind, "id": None}, "data": _known(row, subjects), "text": None}


def _line(row: Event, words: Mapping[int, str], names: Mapping[who.Who, str], subjects: Subjects) -> Card:
    note_id = row.data.get("note_id")
    text = words.get(note_id) if isinstance(note_id, int) else None
    if row.data.get("message_id"):
        text = subjects.messages.get(row.data["message_id"])
    if row.kind == "report.received" and row.subject_id in subjects.reports:
        text = subjects.reports[row.subject_id]["text"] or None
    actor: Card = {"kind": row.actor_kind, "id": row.actor_id}
    if (row.actor_kind, row.actor_id) in names:
        actor["name"] = names[row.actor_kind, row.actor_id]
    return {
        "seq": row.seq,
        "at": rfc3339(row.at),
        "device_at": row.data.get("device_at"),
        "kind": row.kind,
        "subject": row.subject,
        "actor": actor,
        "cause": row.cause,
        "data": {**_known(row, subjects), **row.data},
        "text": text,
        "late": bool(row.data.get("late")),
    }


def _known(row: Event, subjects: Subjects) -> Card:
    """What a line needs beside the log's ids: which sensor and threshold, which crew, which report."""
    if row.subject_type == "alarm":
        card = subjects.alarms[row.subject_id]
        return {name: card.get(name) for name in ("key", "name", "quantity", "threshold", "unit")}
    if row.subject_type == "assignment":
        return {"crew": subjects.crews.get(int(row.data["crew_id"]))}
    if row.subject_type == "report":
        return {"code": subjects.reports[row.subject_id]["code"]}
    return {}


def _words(session: Session, rows: Sequence[Event]) -> dict[int, str]:
    wanted = [row.data["note_id"] for row in rows if isinstance(row.data.get("note_id"), int)]
    if not wanted:
        return {}
    return dict(session.execute(select(Note.id, Note.text).where(Note.id.in_(wanted))).tuples().all())
