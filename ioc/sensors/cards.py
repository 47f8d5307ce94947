"""The cards of alarms and sensors: what screens and the API show. One query per table, whatever the number of ids."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.models import User
from ioc.kernel.clock import from_ms, rfc3339
from ioc.sensors.kinds import unit_of
from ioc.sensors.models import Alarm, AlarmRule, Sensor, SensorState

Card = dict[str, Any]


def cards(session: Session, ids: Iterable[int]) -> dict[int, Card]:
    """AlarmCards by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Alarm, Sensor, AlarmRule, User.name)
        .outerjoin(Sensor, Sensor.id == Alarm.sensor_id)
        .join(AlarmRule, AlarmRule.id == Alarm.rule_id)
        .outerjoin(User, User.id == Alarm.acked_by)
        .where(Alarm.id.in_(wanted))
    )
    return {alarm.id: _alarm(alarm, sensor, rule, name) for alarm, sensor, rule, name in rows}


def _alarm(alarm: Alarm, sensor: Sensor | None, rule: AlarmRule, acked_by: str | None) -> Card:
    return {
        "id": alarm.id,
        "version": alarm.version,
        "sensor_id": alarm.sensor_id,
        "camera_id": alarm.camera_id,
        "key": sensor.key if sensor else alarm.source_key,
        "name": sensor.name if sensor else alarm.source_name,
        "rule_id": alarm.rule_id,
        "rule": rule.code,
        "title": rule.title,
        "category": rule.category,
        "quantity": alarm.quantity,
        "severity": alarm.severity,
        "state": alarm.state,
        "value": alarm.value,
        "threshold": rule.threshold,
        "unit": unit_of(rule.kind, alarm.quantity),
        "raised_at": rfc3339(alarm.raised_at),
        "rtn_at": rfc3339(alarm.rtn_at),
        "acked_at": rfc3339(alarm.acked_at),
        "acked_by": {"id": alarm.acked_by, "name": acked_by} if alarm.acked_by else None,
        "shelved_until": rfc3339(alarm.shelved_until),
        "reason": alarm.reason,
        "repeat_count": alarm.repeat_count,
        "incident_id": alarm.incident_id,
        "lat": alarm.lat,
        "lon": alarm.lon,
        "origin": alarm.origin,
    }


def sensor_cards(session: Session, ids: Iterable[int]) -> dict[int, Card]:
    """SensorCards by id, each with its latest values."""
    wanted = set(ids)
    if not wanted:
        return {}
    latest: dict[int, list[Card]] = {}
    for state in session.scalars(
        select(SensorState).where(SensorState.sensor_id.in_(wanted)).order_by(SensorState.quantity)
    ):
        latest.setdefault(state.sensor_id, []).append(
            {
                "quantity": state.quantity,
                "at": rfc3339(from_ms(state.at_ms)),
                "value": state.value,
                "received_at": rfc3339(from_ms(state.received_ms)),
            }
        )
    rows = session.scalars(select(Sensor).where(Sensor.id.in_(wanted)))
    return {row.id: sensor_card(row) | {"latest": latest.get(row.id, [])} for row in rows}


def sensor_card(row: Sensor) -> Card:
    return {
        "id": row.id,
        "version": row.version,
        "key": row.key,
        "kind": row.kind,
        "name": row.name,
        "lat": row.lat,
        "lon": row.lon,
        "ward": row.ward,
        "agency_id": row.agency_id,
        "expected_every_s": row.expected_every_s,
        "in_service": row.in_service,
        "out_reason": row.out_reason,
        "out_until": rfc3339(row.out_until),
        "origin": row.origin,
        "created_at": rfc3339(row.created_at),
    }


def rule_card(row: AlarmRule) -> Card:
    names = (
        "id", "code", "kind", "sensor_id", "quantity", "condition", "threshold", "clear", "on_delay_s", "off_delay_s",
        "only_when", "severity", "enabled", "opens_incident", "explained_by", "category",
        "title", "response",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def reading_card(sensor_id: int, quantity: str, at_ms: int, value: float) -> Card:
    return {
        "sensor_id": sensor_id,
        "quantity": quantity,
        "at": rfc3339(from_ms(at_ms)),
        "at_ms": at_ms,
        "value": value,
    }
