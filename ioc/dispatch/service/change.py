"""What the use cases of dispatch share: one fact per change of an assignment or a crew."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch.events import AssignmentFact, CrewFact, CrewStatus
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.kernel import events
from ioc.kernel.actor import Actor


def tell(session: Session, actor: Actor, now: datetime, row: Assignment, fact: AssignmentFact) -> None:
    """The assignment changed: next version, one fact."""
    row.version += 1
    events.append(session, fact, row.id, actor, now, row.origin)


def tell_crew(session: Session, actor: Actor, now: datetime, row: Crew, fact: CrewFact) -> None:
    row.version += 1
    events.append(session, fact, row.id, actor, now, row.origin)


def live_states(session: Session, incident_id: int) -> list[str]:
    """The states of the assignments of an incident that are not over."""
    live = select(Assignment.state).where(Assignment.incident_id == incident_id, Assignment.state.in_(moves.LIVE))
    return list(session.scalars(live))


def set_status(session: Session, actor: Actor, now: datetime, row: Crew, status: str) -> None:
    if row.status == status:
        return
    was, row.status = row.status, status
    tell_crew(session, actor, now, row, CrewStatus(status=status, was=was))
