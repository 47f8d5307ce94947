"""What people do with alarms, and what time does: acknowledge, shelve, take out of service, and back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from ioc.kernel import events, house, outbox
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import IllegalMove, Invalid, NotFound
from ioc.kernel.events import Event, Fact
from ioc.sensors.events import (
    AlarmAcked,
    AlarmEscalated,
    AlarmRemoved,
    AlarmRestored,
    AlarmShelved,
    AlarmSuppressed,
    AlarmUnshelved,
    AlarmUnsuppressed,
)
from ioc.sensors.models import Alarm, AlarmRule
from ioc.sensors.rules import design, lifecycle


def get(session: Session, alarm_id: int) -> Alarm:
    row = session.get(Alarm, alarm_id)
    if row is None:
        raise NotFound(_("Không có cảnh báo này."))
    return row


def response(session: Session, row: Alarm) -> dict[str, Any]:
    """The response sheet of the alarm's rule."""
    rule = session.get(AlarmRule, row.rule_id)
    return dict(rule.response) if rule is not None else {}


def ack(session: Session, actor: Actor, now: datetime, alarm_id: int) -> Alarm:
    row = _move(session, alarm_id, "ack")
    row.acked_at = now
    row.acked_by = actor.id if actor.kind == "user" else None
    return _tell(session, actor, now, row, AlarmAcked(state=row.state))


def shelve(session: Session, actor: Actor, now: datetime, alarm_id: int, reason: str, minutes: float) -> Alarm:
    """Hides the alarm for a while (8 h at most); it comes back by itself."""
    try:
        until = lifecycle.shelf_until(now, minutes)
    except ValueError as error:
        problem = _("tạm ẩn nhiều nhất tám giờ")
        raise Invalid(f"minutes: {problem}", fields=[{"field": "minutes", "problem": problem}]) from error
    row = _move(session, alarm_id, "shelve")
    row.shelved_until = until
    row.reason = reason
    return _tell(session, actor, now, row, AlarmShelved(minutes=minutes))


def unshelve(session: Session, actor: Actor, now: datetime, alarm_id: int) -> Alarm:
    row = _move(session, alarm_id, "unshelve")
    row.shelved_until = row.reason = None
    return _back(session, actor, now, row, AlarmUnshelved(state=row.state))


def expire_shelves(session: Session, now: datetime) -> int:
    """Brings back every alarm whose shelf time is over. Returns how many."""
    due = session.scalars(select(Alarm.id).where(_due(now)).order_by(Alarm.id)).all()
    for alarm_id in due:
        unshelve(session, SYSTEM, now, alarm_id)
    return len(due)


def shelves_due(session: Session, now: datetime) -> bool:
    return session.scalar(select(Alarm.id).where(_due(now)).limit(1)) is not None


def _due(now: datetime) -> ColumnElement[bool]:
    return (Alarm.state == lifecycle.SHELVED) & (Alarm.shelved_until <= now)


def remove(session: Session, actor: Actor, now: datetime, alarm_id: int, reason: str | None) -> Alarm:
    """Out of service: the device is being repaired, its alarm means nothing."""
    row = _move(session, alarm_id, "remove")
    row.shelved_until = None
    row.reason = reason
    return _tell(session, actor, now, row, AlarmRemoved())


def restore(session: Session, actor: Actor, now: datetime, alarm_id: int) -> Alarm:
    row = _move(session, alarm_id, "restore")
    row.reason = None
    return _back(session, actor, now, row, AlarmRestored(state=row.state))


def settle(session: Session, now: datetime, sensor_ids: Collection[int] | Select[int | None]) -> None:
    """Of each of these sensors: an alarm that a graver one explains is set aside, and comes back after it."""
    found = (
        select(Alarm, AlarmRule)
        .join(AlarmRule, AlarmRule.id == Alarm.rule_id)
        .where(Alarm.sensor_id.in_(sensor_ids), Alarm.state != lifecycle.NORMAL)
        .order_by(Alarm.sensor_id, Alarm.id)
    )
    for _sensor, pairs in groupby(session.execute(found).tuples().all(), lambda pair: pair[0].sensor_id):
        rows = list(pairs)
        standing = [
            design.Standing(rule.code, rule.severity, rule.explained_by, row.state, row.rtn_at is None)
            for row, rule in rows
        ]
        for (row, _rule), move in zip(rows, design.moves(standing), strict=True):
            if move is not None:
                _settle(session, now, row, move)


def _settle(session: Session, now: datetime, row: Alarm, move: str) -> None:
    _move(session, row.id, move)
    aside = row.state == lifecycle.SUPPRESSED
    _tell(session, SYSTEM, now, row, AlarmSuppressed() if aside else AlarmUnsuppressed(state=row.state))


def _move(session: Session, alarm_id: int, move: str) -> Alarm:
    row = get(session, alarm_id)
    after = lifecycle.after(row.state, move, broken=row.rtn_at is None)
    if after is None:
        raise IllegalMove(_("Cảnh báo này"), row.state, move, lifecycle.legal(row.state))
    row.state = after
    row.version += 1
    return row


def _back(session: Session, actor: Actor, now: datetime, row: Alarm, fact: Fact) -> Alarm:
    """It is in question again, unless a graver one explains it."""
    _tell(session, actor, now, row, fact)
    if row.sensor_id is not None:
        settle(session, now, [row.sensor_id])
    return row


def _tell(session: Session, actor: Actor, now: datetime, row: Alarm, fact: Fact) -> Alarm:
    events.append(session, fact, row.id, actor, now, row.origin)
    return row


def escalate_unacknowledged(session: Session, now: datetime) -> int:
    """P1 alarms that nobody acknowledged in time reach the supervisors, once per alarm. Returns how many."""
    after_s = house.config(session).deliveries.unacknowledged_after_s
    said = select(Event.seq).where(
        Event.subject_type == "alarm", Event.subject_id == Alarm.id, Event.kind == AlarmEscalated.kind
    )
    query = select(Alarm).where(
        Alarm.severity == 1,
        Alarm.state == lifecycle.UNACK_ACTIVE,
        Alarm.raised_at <= now - timedelta(seconds=after_s),
        ~said.exists(),
    )
    rows = session.scalars(query.order_by(Alarm.id).limit(100)).all()
    for row in rows:
        row.version += 1
        _tell(session, SYSTEM, now, row, AlarmEscalated(after_s=after_s))
        payload = {"kind": AlarmEscalated.kind, "alarm_id": row.id, "incident_id": row.incident_id}
        outbox.enqueue(session, "escalation", payload, now)
    return len(rows)
