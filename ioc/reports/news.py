"""Which facts a reporter hears of outside the tracking page: rows of the outbox, written in the unit of the fact.

One unit of work is one message: a report that joins an incident that is already in hand says both at once.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ioc.kernel import house, outbox
from ioc.kernel.events import Event
from ioc.kernel.origin import Origin
from ioc.kernel.outbox import Delivery
from ioc.reports import rules
from ioc.reports.models import Contact, Report

MAIL, SMS = "reporter_mail", "reporter_sms"
A_DAY = timedelta(days=1)
REPORTS_A_DAY = 10  # a contact that somebody else typed in again and again is not flooded through us


def tell(session: Session, event: Event, now: datetime) -> None:
    """Policy: one row for each way this reporter can be reached. Demo and drill reach nobody."""
    report = session.get_one(Report, event.subject_id)
    if report.contact_id is None or report.origin != Origin.REAL or not _news(event, report):
        return
    for channel in ways(session, session.get_one(Contact, report.contact_id), now):
        row = _of_this_unit(session, channel, report.id)
        if row is None:
            payload = {"report_id": report.id, "kinds": [event.kind]}
            session.info.setdefault("told", []).append(outbox.enqueue(session, channel, payload, now))
        else:
            row.payload = {**row.payload, "kinds": [*row.payload["kinds"], event.kind]}


def ways(session: Session, contact: Contact, now: datetime) -> list[str]:
    """The channels that are switched on and lead to this person."""
    settings = house.config(session).deliveries
    found = []
    if settings.mail_reporters and contact.email and _quiet(session, Contact.email == contact.email, now):
        found.append(MAIL)
    if settings.sms_webhook and contact.phone and _quiet(session, Contact.phone == contact.phone, now):
        found.append(SMS)
    return found


def heard_at(session: Session, report: Report, now: datetime) -> list[str]:
    """Where this reporter is told, as the tracking page may show it: enough to know it again, no more."""
    contact = session.get(Contact, report.contact_id) if report.contact_id else None
    if contact is None or report.origin != Origin.REAL:
        return []
    found = ways(session, contact, now)
    mail = [f"{contact.email[:1]}…@{contact.email.rpartition('@')[2]}"] if MAIL in found and contact.email else []
    return mail + ([f"…{contact.phone[-3:]}"] if SMS in found and contact.phone else [])


def _quiet(session: Session, same: ColumnElement[bool], now: datetime) -> bool:
    query = select(func.count()).select_from(Report).join(Contact, Contact.id == Report.contact_id)
    recent = session.scalar(query.where(same, Report.received_at > now - A_DAY))
    return (recent or 0) <= REPORTS_A_DAY


def _news(event: Event, report: Report) -> bool:
    """A refused report goes along when its incident is merged: its reporter is told nothing of that."""
    if event.kind != "report.linked":
        return True
    return bool(event.data["joined"]) and not rules.refused(report.state, report.reason)


def _of_this_unit(session: Session, channel: str, report_id: int) -> Delivery | None:
    """The row that this unit (a session lives as long as its unit) has written already."""
    told: list[Delivery] = session.info.get("told", [])
    mine = (row for row in told if row.channel == channel and row.payload["report_id"] == report_id)
    return next((row for row in mine if row in session), None)
