"""Keys that speak but are not registered: held, bounded, until somebody adopts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.kernel.actor import Actor
from ioc.kernel.errors import NotFound
from ioc.sensors.models import Sensor, UnknownSensor
from ioc.sensors.service import registry

HELD = 10_000
KEPT_BYTES = 4096


@dataclass(slots=True)
class Heard:
    """What an unregistered key said in one batch: the last payload, and how many messages."""

    key: str
    kind: str
    topic: str
    payload: bytes
    messages: int = 1


def hold(session: Session, now: datetime, heard: Iterable[Heard]) -> None:
    """Remembers them; beyond HELD keys new ones are counted but not kept, so that a flood of names costs nothing."""
    batch = {each.key: each for each in heard}
    known = {row.key: row for row in session.scalars(select(UnknownSensor).where(UnknownSensor.key.in_(batch)))}
    new = [each for key, each in batch.items() if key not in known]
    room = HELD - (session.scalar(select(func.count()).select_from(UnknownSensor)) or 0) if new else 0
    for key, row in known.items():
        said = batch[key]
        row.messages += said.messages
        row.last_at, row.last_payload, row.topic = now, said.payload[:KEPT_BYTES], said.topic
    for said in new[: max(0, room)]:
        session.add(
            UnknownSensor(
                key=said.key,
                kind=said.kind[:64],
                topic=said.topic[:300],
                first_at=now,
                last_at=now,
                messages=said.messages,
                last_payload=said.payload[:KEPT_BYTES],
            )
        )


def listing(session: Session) -> Sequence[UnknownSensor]:
    return session.scalars(select(UnknownSensor).order_by(UnknownSensor.last_at.desc()).limit(500)).all()


def adopt(
    session: Session, actor: Actor, now: datetime, key: str, *, kind: str, name: str, lat: float, lon: float
) -> Sensor:
    """Registers a held key; its next reading counts."""
    row = session.get(UnknownSensor, key)
    if row is None:
        raise NotFound(_("Không có thiết bị lạ nào tên %(key)s đang chờ.", key=key))
    sensor = registry.register(session, actor, now, key=key, kind=kind, name=name, lat=lat, lon=lon)
    session.delete(row)
    return sensor
