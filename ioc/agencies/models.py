"""Who is responsible (agencies) and what for (categories)."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base


class Agency(Base):
    """`capacity`: how many incidents it can work on at once. `short`: what fits on a wall; empty: the name."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    short: Mapped[str] = mapped_column(String(16), default="")
    short_en: Mapped[str] = mapped_column(String(16), default="")
    phone: Mapped[str | None] = mapped_column(String(24))
    capacity: Mapped[int] = mapped_column(default=6)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Category(Base):
    """A field of the city's work. `priority` is what an incident starts with; `skills` what a crew should have.

    `resolve_within_h`: its own deadline; None: the one of the incident's priority (config.yaml).
    """

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    short: Mapped[str] = mapped_column(String(24))
    short_en: Mapped[str] = mapped_column(String(24))
    icon: Mapped[str] = mapped_column(String(24))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    priority: Mapped[int] = mapped_column(default=3)
    resolve_within_h: Mapped[float | None]
    skills: Mapped[list[Any]] = mapped_column(default=list)
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    public: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int] = mapped_column(default=100)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
