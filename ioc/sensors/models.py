"""Sensors, their rules, alarms, and the latest state. Readings themselves live in one table per day (readings/)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base
from ioc.kernel.events import BigId


class Sensor(Base):
    """`key` is its topic segment; `kind` one of ioc.sensors.kinds; `expected_every_s` drives the no-data alarm."""

    __tablename__ = "sensor"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    ward: Mapped[str | None] = mapped_column(String(80))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    expected_every_s: Mapped[int] = mapped_column(default=60)
    in_service: Mapped[bool] = mapped_column(default=True)
    out_reason: Mapped[str | None] = mapped_column(String(300))
    out_until: Mapped[datetime | None]  # the clock puts it back then (ioc.sensors.service.repairs)
    origin: Mapped[str] = mapped_column(String(8), default="real")
    created_at: Mapped[datetime]


class AlarmRule(Base):
    """A rule of a kind (sensor_id null) or of one sensor. `condition`: above | below | equals | no_data.

    Hysteresis: the alarm returns only beyond `clear`. `on_delay_s`/`off_delay_s`: it must hold that long.
    `explained_by`: the code of a graver rule of its kind; while that one stands, this one's alarm is set aside.
    `response`: {"cause", "consequence", "action"} as {"vi", "en"} texts, shown to the officer.
    """

    __tablename__ = "alarm_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(24), index=True)
    sensor_id: Mapped[int | None] = mapped_column(ForeignKey("sensor.id"), index=True)
    quantity: Mapped[str | None] = mapped_column(String(24))
    condition: Mapped[str] = mapped_column(String(8))
    threshold: Mapped[float | None]
    clear: Mapped[float | None]
    only_when: Mapped[str | None] = mapped_column(String(24))  # counts only while this quantity equals 1
    on_delay_s: Mapped[float] = mapped_column(default=10)
    off_delay_s: Mapped[float] = mapped_column(default=10)
    severity: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)
    opens_incident: Mapped[bool] = mapped_column(default=True)
    explained_by: Mapped[str | None] = mapped_column(String(48))
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    title: Mapped[dict[str, Any]]
    response: Mapped[dict[str, Any]]


class Alarm(Base):
    """One rule broken by one sensor or camera; states of ISA-18.2 (ioc.sensors.rules)."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index("ix_alarm_open", "state", "raised_at"),
        Index("ix_alarm_source", "sensor_id", "rule_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    sensor_id: Mapped[int | None] = mapped_column(ForeignKey("sensor.id"))
    camera_id: Mapped[int | None] = mapped_column(ForeignKey("camera.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("alarm_rule.id"))
    quantity: Mapped[str | None] = mapped_column(String(24))
    severity: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    value: Mapped[float | None]
    raised_at: Mapped[datetime]
    rtn_at: Mapped[datetime | None]
    acked_at: Mapped[datetime | None]
    acked_by: Mapped[int | None]
    shelved_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    repeat_count: Mapped[int] = mapped_column(default=0)
    incident_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    # where it is: copied from its source, so that a list needs neither sensors nor cameras
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    source_key: Mapped[str] = mapped_column(String(64), default="")
    source_name: Mapped[str] = mapped_column(String(120), default="")
    origin: Mapped[str] = mapped_column(String(8), default="real")


class SensorState(Base):
    """The latest accepted value of each quantity."""

    __tablename__ = "sensor_state"

    sensor_id: Mapped[int] = mapped_column(ForeignKey("sensor.id"), primary_key=True)
    quantity: Mapped[str] = mapped_column(String(24), primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[float]
    received_ms: Mapped[int] = mapped_column(BigInteger)


class UnknownSensor(Base):
    """A key that speaks but is not registered: held until somebody adopts it."""

    __tablename__ = "unknown_sensor"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(300))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    messages: Mapped[int] = mapped_column(default=1)
    last_payload: Mapped[bytes] = mapped_column(LargeBinary)


class RejectedMessage(Base):
    """What could not be read or was refused, with the reason and the first 4 KiB."""

    __tablename__ = "rejected_message"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(200))
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class IngestCount(Base):
    """Always: received = stored + duplicate + conflict + rejected, per slice, counted in the unit that stores."""

    __tablename__ = "ingest_count"

    slice: Mapped[str] = mapped_column(String(40), primary_key=True)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    stored: Mapped[int] = mapped_column(BigInteger, default=0)
    duplicate: Mapped[int] = mapped_column(BigInteger, default=0)
    conflict: Mapped[int] = mapped_column(BigInteger, default=0)
    rejected: Mapped[int] = mapped_column(BigInteger, default=0)
    at: Mapped[datetime]
    # the earliest time among readings stored after sensor_state was last written: where a restart reads on
    unwritten_from_ms: Mapped[int | None] = mapped_column(BigInteger)


class SliceLease(Base):
    """Which process owns a slice of the topics, until when."""

    __tablename__ = "slice_lease"

    slice: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]
