"""Cameras: where they look, how they are, and their newest picture."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base
from ioc.kernel.events import BigId


class Camera(Base):
    """`source` ({kind, url, username?, password?}) is handed to its gateway only."""

    __tablename__ = "camera"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=1, server_default="1")  # how often somebody edited it
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    ward: Mapped[str | None] = mapped_column(String(80))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    gateway: Mapped[str] = mapped_column(String(40), default="main", index=True)
    source: Mapped[dict[str, Any]]
    every_s: Mapped[float | None]
    masks: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(12), default="offline")
    state_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # when its gateway last said anything of it
    captured_at: Mapped[datetime | None]
    snapshot_key: Mapped[str | None] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    legal_basis: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(8), default="real")
    created_at: Mapped[datetime]


class CameraHealth(Base):
    """History of states; append-only."""

    __tablename__ = "camera_health"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    detail: Mapped[str | None] = mapped_column(String(200))


class CameraSnapshot(Base):
    """Pictures kept on disk under IOC_HOME/files/camera, by key; retention removes both."""

    __tablename__ = "camera_snapshot"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    captured_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    held_for: Mapped[int | None] = mapped_column(BigInteger)  # the incident that holds it as evidence
