"""How reports and incidents pull on each other: each function is a policy of one fact (ioc.wiring lists them)."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.incidents import service as incidents
from ioc.incidents.models import Attachment, Incident, IncidentMerge
from ioc.incidents.rules import FINISHED
from ioc.kernel.actor import SYSTEM
from ioc.kernel.events import Event
from ioc.reports import clock, rules, service
from ioc.reports.models import Report


def open_or_join(session: Session, event: Event, now: datetime) -> None:
    """report.received: it opens an incident, or joins one near it that is being worked on."""
    report = session.get_one(Report, event.subject_id)
    draft = incidents.Draft(
        category=report.category,
        lon=report.lon,
        lat=report.lat,
        source=f"report:{report.id}",
        at=report.received_at,
        origin=report.origin,
    )
    incident, joined = incidents.open_or_join(session, SYSTEM, now, draft)
    photos = select(func.count()).select_from(Attachment).where(Attachment.report_id == report.id)
    incident.photos += session.scalar(photos) or 0
    service.link(session, SYSTEM, now, report.id, incident.id, joined=joined)
    if incident.triaged_at is not None:
        service.accept(session, SYSTEM, now, report.id)


def accepted(session: Session, event: Event, now: datetime) -> None:
    """incident.triaged, incident.followed, incident.reopened: the city has taken up what was reported.

    What was refused stays so when somebody else has the incident reopened; and whoever has a refused report looked
    at again waits for an officer, as before.
    """
    mine = event.data.get("source")
    for report in _of(session, event.subject_id):
        if report.state in rules.WAITING and mine != f"report:{report.id}":
            service.accept(session, SYSTEM, now, report.id)
        elif event.kind == "incident.reopened":
            _again(session, now, report)


def _again(session: Session, now: datetime, report: Report) -> None:
    """Its incident is not over: neither is what was told its reporter as the end of it."""
    if report.state in rules.TOLD_DONE and not report.reason:
        service.accept(session, SYSTEM, now, report.id)


def answered(session: Session, event: Event, now: datetime) -> None:
    """incident.resolved: what was done is the answer."""
    for report in _of(session, event.subject_id):
        if report.state in rules.WAITING:
            service.accept(session, SYSTEM, now, report.id)
        if report.state in {"accepted", "duplicate"}:
            service.answer(session, SYSTEM, now, report.id)


def closed(session: Session, event: Event, now: datetime) -> None:
    """incident.closed: the result was looked at."""
    for report in _of(session, event.subject_id):
        if report.state == "answered":
            service.close(session, SYSTEM, now, report.id)


def cancelled(session: Session, event: Event, now: datetime) -> None:
    """incident.cancelled: there is nothing to do; the officer's own words stay inside."""
    for report in _of(session, event.subject_id):
        if report.state not in rules.OVER:
            with force_locale(report.language):  # the reporter's, whatever the officer reads
                told = _("Trung tâm đã xem xét và thấy không có việc cần xử lý ở đây.")
            service.reject(session, SYSTEM, now, report.id, told)


def reopened(session: Session, event: Event, now: datetime) -> None:
    """report.reopened: the incident is not over either."""
    report = session.get_one(Report, event.subject_id)
    if report.incident_id is None:
        return
    incident = session.get_one(Incident, report.incident_id)
    if incident.state in FINISHED:
        incidents.reopen(session, SYSTEM, now, incident.id, None, source=f"report:{report.id}")


def merged(session: Session, event: Event, now: datetime) -> None:
    """incident.merged: its reports go along, and the merge remembers which."""
    moved = _of(session, event.subject_id)
    incidents.remember(session.get_one(IncidentMerge, event.data["merge_id"]), "reports", [r.id for r in moved])
    target = session.get_one(Incident, event.data["into"])
    for report in moved:
        service.link(session, SYSTEM, now, report.id, target.id, joined=True)
        if target.triaged_at is not None and report.state in rules.WAITING:
            service.accept(session, SYSTEM, now, report.id)


def unmerged(session: Session, event: Event, now: datetime) -> None:
    """incident.unmerged: those that are still where the merge put them come back."""
    done = session.get_one(IncidentMerge, event.data["merge_id"])
    home = incidents.whereabouts(session, done)
    moved = (service.get(session, report_id) for report_id in done.moved["reports"])
    kept = [report for report in moved if report.incident_id in home]
    incidents.remember(done, "returned_reports", [report.id for report in kept])
    open_again = session.get_one(Incident, event.subject_id).state not in FINISHED
    for report in kept:
        service.link(session, SYSTEM, now, report.id, event.subject_id)
        if open_again:
            _again(session, now, report)


def duplicated(session: Session, event: Event, now: datetime) -> None:
    """report.duplicate: it counts where it is now, and no longer where it was."""
    was, into = event.data["was"], event.data["incident_id"]
    if was is None or was == into:
        return
    photos = select(func.count()).select_from(Attachment).where(Attachment.report_id == event.subject_id)
    source = f"report:{event.subject_id}"
    incidents.pass_on(session, SYSTEM, now, source, was, into, session.scalar(photos) or 0)
    clock.settle(session, now, was)
    clock.settle(session, now, into)


def settled(session: Session, event: Event, now: datetime) -> None:
    """report.answered, report.rejected: its answer presses no more."""
    clock.settle(session, now, session.get_one(Report, event.subject_id).incident_id)


def more_photos(session: Session, event: Event, now: datetime) -> None:
    """report.added: its new photos are the incident's too."""
    report = session.get_one(Report, event.subject_id)
    if report.incident_id is not None and event.data["photos"]:
        incidents.count_photos(session, now, report.incident_id, event.data["photos"])


def pictured(session: Session, event: Event, now: datetime) -> None:
    """picture.ready: the reports that show it."""
    rows = select(Attachment.report_id).where(Attachment.file_id == event.subject_id, Attachment.report_id.is_not(None))
    for report_id in session.scalars(rows).all():
        service.pictured(session, SYSTEM, now, report_id or 0, event.subject_id)


def _of(session: Session, incident_id: int) -> Sequence[Report]:
    return service.of_incident(session, incident_id)
