"""The registry: which sensors there are, and the rules that watch them."""

import re
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Invalid, NotFound
from ioc.kernel.i18n import fold
from ioc.sensors.events import RuleChanged, SensorChanged, SensorRegistered
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import Alarm, AlarmRule, Sensor
from ioc.sensors.rules.watch import NO_DATA, limits
from ioc.sensors.service import alarms

KEY = re.compile(r"[^\s/+#\x00-\x1f\x7f]{1,64}")


def get(session: Session, sensor_id: int) -> Sensor:
    row = session.get(Sensor, sensor_id)
    if row is None:
        raise NotFound(_("Không có cảm biến này."))
    return row


def register(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    key: str,
    kind: str,
    name: str,
    lat: float,
    lon: float,
    expected_every_s: int | None = None,
    agency_id: int | None = None,
    origin: str | None = None,
) -> Sensor:
    """Raises Invalid for a bad key or kind, Conflict for a key that is taken."""
    if not KEY.fullmatch(key):
        raise _wrong("key", _("một đoạn của chủ đề, nhiều nhất 64 ký tự, không có dấu cách, /, + và #"))
    if kind not in KINDS:
        raise _wrong("kind", _("một trong %(names)s", names=", ".join(KINDS)))
    if session.scalar(select(Sensor.id).where(Sensor.key == key)) is not None:
        raise Conflict(_("Đã có cảm biến mã %(key)s.", key=key), key=key)
    row = Sensor(
        key=key,
        kind=kind,
        name=name,
        folded=fold(f"{name} {key}")[:200],
        lat=lat,
        lon=lon,
        ward=_ward(session, lon, lat),
        agency_id=agency_id,
        expected_every_s=expected_every_s or KINDS[kind].expected_every_s,
        origin=origin or str(house.origin(session)),
        created_at=now,
        version=1,
        in_service=True,
    )
    session.add(row)
    session.flush()
    events.append(session, SensorRegistered(sensor_kind=kind), row.id, actor, now, row.origin)
    return row


def change(session: Session, actor: Actor, now: datetime, sensor_id: int, changes: dict[str, Any]) -> Sensor:
    """Changes name, kind, place, agency or expected interval; its key is fixed. In and out of service: `repairs`."""
    row = get(session, sensor_id)
    if changes.get("kind", row.kind) != row.kind:
        _may_change_kind(session, row, changes["kind"])
    touched = tuple(sorted(name for name, value in changes.items() if getattr(row, name) != value))
    if not touched:
        return row
    for name in touched:
        setattr(row, name, changes[name])
    if {"lat", "lon"} & set(touched):
        row.ward = _ward(session, row.lon, row.lat)
    row.folded = fold(f"{row.name} {row.key}")[:200]
    row.version += 1
    events.append(session, SensorChanged(fields=touched), row.id, actor, now, row.origin)
    return row


def rules_of(session: Session, sensor: Sensor) -> list[AlarmRule]:
    """The rules that watch this sensor: its own, and its kind's where it has none of the same code."""
    rows = session.scalars(
        select(AlarmRule)
        .where(AlarmRule.kind == sensor.kind, (AlarmRule.sensor_id == sensor.id) | AlarmRule.sensor_id.is_(None))
        .order_by(AlarmRule.severity, AlarmRule.id)
    ).all()
    own = {row.code for row in rows if row.sensor_id is not None}
    return [row for row in rows if row.sensor_id is not None or row.code not in own]


def change_rule(
    session: Session, actor: Actor, now: datetime, rule_id: int, changes: dict[str, Any], sensor_id: int | None = None
) -> AlarmRule:
    """Edits a rule; with `sensor_id` a kind's rule is copied and changed for that sensor alone."""
    row = session.get(AlarmRule, rule_id)
    if row is None:
        raise NotFound(_("Không có ngưỡng này."))
    if sensor_id is not None and row.sensor_id is None:
        row = _copy_for(session, row, get(session, sensor_id))
    for name, value in changes.items():
        if value is not None or name in ("threshold", "clear", "explained_by"):
            setattr(row, name, value)
    _check(row)
    _check_explained(session, row)
    session.flush()
    events.append(session, RuleChanged(), row.id, actor, now)
    if {"explained_by", "severity"} & set(changes):
        alarms.settle(session, now, _in_question(row))
    return row


def _may_change_kind(session: Session, row: Sensor, kind: str) -> None:
    """What watches it belongs to its kind: nothing of that may be left standing."""
    if kind not in KINDS:
        raise _wrong("kind", _("một trong %(names)s", names=", ".join(KINDS)))
    own = select(AlarmRule.id).where(AlarmRule.sensor_id == row.id).limit(1)
    live = select(Alarm.id).where(Alarm.sensor_id == row.id, Alarm.state != "normal").limit(1)
    if session.scalar(own) is not None or session.scalar(live) is not None:
        raise Conflict(_("Cảm biến còn cảnh báo hoặc ngưỡng riêng: chưa đổi loại được."))


def _copy_for(session: Session, rule: AlarmRule, sensor: Sensor) -> AlarmRule:
    """The sensor's own rule in place of its kind's: the one it has already, or a copy."""
    if rule.kind != sensor.kind:
        raise _wrong("sensor_id", _("ngưỡng này thuộc loại cảm biến khác"))
    own = session.scalar(select(AlarmRule).where(AlarmRule.code == rule.code, AlarmRule.sensor_id == sensor.id))
    if own is not None:
        return own
    values = {c.name: getattr(rule, c.name) for c in AlarmRule.__table__.columns if c.name != "id"}
    row = AlarmRule(**(values | {"sensor_id": sensor.id}))
    session.add(row)
    return row


def _check(rule: AlarmRule) -> None:
    if rule.condition in (NO_DATA, "state"):
        return
    if rule.threshold is None:  # such a rule would watch nothing, and nobody would know
        raise _wrong("threshold", _("cần một con số"))
    try:
        limits(rule.condition, rule.threshold, rule.clear, rule.on_delay_s, rule.off_delay_s)
    except ValueError as error:
        raise _wrong("clear", _("phải nằm phía bên kia ngưỡng báo")) from error


def _check_explained(session: Session, rule: AlarmRule) -> None:
    rule.explained_by = rule.explained_by or None
    if rule.explained_by is None:
        return
    graver = AlarmRule.kind == rule.kind, AlarmRule.code == rule.explained_by, AlarmRule.severity < rule.severity
    if session.scalar(select(AlarmRule.id).where(*graver).limit(1)) is None:
        raise _wrong("explained_by", _("cần một ngưỡng nặng hơn của cùng loại cảm biến"))


def _in_question(rule: AlarmRule) -> Select[int | None]:
    """Sensors where this rule, or one that it explains, has an alarm now."""
    touched = (AlarmRule.id == rule.id) | ((AlarmRule.kind == rule.kind) & (AlarmRule.explained_by == rule.code))
    standing = select(Alarm.sensor_id).join(AlarmRule, AlarmRule.id == Alarm.rule_id)
    return standing.where(touched, Alarm.state != "normal", Alarm.sensor_id.is_not(None))


def _ward(session: Session, lon: float, lat: float) -> str | None:
    pack = house.pack(session)
    ward = pack.ward_at(lon, lat) if pack is not None else None
    return ward.name if ward is not None else None


def _wrong(field: str, problem: str) -> Invalid:
    return Invalid(f"{field}: {problem}", fields=[{"field": field, "problem": problem}])
