"""Reading sensors and alarms: pages by keyset, the packed list for the map, readings for a chart."""

import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.kernel.clock import from_ms, to_ms
from ioc.kernel.errors import Invalid
from ioc.kernel.i18n import fold
from ioc.sensors import cards
from ioc.sensors.kinds import INDEX, KINDS
from ioc.sensors.models import Alarm, AlarmRule, IngestCount, RejectedMessage, Sensor, SensorState
from ioc.sensors.readings.history import Point, backwards, history
from ioc.sensors.rules import lifecycle
from ioc.sensors.rules.watch import NO_DATA
from ioc.sensors.schemas import LatestQuery
from ioc.sensors.service import registry

RECORD = struct.Struct("<IiiBBxx")
NORMAL, SILENT, OUT_OF_SERVICE = 0, 1, 6
DEFAULT_SPAN = timedelta(hours=6)
LONGEST_SPAN = timedelta(days=8)


def sensors(
    session: Session, q: str, kind: str, key: str, cursor: int | None, limit: int
) -> tuple[list[cards.Card], int | None]:
    """By id; `q` is searched without diacritics in names and keys."""
    wanted = select(Sensor.id).order_by(Sensor.id).limit(limit + 1)
    if kind:
        wanted = wanted.where(Sensor.kind == kind)
    if key:
        wanted = wanted.where(Sensor.key == key)
    for word in fold(q).split():
        wanted = wanted.where(Sensor.folded.contains(word, autoescape=True))
    if cursor is not None:
        wanted = wanted.where(Sensor.id > cursor)
    ids = session.scalars(wanted).all()
    found = cards.sensor_cards(session, ids[:limit])
    return [found[each] for each in ids[:limit]], ids[limit - 1] if len(ids) > limit else None


def alarms(
    session: Session, state: str, sensor_id: int | None, incident_id: int | None, cursor: int | None, limit: int
) -> tuple[list[cards.Card], int | None]:
    """Newest first."""
    wanted = select(Alarm.id).order_by(Alarm.id.desc()).limit(limit + 1).where(Alarm.state.in_(_states(state)))
    if sensor_id is not None:
        wanted = wanted.where(Alarm.sensor_id == sensor_id)
    if incident_id is not None:
        wanted = wanted.where(Alarm.incident_id == incident_id)
    if cursor is not None:
        wanted = wanted.where(Alarm.id < cursor)
    ids = session.scalars(wanted).all()
    found = cards.cards(session, ids[:limit])
    return [found[each] for each in ids[:limit]], ids[limit - 1] if len(ids) > limit else None


def on_board(session: Session) -> list[cards.Card]:
    """What a board starts with: every alarm that is not over."""
    ids = session.scalars(select(Alarm.id).where(Alarm.state.in_(_states("open")))).all()
    found = cards.cards(session, ids)
    return [found[each] for each in sorted(found)]


def sensor(session: Session, sensor_id: int) -> cards.Card:
    """One sensor with its rules, newest values and latest alarms."""
    row = registry.get(session, sensor_id)
    recent, _ = alarms(session, "all", row.id, None, None, 50)
    return cards.sensor_cards(session, [row.id])[row.id] | {
        "kind_card": KINDS[row.kind].card(),
        "rules": [cards.rule_card(rule) for rule in registry.rules_of(session, row)],
        "alarms": recent,
    }


def readings(
    session: Session,
    sensor_id: int,
    quantity: str | None,
    start: datetime | None,
    stop: datetime | None,
    now: datetime,
    points: int,
) -> list[Point]:
    """The last six hours unless asked otherwise, of the quantity on the map unless asked otherwise."""
    row = registry.get(session, sensor_id)
    since, until = _span(start, stop, now + timedelta(minutes=5))
    name = quantity or KINDS[row.kind].primary
    return history(session.connection(), row.id, name, to_ms(since), to_ms(until), points)


def recent(session: Session, asked: LatestQuery, sensor_id: int, now: datetime) -> tuple[list[cards.Card], int | None]:
    """One sensor's newest readings, oldest first, and the moment before which the next page lies.

    Unless asked otherwise the last six hours in which it spoke: a device whose clock stands still is heard too.
    """
    row = registry.get(session, sensor_id)
    spoke = session.scalar(select(func.max(SensorState.at_ms)).where(SensorState.sensor_id == row.id))
    since, until = _span(asked.start, asked.stop, now + timedelta(minutes=5) if spoke is None else from_ms(spoke))
    first, last = to_ms(since), to_ms(until)
    if asked.cursor is not None:
        last = min(last, asked.cursor - 1)
    found = backwards(session.connection(), row.id, asked.quantity, first, last, asked.limit)
    items = [cards.reading_card(row.id, quantity, at, value) for at, quantity, value in reversed(found)]
    return items, found[-1][0] if len(found) >= asked.limit else None


def _span(start: datetime | None, stop: datetime | None, latest: datetime) -> tuple[datetime, datetime]:
    until = stop or (max(latest, start) if start else latest)
    since = start or (until - DEFAULT_SPAN)
    if since > until:
        wrong = _("from phải trước to")
        raise Invalid(wrong, fields=[{"field": "from", "problem": wrong}])
    if until - since > LONGEST_SPAN:
        most = _("nhiều nhất %(n)s ngày một lần hỏi", n=LONGEST_SPAN.days)
        raise Invalid(most, fields=[{"field": "from", "problem": most}])
    return since, until


def newest(
    session: Session, quantity: str | None, cursor: int | None, limit: int
) -> tuple[list[cards.Card], int | None]:
    """The newest value of each quantity of the next `limit` sensors that have spoken."""
    spoken = select(SensorState.sensor_id).distinct().order_by(SensorState.sensor_id).limit(limit + 1)
    if quantity is not None:
        spoken = spoken.where(SensorState.quantity == quantity)
    if cursor is not None:
        spoken = spoken.where(SensorState.sensor_id > cursor)
    ids = session.scalars(spoken).all()
    wanted = select(SensorState).where(SensorState.sensor_id.in_(ids[:limit]))
    if quantity is not None:
        wanted = wanted.where(SensorState.quantity == quantity)
    rows = session.scalars(wanted.order_by(SensorState.sensor_id, SensorState.quantity))
    items = [cards.reading_card(row.sensor_id, row.quantity, row.at_ms, row.value) for row in rows]
    return items, ids[limit - 1] if len(ids) > limit else None


def packed(session: Session) -> bytes:
    """All sensors as 16-byte records for the map."""
    worst, silent = _broken(session)
    heard = set(session.scalars(select(SensorState.sensor_id).distinct()))
    rows = session.execute(select(Sensor.id, Sensor.lon, Sensor.lat, Sensor.kind, Sensor.in_service)).tuples()
    out = bytearray()
    for sensor_id, lon, lat, kind, in_service in rows:
        state = NORMAL if sensor_id in heard and sensor_id not in silent else SILENT
        if not in_service:
            state = OUT_OF_SERVICE
        elif sensor_id in worst:
            state = 6 - worst[sensor_id]
        out += RECORD.pack(sensor_id, round(lon * 1e7), round(lat * 1e7), INDEX.get(kind, 255), state)
    return bytes(out)


def rejected(session: Session, cursor: int | None, limit: int) -> tuple[Sequence[RejectedMessage], int | None]:
    """Newest first."""
    wanted = select(RejectedMessage).order_by(RejectedMessage.id.desc()).limit(limit + 1)
    if cursor is not None:
        wanted = wanted.where(RejectedMessage.id < cursor)
    rows = session.scalars(wanted).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def books(session: Session) -> list[dict[str, Any]]:
    """Per slice: received = stored + duplicate + conflict + rejected."""
    names = ("slice", "received", "stored", "duplicate", "conflict", "rejected")
    return [{name: getattr(row, name) for name in names} for row in session.scalars(select(IngestCount))]


def _broken(session: Session) -> tuple[dict[int, int], set[int]]:
    """The worst severity of each sensor's active alarms, and who is silent."""
    worst: dict[int, int] = {}
    silent: set[int] = set()
    rows = session.execute(
        select(Alarm.sensor_id, Alarm.severity, AlarmRule.condition)
        .join(AlarmRule, AlarmRule.id == Alarm.rule_id)
        .where(Alarm.state != lifecycle.NORMAL, Alarm.rtn_at.is_(None), Alarm.sensor_id.is_not(None))
    )
    for sensor_id, severity, condition in rows:
        if sensor_id is None:
            continue
        if condition == NO_DATA:
            silent.add(sensor_id)
        else:
            worst[sensor_id] = min(severity, worst.get(sensor_id, 4))
    return worst, silent


def _states(text: str) -> list[str]:
    if text == "all":
        return list(lifecycle.STATES)
    if text == "open":
        return [state for state in lifecycle.STATES if state != lifecycle.NORMAL]
    names = text.split(",")
    for name in names:
        if name not in lifecycle.STATES:
            raise Invalid(_("Không có trạng thái %(name)s.", name=name), legal=["open", "all", *lifecycle.STATES])
    return names
