"""Shapes of incidents on the wire."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ioc.kernel.shapes import Shape

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(max_length=24)]
Priority = Annotated[int, Field(ge=1, le=4)]


class NewIncident(Shape):
    """`drill`: looks and is worked like any other, but says so, reaches no citizen and enters no figure.

    `join`: it becomes part of the open one near it (its category, the configured distance and time) where there is one.
    """

    category: Code
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    title: Title | None = None
    priority: Priority | None = None
    text: Words | None = None
    drill: bool = False
    join: bool = False


class Spot(Shape):
    """What would be opened, and where."""

    category: Code
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    drill: bool = False


class Triage(Shape):
    priority: Priority | None = None
    category: Code | None = None
    agency_id: int | None = None
    title: Title | None = None


class Hold(Shape):
    reason: Reason
    until: AwareDatetime


class Because(Shape):
    reason: Reason


class MoreTime(Shape):
    reason: Reason
    until: AwareDatetime


class Answer(Shape):
    """To a wish for more time; a refusal says why."""

    give: bool
    reason: Reason | None = None


class Resolve(Shape):
    note: Words | None = None


class Merge(Shape):
    into: int


class Check(Shape):
    """One step of the checklist; `done` false takes it back."""

    step: Code
    done: bool = True
    device_at: AwareDatetime | None = None


class Noted(Shape):
    text: Words
    device_at: AwareDatetime | None = None


class Listing(Shape):
    """`state`: states or groups (waiting, working, unfinished, finished, all), comma-separated."""

    state: str = "unfinished"
    q: Annotated[str, StringConstraints(max_length=200)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=80)] | None = None
    limit: int = Field(50, ge=1, le=200)


class AttachmentForm(Shape):
    kind: Literal["before", "after", "evidence"] = "evidence"
    device_at: AwareDatetime | None = None
