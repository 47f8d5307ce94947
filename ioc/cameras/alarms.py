"""A camera is just another sensor: a state that is not well is an alarm, by the rules of kind "camera".

A rule's `quantity` is the state it watches for. The gateway has done the waiting (hysteresis, blip filter), so a state
raises and returns at once.
"""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ioc.cameras.models import Camera
from ioc.kernel.clock import to_ms
from ioc.kernel.events import Event
from ioc.sensors.models import Alarm, AlarmRule
from ioc.sensors.rules import lifecycle
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import happenings

KIND = "camera"


def follow_state(session: Session, row: Event, now: datetime) -> None:
    """Policy of camera.state_changed: the alarm of the new state is raised, those of other states return."""
    camera = session.get_one(Camera, row.subject_id)
    rules = session.scalars(select(AlarmRule).where(AlarmRule.kind == KIND, AlarmRule.sensor_id.is_(None))).all()
    live = _live(session, camera.id, now)
    source = happenings.Source(camera.key, camera.name, camera.lat, camera.lon, camera.origin, camera_id=camera.id)
    for rule in rules:
        broken = rule.enabled and rule.quantity == camera.state
        if not broken and rule.id not in live:
            continue
        move = Move.RAISE if broken else Move.RETURN
        what = happenings.Happening(0, rule.id, move, None, to_ms(camera.state_at or now))
        happenings.move(session, now, source, rule, live.get(rule.id), what)


def _live(session: Session, camera_id: int, now: datetime) -> dict[int, Alarm]:
    """By rule: the newest alarm of this camera that is not over, or only just."""
    rows = session.scalars(
        select(Alarm)
        .where(
            Alarm.camera_id == camera_id,
            or_(Alarm.state != lifecycle.NORMAL, Alarm.rtn_at > now - lifecycle.SAME_ALARM),
        )
        .order_by(Alarm.id)
    )
    return {row.rule_id: row for row in rows}
