"""Shapes of dispatch on the wire."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ioc.agencies.schemas import Skill
from ioc.kernel.shapes import Shape

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]


class Send(Shape):
    crew_ids: list[int] = Field(min_length=1, max_length=20)


class Told(Shape):
    """What comes with a move. `photos_pending`: how many photos still wait in the tablet's own queue."""

    reason: Reason | None = None
    note: Words | None = None
    device_at: AwareDatetime | None = None
    photos: list[int] = Field(default=[], max_length=20)
    photos_pending: int = Field(0, ge=0, le=20)


class PhotoForm(Shape):
    kind: Literal["before", "after", "evidence"] = "after"
    device_at: AwareDatetime | None = None


class CrewFields(Shape):
    name: Name | None = None
    leader: Annotated[str, StringConstraints(max_length=120)] | None = None
    phone: Annotated[str, StringConstraints(max_length=24)] | None = None
    agency_id: int | None = None
    skills: list[Skill] | None = Field(None, max_length=12)
    equipment: dict[str, Any] | None = Field(None, max_length=12)


class CrewEdit(CrewFields):
    """`active` false: the city no longer has it. It is sent nowhere any more, its history stays."""

    active: bool | None = None


class NewCrew(CrewFields):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,23}$")]
    name: Name
    agency_id: int
    status: Literal["available", "off"] = "available"
    lat: Lat | None = None
    lon: Lon | None = None


class Status(Shape):
    """`reason`: why the crew cannot go, with `break`; `note`: in its own words."""

    status: Literal["available", "break", "off"]
    until: AwareDatetime | None = None
    reason: Literal["rest", "vehicle", "equipment", "health", "danger", "other"] | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    device_at: AwareDatetime | None = None


class Check(Shape):
    """One step of the checklist; `done` false takes it back."""

    step: Annotated[str, StringConstraints(max_length=24)]
    done: bool = True
    device_at: AwareDatetime | None = None


class Help(Shape):
    """The crew cannot do it alone; `note`: what it needs, in words."""

    need: Literal["people", "equipment", "police", "medical", "other"]
    note: Reason | None = None
    device_at: AwareDatetime | None = None


class Position(Shape):
    lat: Lat
    lon: Lon
    at: AwareDatetime
    accuracy: float | None = Field(None, ge=0)


class Positions(Shape):
    """Fixes that waited for the network, oldest first."""

    items: list[Position] = Field(min_length=1, max_length=500)


class AssignmentListing(Shape):
    """`state`: live (default), all, or one state."""

    state: Literal["live", "all", "offered", "accepted", "declined", "en_route", "on_scene", "done", "aborted"] = "live"
    incident: int | None = None
    crew: int | None = None
    cursor: int | None = Field(None, ge=1)
    limit: int = Field(100, ge=1, le=500)
