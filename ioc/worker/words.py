"""What a delivery says. Payloads hold ids only; the words are found when it is sent."""

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import force_locale
from sqlalchemy.orm import Session

from ioc.incidents import titles
from ioc.incidents.models import Incident
from ioc.kernel.outbox import Delivery
from ioc.reports import letters
from ioc.reports.models import Report
from ioc.reports.news import MAIL, SMS
from ioc.sensors.models import Alarm

TITLES = {
    "incident.dispatch_overdue": "Quá hạn cử tổ: {code}",
    "incident.overdue": "Quá hạn xử lý: {code}",
    "report.answer_due.soon": "Sắp hết hạn trả lời phản ánh: {code}",
    "report.answer_due.missed": "Quá hạn trả lời phản ánh: {code}",
    "alarm.escalated": "Cảnh báo P1 chưa ai xác nhận: {code}",
}


@dataclass(frozen=True)
class Message:
    """`key` is the same for every try of one delivery."""

    key: str
    channel: str
    subject: str
    text: str
    to: str = ""
    url: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def message_of(session: Session, row: Delivery, base: str) -> Message | None:
    """The delivery in words; one whose subject is gone still says what it was about. None: nobody to tell."""
    if row.channel in (MAIL, SMS):
        return _to_reporter(session, row, base)
    kind = str(row.payload.get("kind", row.channel))
    code, text = _about(session, row.payload)
    subject = TITLES.get(kind, kind).format(code=code)
    return Message(key_of(row), row.channel, subject, text, str(row.payload.get("to", "")))


def key_of(row: Delivery) -> str:
    return f"ioc-delivery-{row.id}"


def _to_reporter(session: Session, row: Delivery, base: str) -> Message | None:
    found = letters.addressee(session, row.channel, row.payload["report_id"])
    if found is None:
        return None
    report, to = found
    with force_locale(report.language):
        told = letters.letter(session, report, to, row.payload["kinds"])
    return Message(key_of(row), row.channel, told.subject, told.text, told.to, f"{base}/r/{told.token}")


def _about(session: Session, payload: dict[str, Any]) -> tuple[str, str]:
    if incident_id := payload.get("incident_id"):
        incident = session.get(Incident, incident_id)
        if incident is not None:
            title = titles.said(session, [incident])[incident.id]
            return incident.code, f"{title}. {incident.place}"
    if report_id := payload.get("report_id"):
        report = session.get(Report, report_id)
        if report is not None:
            return report.code, report.place
    if alarm_id := payload.get("alarm_id"):
        alarm = session.get(Alarm, alarm_id)
        if alarm is not None:
            return str(alarm.id), f"{alarm.source_name or ''} {alarm.value if alarm.value is not None else ''}".strip()
    return str(payload.get("incident_id") or payload.get("alarm_id") or ""), ""
