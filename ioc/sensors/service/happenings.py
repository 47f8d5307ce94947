"""What the watches saw, made into alarms and facts. Runs in the unit that stores the readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ioc.kernel import events
from ioc.kernel.actor import DEVICE, Actor
from ioc.sensors.events import AlarmRaised, AlarmRepeated, AlarmReturned
from ioc.sensors.models import Alarm, AlarmRule, Sensor
from ioc.sensors.rules import lifecycle
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import alarms

T = TypeVar("T", Sensor, AlarmRule)


@dataclass(frozen=True, slots=True)
class Happening:
    """One move of one watch. `repeats`: how often it broke again since this was last told."""

    sensor_id: int
    rule_id: int
    move: Move
    value: float | None
    at_ms: int | None
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Who raises: a sensor or a camera, with what an alarm copies from it."""

    key: str
    name: str
    lat: float
    lon: float
    origin: str
    sensor_id: int | None = None
    camera_id: int | None = None


def record(session: Session, now: datetime, happenings: Sequence[Happening]) -> None:
    """Applies the moves in order. Sensors and rules that are gone meanwhile are passed over."""
    if not happenings:
        return
    sensors = _by_id(session, Sensor, {each.sensor_id for each in happenings})
    rules = _by_id(session, AlarmRule, {each.rule_id for each in happenings})
    live = _live(session, sensors, now)
    for each in happenings:
        sensor, rule = sensors.get(each.sensor_id), rules.get(each.rule_id)
        if sensor is None or rule is None:
            continue
        source = Source(sensor.key, sensor.name, sensor.lat, sensor.lon, sensor.origin, sensor_id=sensor.id)
        key = (each.sensor_id, each.rule_id)
        alarm = move(session, now, source, rule, live.get(key), each)
        if alarm is not None:
            live[key] = alarm
    alarms.settle(session, now, sensors)


def move(
    session: Session,
    now: datetime,
    source: Source,
    rule: AlarmRule,
    alarm: Alarm | None,
    what: Happening,
    actor: Actor = DEVICE,
) -> Alarm | None:
    """One move of one rule. `alarm` is its latest one, if it is still in question. Returns the alarm it touched."""
    if what.move == Move.RAISE:
        if alarm is None or not lifecycle.same_alarm(alarm.state, alarm.rtn_at, now):
            return _raise(session, now, source, rule, what, actor)
        return _again(session, now, alarm, what, actor)
    if alarm is None:
        return None
    if what.move == Move.REPEAT:
        return _repeat(session, now, alarm, what, actor)
    return _return(session, now, alarm, what, actor)


def _raise(session: Session, now: datetime, source: Source, rule: AlarmRule, what: Happening, actor: Actor) -> Alarm:
    alarm = Alarm(
        version=1,
        sensor_id=source.sensor_id,
        camera_id=source.camera_id,
        rule_id=rule.id,
        quantity=rule.quantity,
        severity=rule.severity,
        state=lifecycle.UNACK_ACTIVE,
        value=what.value,
        raised_at=now,
        repeat_count=what.repeats,
        lat=source.lat,
        lon=source.lon,
        source_key=source.key,
        source_name=source.name,
        origin=source.origin,
    )
    session.add(alarm)
    session.flush()
    fact = AlarmRaised(
        sensor_id=source.sensor_id,
        camera_id=source.camera_id,
        rule_id=rule.id,
        rule=rule.code,
        severity=rule.severity,
        category=rule.category,
        opens_incident=rule.opens_incident,
        value=what.value,
        at_ms=what.at_ms,
    )
    events.append(session, fact, alarm.id, actor, now, source.origin)
    return alarm


def _again(session: Session, now: datetime, alarm: Alarm, what: Happening, actor: Actor) -> Alarm:
    alarm.state = lifecycle.revived(alarm.state, alarm.acked_at, now)
    if alarm.state != lifecycle.ACK_ACTIVE:
        alarm.acked_at = alarm.acked_by = None  # nobody has acknowledged what breaks now
    alarm.rtn_at = None
    alarm.value = what.value
    alarm.repeat_count += max(1, what.repeats)
    return _repeated(session, now, alarm, what, actor)


def _repeat(session: Session, now: datetime, alarm: Alarm, what: Happening, actor: Actor) -> Alarm:
    alarm.repeat_count += what.repeats
    return _repeated(session, now, alarm, what, actor)


def _repeated(session: Session, now: datetime, alarm: Alarm, what: Happening, actor: Actor) -> Alarm:
    alarm.version += 1
    fact = AlarmRepeated(repeat_count=alarm.repeat_count, state=alarm.state, value=what.value)
    events.append(session, fact, alarm.id, actor, now, alarm.origin)
    return alarm


def _return(session: Session, now: datetime, alarm: Alarm, what: Happening, actor: Actor) -> Alarm:
    after = lifecycle.after(alarm.state, "return", broken=False)
    if after is None or alarm.rtn_at is not None:
        return alarm  # it has returned already
    alarm.state = after
    alarm.rtn_at = now
    alarm.repeat_count += what.repeats
    alarm.version += 1
    events.append(session, AlarmReturned(state=after, value=what.value), alarm.id, actor, now, alarm.origin)
    return alarm


def _live(session: Session, sensors: Iterable[int], now: datetime) -> dict[tuple[int, int], Alarm]:
    """The newest alarm of each (sensor, rule) that is not over, or only just."""
    rows = session.scalars(
        select(Alarm)
        .where(
            Alarm.sensor_id.in_(sensors),
            or_(Alarm.state != lifecycle.NORMAL, Alarm.rtn_at > now - lifecycle.SAME_ALARM),
        )
        .order_by(Alarm.id)
    )
    return {(row.sensor_id, row.rule_id): row for row in rows if row.sensor_id is not None}


def _by_id(session: Session, table: type[T], ids: set[int]) -> dict[int, T]:
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(ids)))}
