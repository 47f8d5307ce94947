"""A sensor out of service: why and until when. Its alarms say nothing meanwhile, and it comes back by itself."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Conflict, Invalid
from ioc.sensors.events import SensorChanged
from ioc.sensors.models import Alarm, Sensor
from ioc.sensors.rules import lifecycle
from ioc.sensors.service import alarms, registry


def take_out(
    session: Session, actor: Actor, now: datetime, sensor_id: int, reason: str | None, until: datetime | None
) -> Sensor:
    """Ingest judges nothing of it from now on; what it had raised is set aside. Again: another reason or time."""
    row = registry.get(session, sensor_id)
    if until is not None and until <= now:
        raise Invalid(_("Thời điểm dùng lại phải ở phía trước."), fields=[{"field": "until", "problem": "past"}])
    row.in_service, row.out_reason, row.out_until = False, reason, until
    _changed(session, actor, now, row)
    for alarm in _alarms(session, row.id, {*lifecycle.STATES} - {lifecycle.NORMAL, lifecycle.OUT_OF_SERVICE}):
        alarms.remove(session, actor, now, alarm.id, reason)
    return row


def put_back(session: Session, actor: Actor, now: datetime, sensor_id: int) -> Sensor:
    """It counts again: what is still broken stands there unacknowledged."""
    row = registry.get(session, sensor_id)
    if row.in_service:
        raise Conflict(_("Cảm biến này đang dùng."))
    row.in_service, row.out_reason, row.out_until = True, None, None
    _changed(session, actor, now, row)
    for alarm in _alarms(session, row.id, {lifecycle.OUT_OF_SERVICE}):
        alarms.restore(session, actor, now, alarm.id)
    return row


def edit(session: Session, actor: Actor, now: datetime, sensor_id: int, changes: dict[str, Any]) -> Sensor:
    """The registry's change. Whether it is in service is no field like the others: its alarms go with it."""
    fields = {name: value for name, value in changes.items() if name != "in_service"}
    row = registry.change(session, actor, now, sensor_id, fields)
    wanted = changes.get("in_service", row.in_service)
    if wanted == row.in_service:
        return row
    return put_back(session, actor, now, row.id) if wanted else take_out(session, actor, now, row.id, None, None)


def end_due(session: Session, now: datetime) -> int:
    """Puts back every sensor whose time has come. Returns how many. For the worker's clock."""
    due = session.scalars(select(Sensor.id).where(Sensor.in_service.is_(False), Sensor.out_until <= now)).all()
    for sensor_id in due:
        put_back(session, SYSTEM, now, sensor_id)
    return len(due)


def _alarms(session: Session, sensor_id: int, states: set[str]) -> list[Alarm]:
    return list(session.scalars(select(Alarm).where(Alarm.sensor_id == sensor_id, Alarm.state.in_(states))))


def _changed(session: Session, actor: Actor, now: datetime, row: Sensor) -> None:
    row.version += 1
    events.append(session, SensorChanged(fields=("in_service",)), row.id, actor, now, row.origin)
