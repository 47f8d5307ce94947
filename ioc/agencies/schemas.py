"""Shapes of agencies and categories on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ioc.kernel.shapes import Shape

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,23}$")]
SKILL = r"^[^\W\d_][\w -]{0,22}\w$"  # a code, or a city's own word with its diacritics: shown as it is
Skill = Annotated[str, StringConstraints(pattern=SKILL, to_lower=True, strip_whitespace=True)]


class NewAgency(Shape):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{1,23}$")]
    name: Name
    name_en: Name
    short: Short = ""
    short_en: Short = ""
    phone: Annotated[str, StringConstraints(max_length=24)] | None = None
    capacity: int = Field(6, ge=1, le=1000)


class AgencyEdit(Shape):
    name: Name | None = None
    name_en: Name | None = None
    short: Short | None = None
    short_en: Short | None = None
    phone: Annotated[str, StringConstraints(max_length=24)] | None = None
    capacity: int | None = Field(None, ge=1, le=1000)
    active: bool | None = None


class Step(Shape):
    """One line of a checklist, in both languages."""

    code: Code
    vi: Name
    en: Name


class CategoryEdit(Shape):
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    name_en: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    short: Annotated[str, StringConstraints(min_length=1, max_length=24)] | None = None
    short_en: Annotated[str, StringConstraints(min_length=1, max_length=24)] | None = None
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,24}$")] | None = None
    agency_id: int | None = None
    priority: int | None = Field(None, ge=1, le=4)
    resolve_within_h: float | None = Field(None, gt=0, le=8760)
    skills: list[Skill] | None = Field(None, max_length=12)
    checklist: list[Step] | None = Field(None, max_length=20)
    public: bool | None = None
    rank: int | None = Field(None, ge=0, le=10_000)


class NewCategory(CategoryEdit):
    code: Code
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    name_en: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    short: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    short_en: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,24}$")]
    agency_id: int
