"""What a reporter is told outside the tracking page: short, in their language, never staff's own notes.

The words are found when the message leaves: whoever asked to be forgotten meanwhile gets none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency, Category
from ioc.incidents.models import Incident
from ioc.kernel import house
from ioc.reports import words
from ioc.reports.models import Contact, Report, ReportMessage
from ioc.reports.news import MAIL
from ioc.reports.rules import reopen_until


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str
    token: str


def addressee(session: Session, channel: str, report_id: int) -> tuple[Report, str] | None:
    """The report and where its reporter is reached by this channel; None when there is nobody (any more)."""
    report = session.get(Report, report_id)
    contact = session.get(Contact, report.contact_id) if report and report.contact_id else None
    if report is None or contact is None:
        return None
    to = contact.email if channel == MAIL else contact.phone
    return (report, to) if to else None


def letter(session: Session, report: Report, to: str, kinds: Sequence[str]) -> Letter:
    """One message for everything that happened in one unit of work."""
    told = [TOLD[kind](session, report) for kind in kinds if kind in TOLD]
    head = _("Phản ánh %(code)s (%(what)s):", code=report.code, what=_what(session, report))
    subject = told[-1 if kinds[0] != "report.received" else 0][0] if told else report.code
    return Letter(to, subject, " ".join([head, *(text for _subject, text in told)]), report.token)


def _what(session: Session, report: Report) -> str:
    category = session.get_one(Category, report.category)
    name = category.short_en if str(get_locale()) == "en" else category.short
    return f"{name}, {report.place}" if report.place else name


Told = tuple[str, str]  # subject, sentence


def _received(session: Session, report: Report) -> Told:
    zone = house.zone(session)
    until = f"{words.clock(report.answer_due_at, zone)} {words.date(report.answer_due_at, zone)}"
    return (
        _("Đã nhận phản ánh %(code)s", code=report.code),
        _("trung tâm đã nhận và trả lời bạn trước %(time)s.", time=until),
    )


def _joined(_session: Session, report: Report) -> Told:
    return (
        _("Phản ánh %(code)s được xử lý chung", code=report.code),
        _("đã có người báo việc này, hai phản ánh được xử lý chung và bạn vẫn nhận tin."),
    )


def _accepted(session: Session, report: Report) -> Told:
    incident = session.get(Incident, report.incident_id) if report.incident_id else None
    agency = session.get(Agency, incident.agency_id) if incident and incident.agency_id else None
    name = (agency.name_en if str(get_locale()) == "en" else agency.name) if agency else ""
    said = _("đã tiếp nhận, giao %(agency)s xử lý.", agency=name) if name else _("đã tiếp nhận để xử lý.")
    return _("Đã tiếp nhận phản ánh %(code)s", code=report.code), said


def _rejected(_session: Session, report: Report) -> Told:
    return (
        _("Phản ánh %(code)s không được tiếp nhận", code=report.code),
        _("trung tâm không tiếp nhận. Lý do: %(reason)s", reason=report.reason or ""),
    )


def _answered(session: Session, report: Report) -> Told:
    subject = _("Trung tâm trả lời phản ánh %(code)s", code=report.code)
    days = house.config(session).reports.reopen_within_days
    until = reopen_until(report.over_at, days)
    said = report.answer or _("việc đã xử lý xong.")
    if until is None:
        return subject, said
    look = _(
        "Mời bạn xem kết quả và đánh giá; chưa xong thì mở lại được đến %(day)s.",
        day=words.date(until, house.zone(session)),
    )
    return subject, f"{said} {look}"


def _asked(session: Session, report: Report) -> Told:
    last = session.scalar(
        select(ReportMessage)
        .where(ReportMessage.report_id == report.id, ReportMessage.by == "centre")
        .order_by(ReportMessage.id.desc())
        .limit(1)
    )
    subject = _("Trung tâm hỏi thêm về phản ánh %(code)s", code=report.code)
    return subject, _("%(words)s Bạn trả lời ở trang theo dõi.", words=last.text if last else "")


def _closed(_session: Session, report: Report) -> Told:
    return (
        _("Phản ánh %(code)s đã khép lại", code=report.code),
        _("kết quả đã được kiểm tra và khép lại. Cảm ơn bạn đã báo."),
    )


TOLD: dict[str, Callable[[Session, Report], Told]] = {
    "report.received": _received,
    "report.linked": _joined,
    "report.duplicate": _joined,
    "report.accepted": _accepted,
    "report.rejected": _rejected,
    "report.answered": _answered,
    "report.asked": _asked,
    "report.closed": _closed,
}
