"""What the use cases of dispatch share: one fact per change of an assignment or a crew."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch.events import AssignmentAborted, AssignmentFact, CrewFact, CrewStatus
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.incidents.service.writing import is_late
from ioc.kernel import events
from ioc.kernel.actor import Actor


def tell(
    session: Session, actor: Actor, now: datetime, row: Assignment | Crew, fact: AssignmentFact | CrewFact
) -> None:
    """The assignment or the crew changed: next version, one fact."""
    row.version += 1
    events.append(session, fact, row.id, actor, now, row.origin)


def call_off(session: Session, actor: Actor, now: datetime, row: Assignment) -> None:
    """Nobody decided it: the house takes the order back, because it has lost its sense."""
    row.state, row.ended_at = "aborted", now
    tell(session, actor, now, row, AssignmentAborted(incident_id=row.incident_id, crew_id=row.crew_id, by_policy=True))


def live_states(session: Session, incident_id: int) -> list[str]:
    """The states of the assignments of an incident that are not over."""
    live = select(Assignment.state).where(Assignment.incident_id == incident_id, Assignment.state.in_(moves.LIVE))
    return list(session.scalars(live))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a crew stands. `pause` and `words`: why it cannot go; `at`: the device's time when it said so."""

    status: str
    pause: str | None = None
    words: str | None = None
    at: datetime | None = None


def set_status(session: Session, actor: Actor, now: datetime, row: Crew, to: Standing) -> bool:
    """Whether anything changed: the same standing again says nothing new."""
    if (row.status, row.pause, row.pause_words) == (to.status, to.pause, to.words):
        return False
    was, row.status, row.pause, row.pause_words = row.status, to.status, to.pause, to.words
    row.status_at = min(to.at or now, now)
    late = to.at is not None and is_late(now, to.at)
    fact = CrewStatus(status=to.status, was=was, pause=to.pause, late=late, device_at=to.at)
    tell(session, actor, now, row, fact)
    return True
