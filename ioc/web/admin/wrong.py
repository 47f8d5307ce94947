"""What is wrong with a field, in people's words: the shapes judge in English, a form speaks its reader's language."""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from flask_babel import gettext as _

from ioc.kernel.errors import IocError

NUMBER = r"(-?[\d.]+)"


class Labelled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...


class Wrong(str):
    """One line above a form; `at` says again at each field what is wrong with it."""

    __slots__ = ("at",)
    at: dict[str, str]


def words(error: IocError, fields: Iterable[Labelled] = ()) -> Wrong:
    """An error as one line above a form, and by field."""
    listed = error.extra.get("fields")
    if not isinstance(listed, list):
        return _wrong(error.detail, {})
    labels = {each.name: each.label for each in fields}
    found = [(each["field"], problem(each["problem"])) for each in listed]
    at = {name: said for field, said in found if (name := _name(labels, field))}
    return _wrong("; ".join(f"{labels.get(_name(labels, field), field)}: {said}" for field, said in found), at)


def _wrong(line: str, at: dict[str, str]) -> Wrong:
    made = Wrong(line)
    made.at = at
    return made


def problem(said: str) -> str:
    """A judgement of pydantic, in the reader's language; what is not known here stays as it is."""
    for pattern, sentence in _sentences():
        match = re.match(pattern, said)
        if match:
            return str(sentence.replace("#", match[1]) if match.groups() else sentence)
    return said.removeprefix("Value error, ")


def _name(labels: dict[str, str], field: str) -> str:
    """`source.url` is the field source_url; `checklist.0.vi` belongs to checklist."""
    tried = (field, field.replace(".", "_"), field.partition(".")[0])
    return next((name for name in tried if name in labels), "")


def _sentences() -> list[tuple[str, Any]]:
    return [
        ("Field required", _("phải có")),
        ("String should have at least 1 character", _("phải có")),
        (rf"String should have at least {NUMBER}", _("ít nhất # ký tự")),
        (rf"String should have at most {NUMBER}", _("nhiều nhất # ký tự")),
        (rf"Input should be (?:greater than or equal to|greater than) {NUMBER}", _("từ # trở lên")),
        (rf"Input should be (?:less than or equal to|less than) {NUMBER}", _("nhiều nhất #")),
        ("Input should be a valid integer", _("phải là số nguyên")),
        ("Input should be a (?:valid|finite) number", _("phải là số")),
        ("Input should be a valid string", _("phải có")),
        (r"Input should be ('.*)", _("một trong #")),
        ("String should match pattern", _("không đúng dạng")),
        (rf"List should have at most {NUMBER}", _("nhiều nhất # mục")),
    ]
