"""What incidents do when something happens below them: each function is a policy of the facts it names."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.cameras.models import Camera
from ioc.incidents import service
from ioc.incidents.events import IncidentPictured
from ioc.incidents.models import Attachment, Incident
from ioc.incidents.rules import FINISHED
from ioc.incidents.service.change import record
from ioc.kernel import house
from ioc.kernel.actor import SYSTEM
from ioc.kernel.events import Event
from ioc.sensors.models import Alarm, AlarmRule, Sensor


def alarm_raised(session: Session, event: Event, now: datetime) -> None:
    """alarm.raised: it opens an incident, or joins one near it, if its rule says so."""
    alarm = session.get_one(Alarm, event.subject_id)
    rule = session.get_one(AlarmRule, alarm.rule_id)
    place = _where(session, alarm)
    if not rule.opens_incident or alarm.incident_id is not None or place is None:
        return
    language = house.config(session).city.language
    draft = service.Draft(
        category=rule.category,
        lon=place.lon,
        lat=place.lat,
        title=rule.title.get(language) or None,
        priority=alarm.severity,
        source=f"alarm:{alarm.id}",
        at=min(alarm.raised_at, now),
        origin=alarm.origin,
        agency_id=place.agency_id,
    )
    incident, _joined = service.open_or_join(session, SYSTEM, now, draft)
    service.relink(session, SYSTEM, now, alarm, incident.id)


def alarm_repeated(session: Session, event: Event, now: datetime) -> None:
    """alarm.repeated: the incident goes on, so that others join it rather than open another one.

    When the one it belonged to is over, it opens or joins anew.
    """
    alarm = session.get_one(Alarm, event.subject_id)
    if alarm.incident_id is None:
        return
    incident = session.get_one(Incident, alarm.incident_id)
    if incident.state in FINISHED and alarm.state in ("unack_active", "ack_active"):
        alarm.incident_id = None
        alarm_raised(session, event, now)
    else:
        incident.touched_at = max(incident.touched_at, now)


def help_over(session: Session, event: Event, now: datetime) -> None:
    """incident.resolved, incident.cancelled: nobody waits for help there any more."""
    service.answer_help(session, SYSTEM, now, event.subject_id)


def help_goes_along(session: Session, event: Event, now: datetime) -> None:
    """incident.merged: a call for help that nobody has answered is now the other one's."""
    row, into = (session.get_one(Incident, key) for key in (event.subject_id, event.data["into"]))
    if row.help_at is None or into.help_at is not None:
        return
    into.help_at, into.help_crew_id, into.help_need = row.help_at, row.help_crew_id, row.help_need
    service.answer_help(session, SYSTEM, now, row.id)


def pictured(session: Session, event: Event, now: datetime) -> None:
    """picture.ready: the incidents that show it; those that came with a report are told by the report."""
    found = select(Attachment).where(Attachment.file_id == event.subject_id, Attachment.report_id.is_(None))
    for attachment in session.scalars(found).all():
        if attachment.incident_id is not None:
            row = session.get_one(Incident, attachment.incident_id)
            record(session, SYSTEM, now, row, IncidentPictured(attachment_id=attachment.id))


def _where(session: Session, alarm: Alarm) -> Sensor | Camera | None:
    if alarm.sensor_id is not None:
        return session.get(Sensor, alarm.sensor_id)
    if alarm.camera_id is not None:
        return session.get(Camera, alarm.camera_id)
    return None
