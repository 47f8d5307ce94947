"""The root of every shape on the wire, and what is wrong with what was sent, in the reader's language."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

NUMBER = r"(-?[\d.]+)"
WHOLE = 2**53  # up to here a float that is whole is that number, and no other
Each = TypeVar("Each")


class Shape(BaseModel):
    """What it does not name is refused, and what is no number of this world is no number."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Part(Shape):
    """Of a list that is short by nature (crews, agencies …): all of it, or a part where one is asked for."""

    limit: int | None = Field(None, ge=1, le=1000)
    cursor: int = Field(0, ge=0, lt=2**31)

    def of(self, rows: Sequence[Each]) -> tuple[Sequence[Each], int | None]:
        """The part and the cursor of the next one."""
        end = len(rows) if self.limit is None else self.cursor + self.limit
        return rows[self.cursor : end], end if end < len(rows) else None


def wrong(error: ValidationError) -> list[dict[str, str]]:
    """Each wrong field by its name, and what is wrong with it."""
    found = error.errors(include_url=False, include_context=False)
    return [{"field": ".".join(str(part) for part in each["loc"]), "problem": _said(each)} for each in found]


def _said(one: ErrorDetails) -> str:
    if one["input"] is None and one["type"].endswith("_type"):
        return str(_("phải có"))
    return problem(one["msg"])


def problem(said: str) -> str:
    """A judgement of pydantic, in the reader's language; what is not known here stays as it is."""
    for pattern, sentence in _sentences():
        match = re.match(pattern, said)
        if match:
            return str(sentence.replace("#", match[1]) if match.groups() else sentence)
    return said.removeprefix("Value error, ")


def whole_numbers(value: Any) -> Any:
    """JSON has one kind of number: 5.0 is 5, wherever it stands."""
    if isinstance(value, dict):
        return {name: whole_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [whole_numbers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE else value


def _sentences() -> list[tuple[str, Any]]:
    return [
        ("Field required", _("phải có")),
        ("Extra inputs are not permitted", _("không có mục này")),
        ("String should have at least 1 character", _("phải có")),
        (rf"String should have at least {NUMBER}", _("ít nhất # ký tự")),
        (rf"String should have at most {NUMBER}", _("nhiều nhất # ký tự")),
        (rf"Input should be greater than {NUMBER}", _("lớn hơn #")),
        (rf"Input should be greater than or equal to {NUMBER}", _("từ # trở lên")),
        (rf"Input should be less than {NUMBER}", _("nhỏ hơn #")),
        (rf"Input should be less than or equal to {NUMBER}", _("nhiều nhất #")),
        ("Input should be a valid integer", _("phải là số nguyên")),
        ("Input should be a (?:valid|finite) number", _("phải là số")),
        ("Input should be a valid boolean", _("phải là có hoặc không (true, false)")),
        ("Input should be a valid string", _("phải là chữ")),
        ("Input should be a valid (?:list|array|tuple)", _("phải là một danh sách")),
        ("Input should be (?:a valid dictionary|an object)", _("phải là một đối tượng JSON")),
        ("Input should have timezone info", _("phải có múi giờ")),
        ("Input should be a valid datetime", _("phải là một thời điểm RFC 3339")),
        (r"Input should be ('.*)", _("một trong #")),
        ("String should match pattern", _("không đúng dạng")),
        (rf"(?:List|Dictionary) should have at most {NUMBER}", _("nhiều nhất # mục")),
        (rf"List should have at least {NUMBER}", _("ít nhất # mục")),
    ]
