"""Shapes of reports on the wire."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ioc.kernel.shapes import Shape
from ioc.reports.rules import TEXT_LIMIT, clean

Words = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), AfterValidator(clean)]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(clean)]


class NewReport(Shape):
    """`key`: the sender's own, the same for every try. Without a position, the photo's counts, or `address`."""

    category: str = Field(min_length=1, max_length=24)
    text: Words = ""
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0, le=100_000)
    place_source: Literal["gps", "map", "photo"] = "map"
    address: Annotated[Line, Field(max_length=160)] = ""
    name: Annotated[Line, Field(max_length=120)] = ""
    phone: Annotated[Line, Field(max_length=32)] = ""
    email: Annotated[Line, Field(max_length=255)] = ""
    language: Literal["vi", "en"] = "vi"
    channel: Literal["web", "api", "hotline"] = "web"
    key: str | None = Field(None, min_length=8, max_length=120)


class Reason(Shape):
    """`reason` is told to the reporter."""

    reason: Annotated[Line, Field(min_length=1)]


class Answer(Shape):
    text: Annotated[Words, Field(min_length=1)]


class Into(Shape):
    incident_id: int


class Rating(Shape):
    stars: int = Field(ge=1, le=5)
    text: Words = ""


class Erasing(Shape):
    """The contact always; what they wrote and their photos when asked for."""

    words: bool = False
    photos: bool = False


class Said(Shape):
    text: Words = ""


class Listing(Shape):
    """`state`: one or several, comma between them; `q`: a code or words."""

    state: str = ""
    q: Annotated[str, Field(max_length=80)] = ""
    cursor: int | None = Field(None, ge=1)
    limit: int = Field(50, ge=1, le=200)


class Spot(Shape):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Typed(Shape):
    q: Annotated[str, Field(min_length=1, max_length=80)]
