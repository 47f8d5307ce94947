"""Crews, where they are, what they were sent to, and the shifts of the duty officers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base
from ioc.kernel.events import BigId


class Crew(Base):
    """Who goes. `status`: available | busy | break | off; `position_at` is the device's time.

    `pause`: why it cannot go now (rest, vehicle, equipment, health, danger, other), while `status` is break;
    `pause_words`: what it said about it. `active`: false once the city no longer has it; its history stays.
    """

    __tablename__ = "crew"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=1, server_default="1")  # how often somebody edited it
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    leader: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str | None] = mapped_column(String(24))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    skills: Mapped[list[Any]] = mapped_column(default=list)
    equipment: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(10), default="off")
    pause: Mapped[str | None] = mapped_column(String(12))
    pause_words: Mapped[str | None] = mapped_column(String(200))
    status_at: Mapped[datetime | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    position_at: Mapped[datetime | None]
    shift_ends_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    origin: Mapped[str] = mapped_column(String(8), default="real")


class CrewPosition(Base):
    """Where a crew was; append-only telemetry, kept as long as readings."""

    __tablename__ = "crew_position"

    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    lat: Mapped[float]
    lon: Mapped[float]
    accuracy_m: Mapped[float | None]
    received_at: Mapped[datetime]


class Assignment(Base):
    """One crew sent to one incident; states and moves in ioc.dispatch.rules. Times are the device's, clamped."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_live", "crew_id", "state"),
        Index("ix_assignment_incident", "incident_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    crew_id: Mapped[int] = mapped_column(ForeignKey("crew.id"))
    state: Mapped[str] = mapped_column(String(10))
    offered_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    en_route_at: Mapped[datetime | None]
    on_scene_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    eta_s: Mapped[int | None]
    distance_m: Mapped[int | None]
    late: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(8), default="real")


class Shift(Base):
    """A watch of the control room: who has it, and the report it was handed over with."""

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]
    handed_over_to: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    report: Mapped[str | None] = mapped_column(String(120))
