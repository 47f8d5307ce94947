"""What every use case of incidents shares: legal moves, one fact per change, words kept apart from the log."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.incidents import rules, titles
from ioc.incidents.events import IncidentFact
from ioc.incidents.models import Incident, Note
from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, IllegalMove
from ioc.kernel.events import Event
from ioc.kernel.i18n import fold


def record(session: Session, actor: Actor, now: datetime, row: Incident, fact: IncidentFact) -> Event:
    """The row changed: next version, one fact. Called after the columns are set, once per change."""
    row.version += 1
    return events.append(session, fact, row.id, actor, now, row.origin)


def move(row: Incident, name: str) -> str:
    """The state that `row` has after the move. Raises IllegalMove, or Conflict for one that was merged away."""
    if row.merged_into is not None:
        raise Conflict(_("Sự cố này đã gộp vào sự cố khác."), merged_into=row.merged_into)
    state = rules.after(row.state, name, row.held_state)
    if state is None:
        raise IllegalMove(row.code, row.state, name, rules.legal(row.state))
    return state


def write_down(
    session: Session, actor: Actor, now: datetime, row: Incident, text: str | None, device_at: datetime | None = None
) -> int | None:
    """Keeps the words as a note and returns its id; nothing said, nothing kept."""
    words = (text or "").strip()
    if not words:
        return None
    author = actor.id if actor.kind == "user" else None
    note = Note(incident_id=row.id, at=now, device_at=device_at, author_id=author, text=words)
    session.add(note)
    session.flush()
    return note.id


def refold(session: Session, row: Incident) -> None:
    """Keeps the searchable text in step with what people read, in each language that they read it in."""
    names = titles.given(session, [row]).get(row.id, {}).values()
    words = [row.code, *dict.fromkeys((row.title, *names)), row.place, row.ward or ""]
    row.folded = fold(" ".join(words))[:400]
