"""What happens to a report after it came in (ioc.reports.intake). One function, one intent, one fact."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ioc.incidents import access
from ioc.incidents.models import Attachment, Incident
from ioc.incidents.rules import FINISHED
from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, IllegalMove, NotFound
from ioc.reports import rules
from ioc.reports.events import (
    ReportAccepted,
    ReportAnswered,
    ReportClosed,
    ReportDuplicate,
    ReportFact,
    ReportLinked,
    ReportPictured,
    ReportRated,
    ReportRejected,
    ReportReopened,
)
from ioc.reports.models import Report


def get(session: Session, report_id: int) -> Report:
    report = session.get(Report, report_id)
    if report is None:
        raise NotFound(_("Không có phản ánh này."))
    return report


def visible(session: Session, who: Actor, report_id: int) -> Report:
    """An agency sees the reports behind its own incidents; others' do not exist."""
    report = get(session, report_id)
    if who.role == "agency":
        if report.incident_id is None:
            raise NotFound(_("Không có phản ánh này."))
        access.get(session, who, report.incident_id)
    return report


def by_token(session: Session, token: str) -> Report:
    """The reporter's own door. Raises NotFound for any other token."""
    report = session.scalar(select(Report).where(Report.token == token))
    if report is None:
        raise NotFound(_("Không có phản ánh này."))
    return report


def link(
    session: Session, actor: Actor, now: datetime, report_id: int, incident_id: int, *, joined: bool = False
) -> Report:
    """Puts the report behind an incident; its photos come along. A new report is being screened from then on."""
    report = get(session, report_id)
    report.incident_id = incident_id
    if report.state == "received":
        report.state = "screening"
    moved = update(Attachment).where(Attachment.report_id == report_id).values(incident_id=incident_id)
    session.execute(moved)
    return record(session, actor, now, report, ReportLinked(incident_id=incident_id, joined=joined))


def accept(session: Session, actor: Actor, now: datetime, report_id: int) -> Report:
    """The city says: this is ours to do. What was over is not: its incident was reopened, or the refusal taken back."""
    over = get(session, report_id).state in rules.OVER
    report = _move(session, report_id, "accept")
    report.reason = None
    if over:
        _owe_again(session, now, report)
    return record(session, actor, now, report, ReportAccepted(incident_id=report.incident_id))


def reject(session: Session, actor: Actor, now: datetime, report_id: int, reason: str) -> Report:
    """Not the city's, not true, not understandable: the reporter is told why."""
    report = _move(session, report_id, "reject")
    report.reason, report.over_at = reason[:300], now
    report.answered_at = report.answered_at or now
    return record(session, actor, now, report, ReportRejected(incident_id=report.incident_id))


def duplicate(session: Session, actor: Actor, now: datetime, report_id: int, incident_id: int) -> Report:
    """Somebody told us before: the report joins that incident, and its reporter keeps hearing of it."""
    incident = session.get(Incident, incident_id)
    if incident is None:
        raise NotFound(_("Không có sự cố này."))
    report = _move(session, report_id, "duplicate")
    report.reason = None
    if incident.state in FINISHED or incident.origin != report.origin:
        raise Conflict(_("Chỉ nhập được vào một sự cố đang xử lý."))
    was, report.incident_id = report.incident_id, incident_id
    moved = update(Attachment).where(Attachment.report_id == report_id).values(incident_id=incident_id)
    session.execute(moved)
    return record(session, actor, now, report, ReportDuplicate(incident_id=incident_id, was=was))


def answer(session: Session, actor: Actor, now: datetime, report_id: int, text: str | None = None) -> Report:
    """The city's words, or none when the resolved incident is the answer."""
    report = _move(session, report_id, "answer")
    report.answer = text or report.answer
    report.answered_at = report.answered_at or now
    report.over_at = now
    return record(session, actor, now, report, ReportAnswered(incident_id=report.incident_id))


def close(session: Session, actor: Actor, now: datetime, report_id: int) -> Report:
    report = _move(session, report_id, "close")
    report.over_at = now
    return record(session, actor, now, report, ReportClosed())


def reopen(session: Session, actor: Actor, now: datetime, report_id: int) -> Report:
    """The reporter says that it is not done; possible for some days after the answer."""
    report = get(session, report_id)
    days = house.config(session).reports.reopen_within_days
    if report.state in rules.OVER and not rules.may_reopen(report.state, report.over_at, now, days):
        raise Conflict(_("Đã quá hạn mở lại %(n)s ngày: hãy gửi phản ánh mới.", n=f"{days:g}"))
    _move(session, report_id, "reopen")
    report.reopened += 1
    _owe_again(session, now, report)
    return record(session, actor, now, report, ReportReopened(incident_id=report.incident_id))


def _owe_again(session: Session, now: datetime, report: Report) -> None:
    """What its reporter was told is not the end: an answer is owed anew, and the old rating is past."""
    report.over_at, report.answered_at, report.rating, report.rating_text = None, None, None, None
    report.answer_due_at = now + timedelta(hours=house.config(session).reports.answer_within_h)
    report.pressed = 0


def rate(session: Session, actor: Actor, now: datetime, report_id: int, stars: int, text: str = "") -> Report:
    """What the reporter thinks of the result; may be changed while it may be reopened."""
    report = get(session, report_id)
    if report.state not in rules.OVER:
        raise IllegalMove(report.code, report.state, "rate", rules.legal(report.state))
    if (report.rating, report.rating_text) == (stars, text or None):
        return report
    days = house.config(session).reports.reopen_within_days
    if report.rating is not None and not rules.may_reopen(report.state, report.over_at, now, days):
        raise Conflict(_("Đánh giá này không đổi được nữa."))
    report.rating, report.rating_text = stars, text or None
    return record(session, actor, now, report, ReportRated(stars=stars))


def pictured(session: Session, actor: Actor, now: datetime, report_id: int, file_id: int) -> Report:
    """One of its photos has left quarantine."""
    return record(session, actor, now, get(session, report_id), ReportPictured(file_id=file_id))


def _move(session: Session, report_id: int, move: str) -> Report:
    report = get(session, report_id)
    following = rules.after(report.state, move)
    if following is None:
        raise IllegalMove(report.code, report.state, move, rules.legal(report.state))
    report.state = following
    return report


def record(session: Session, actor: Actor, now: datetime, report: Report, fact: ReportFact) -> Report:
    """The report changed: next version, one fact."""
    report.version += 1
    events.append(session, fact, report.id, actor, now, report.origin)
    return report


def of_incident(session: Session, incident_id: int) -> Sequence[Report]:
    """The reports behind an incident, oldest first."""
    return session.scalars(select(Report).where(Report.incident_id == incident_id).order_by(Report.id)).all()
