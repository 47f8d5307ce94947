"""What the centre says about a camera, and what supervisor and worker say to each other (one JSON per line)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Mask = tuple[float, float, float, float]  # x, y, width, height as shares of the picture

KEY = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
Share = Annotated[float, Field(ge=0, le=1)]


class Wire(BaseModel):
    # The centre may learn new words before this gateway does.
    model_config = ConfigDict(extra="ignore", frozen=True)


class SourceShape(Wire):
    kind: str
    url: str
    username: str | None = None
    password: str | None = Field(default=None, repr=False)


class CameraShape(Wire):
    """One camera as GET /api/v1/cameras?gateway= gives it."""

    key: Annotated[str, Field(pattern=KEY)]
    source: SourceShape
    every_s: float | None = Field(default=None, ge=0.2, le=3600)
    masks: tuple[Mask, ...] = ()

    @field_validator("masks", mode="before")
    @classmethod
    def _no_masks(cls, value: Any) -> Any:
        return () if value is None else value

    @field_validator("masks")
    @classmethod
    def _within(cls, masks: tuple[Mask, ...]) -> tuple[Mask, ...]:
        for mask in masks:
            if not all(0 <= number <= 1 for number in mask):
                raise ValueError("a mask is x, y, width, height as shares from 0 to 1")
        return masks


class Order(Wire):
    """Supervisor → worker: all the cameras it has now."""

    cameras: tuple[CameraShape, ...]
    every_s: float
    width: int
    quality: int
    centre: str
    token: str = Field(repr=False)
    centre_ca: str = ""
    networks: tuple[str, ...] = ()
    file_roots: tuple[str, ...] = ()
    open_s: float = 8.0
    read_s: float = 10.0
    camera_ca: str = ""


class Measured(Wire):
    """The numbers of the newest frame, as `vision.rules.Measures` takes them."""

    luma: float
    contrast: float
    bright: float
    sharpness: float
    usual_sharpness: float
    change: float
    likeness: float
    masked: float


Phase = Literal["connecting", "reading", "judging", "waiting"]


class CameraBeat(Wire):
    phase: Phase
    phase_s: float
    limit_s: float  # how long this phase may last before the thread counts as hung
    frames: int
    age_s: float | None
    measured: Measured | None
    error: str = ""
    fps: float = 0.0


class Beat(Wire):
    """Worker → supervisor, once a second. Ages, not times: the two need not agree on the clock."""

    rss_mb: float
    cameras: dict[str, CameraBeat]
