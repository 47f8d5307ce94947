"""Shapes of people and tokens on the wire."""

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ioc.kernel.shapes import Shape

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*$")
]
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255, pattern=EMAIL.pattern)]
Login = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$")]


class UserIn(Shape):
    """`password` absent: one is generated and answered, once."""

    email: Email
    name: Line
    role: str
    username: Login | None = None
    agency_id: int | None = None
    crew_id: int | None = None
    language: Literal["vi", "en"] | None = None
    password: str | None = None


class UserChange(Shape):
    name: Line | None = None
    role: str | None = None
    agency_id: int | None = None
    crew_id: int | None = None
    language: Literal["vi", "en"] | None = None
    active: bool | None = None


class TokenIn(Shape):
    role: str
    name: Line
    agency_id: int | None = None
    crew_id: int | None = None
    days: int | None = Field(None, ge=1, le=3650)
