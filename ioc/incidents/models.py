"""The city's work: incidents, what is written about them, what is attached."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base
from ioc.kernel.events import BigId

MERGED = text("merged_into IS NOT NULL")


class Incident(Base):
    """States and moves: ioc.incidents.rules. `touched_at`: last report or alarm, for joining.

    `help_at`: since when a crew there asks for help that nobody has answered yet.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_queue", "state", "priority", "id"),
        Index("ix_incident_agency", "agency_id", "state", "priority", "id"),
        Index("ix_incident_newest", "state", "id"),
        Index("ix_incident_near", "category", "state", "lat", "lon"),
        # of the few that were merged alone: else a database believes that "not merged" narrows a search down
        Index("ix_incident_merged", "merged_into", sqlite_where=MERGED, postgresql_where=MERGED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(400), default="")
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    priority: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(160), default="")
    ward: Mapped[str | None] = mapped_column(String(80))
    lat: Mapped[float]
    lon: Mapped[float]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    touched_at: Mapped[datetime]
    triaged_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    due_dispatch_at: Mapped[datetime]
    due_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]
    hold_reason: Mapped[str | None] = mapped_column(String(300))
    held_state: Mapped[str | None] = mapped_column(String(12))
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_token: Mapped[int | None]  # an API token: a system, or a crew's tablet
    claimed_at: Mapped[datetime | None]
    more_time_until: Mapped[datetime | None]  # what its agency has asked for, while nobody has answered
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    merged_state: Mapped[str | None] = mapped_column(String(12))
    reports: Mapped[int] = mapped_column(default=0)
    alarms: Mapped[int] = mapped_column(default=0)
    photos: Mapped[int] = mapped_column(default=0)
    answer_due_at: Mapped[datetime | None]  # a citizen's answer that is due soon, or missed
    help_at: Mapped[datetime | None]
    help_crew_id: Mapped[int | None]
    help_need: Mapped[str | None] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(8), default="real")


class Note(Base):
    """Words on an incident (notes, reasons); the log holds only the id. Erasable with its author or reporter."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    author_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)


class Attachment(Base):
    """A photo on an incident: before, after, evidence or report. `place` data of the photo is not kept."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    assignment_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    device_at: Mapped[datetime | None]


class Tick(Base):
    """One step of the category's checklist as it stands now; the log holds every change. `at`: when it was done."""

    __tablename__ = "incident_tick"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(24), primary_key=True)
    done: Mapped[bool]
    at: Mapped[datetime]
    author_id: Mapped[int | None]


class IncidentMerge(Base):
    """What a merge moved, so that it can be taken back; append-only but for `undone_at`."""

    __tablename__ = "incident_merge"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
