"""Shapes of cameras on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from ioc.cameras.rules import STATES
from ioc.kernel.shapes import Part, Shape

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*$")
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Mask = tuple[Share, Share, Share, Share]


class Source(Shape):
    """The password is taken, never given back but to the gateway."""

    kind: Literal["rtsp", "mjpeg", "snapshot", "file"]
    url: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    username: str | None = Field(None, max_length=120)
    password: str | None = Field(None, max_length=200, repr=False)


class CameraIn(Shape):
    """`masks`: x, y, width, height as shares of the picture; burned in by the gateway before anything is stored."""

    key: Key
    name: Line
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    source: Source
    gateway: str = Field("main", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    every_s: float | None = Field(None, ge=0.2, le=3600)
    masks: list[Mask] = Field(default_factory=list, max_length=32)
    purpose: Words = ""
    legal_basis: Words = ""
    agency_id: int | None = None


class CameraChange(Shape):
    name: Line | None = None
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    source: Source | None = None
    gateway: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    every_s: float | None = Field(None, ge=0.2, le=3600)
    masks: list[Mask] | None = Field(None, max_length=32)
    purpose: Words | None = None
    legal_basis: Words | None = None
    agency_id: int | None = None


class Health(Shape):
    """What a gateway says of a camera; it may know more words than we do."""

    model_config = ConfigDict(extra="ignore")

    state: str = Field(pattern="^(" + "|".join(STATES) + ")$")
    at: AwareDatetime
    detail: str | None = Field(None, max_length=2000)
    fps: float | None = None


class Which(Part):
    gateway: str | None = None


class Seen(Shape):
    """`at`: which picture a card spoke of; it makes a new address of each, so that a browser shows the new one."""

    at: int | None = None


class Hold(Shape):
    incident_id: int


class CameraCard(Shape):
    id: int
    version: int
    key: str
    name: str
    lat: float
    lon: float
    state: str
    state_at: datetime | None
    captured_at: datetime | None
    snapshot_url: str | None
    origin: str
