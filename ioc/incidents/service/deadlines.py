"""The clock of deadlines: what is overdue is said once, in the log and to the supervisors."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc.incidents.events import IncidentDispatchOverdue, IncidentFact, IncidentOverdue
from ioc.incidents.models import Incident
from ioc.incidents.rules import WAITING, WORKING
from ioc.incidents.service.change import record
from ioc.kernel import outbox
from ioc.kernel.actor import SYSTEM
from ioc.kernel.events import Event

AT_WORK = (*WAITING, *WORKING)


def escalate_overdue(session: Session, now: datetime) -> int:
    """Says of every incident that has just missed a deadline that it did. Returns how many."""
    unsent = _missed(session, now, IncidentDispatchOverdue.kind, Incident.due_dispatch_at, WAITING)
    undone = _missed(session, now, IncidentOverdue.kind, Incident.due_at, AT_WORK)
    for row in unsent:
        _say(session, now, row, IncidentDispatchOverdue(due_at=row.due_dispatch_at, priority=row.priority))
    for row in undone:
        _say(session, now, row, IncidentOverdue(due_at=row.due_at, priority=row.priority))
    return len(unsent) + len(undone)


def _missed(
    session: Session, now: datetime, kind: str, due: InstrumentedAttribute[datetime], states: Sequence[str]
) -> Sequence[Incident]:
    query = select(Incident).where(Incident.state.in_(states), Incident.merged_into.is_(None), due < now)
    return session.scalars(query.where(~_said(kind, due)).order_by(Incident.id).limit(200)).all()


def _said(kind: str, due: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Said already of this deadline; a new deadline (triage, reopening) may be missed anew."""
    told = select(Event.seq).where(
        Event.subject_type == "incident", Event.subject_id == Incident.id, Event.kind == kind, Event.at >= due
    )
    return told.exists()


def _say(session: Session, now: datetime, row: Incident, fact: IncidentFact) -> None:
    record(session, SYSTEM, now, row, fact)
    outbox.enqueue(session, "escalation", {"kind": fact.kind, "incident_id": row.id, "origin": row.origin}, now)
