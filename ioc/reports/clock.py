"""The clock of answers: a citizen is answered in time; before it is missed the desk and the supervisors hear of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ioc.incidents import service as incidents
from ioc.kernel import house, outbox
from ioc.kernel.actor import SYSTEM
from ioc.reports import rules
from ioc.reports.events import ReportAnswerDue
from ioc.reports.models import Report
from ioc.reports.service import record

SOON, MISSED = 1, 2
UNANSWERED = tuple(sorted(rules.STATES - rules.OVER))


def press(session: Session, now: datetime) -> int:
    """Says once that an answer is due soon, and once that it was missed. Returns how many were said."""
    lead = timedelta(hours=house.config(session).reports.escalate_before_h)
    missed = _waiting(session, Report.answer_due_at < now, MISSED)
    soon = _waiting(session, Report.answer_due_at.between(now, now + lead), SOON)
    for level, reports in ((MISSED, missed), (SOON, soon)):
        for report in reports:
            _say(session, now, report, level)
    return len(missed) + len(soon)


def settle(session: Session, now: datetime, incident_id: int | None) -> None:
    """The incident shows the earliest answer that presses, or none."""
    if incident_id is None:
        return
    due = select(func.min(Report.answer_due_at)).where(
        Report.incident_id == incident_id, Report.pressed > 0, _unanswered()
    )
    incidents.answer_due(session, now, incident_id, session.scalar(due))


def _unanswered() -> ColumnElement[bool]:
    return Report.answered_at.is_(None) & Report.state.in_(UNANSWERED)


def _waiting(session: Session, when: ColumnElement[bool], level: int) -> Sequence[Report]:
    query = select(Report).where(when, _unanswered(), Report.pressed < level)
    return session.scalars(query.order_by(Report.answer_due_at).limit(200)).all()


def _say(session: Session, now: datetime, report: Report, level: int) -> None:
    report.pressed = level
    fact = ReportAnswerDue(due_at=report.answer_due_at, missed=level == MISSED)
    record(session, SYSTEM, now, report, fact)
    told = f"{fact.kind}.{'missed' if fact.missed else 'soon'}"
    outbox.enqueue(session, "escalation", {"kind": told, "report_id": report.id, "origin": report.origin}, now)
    settle(session, now, report.incident_id)
