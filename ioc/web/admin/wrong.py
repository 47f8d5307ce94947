"""What is wrong, as one line above a form and again at each of its fields."""

from collections.abc import Iterable
from typing import Protocol

from ioc.kernel.errors import IocError


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
    found = [(each["field"], each["problem"]) for each in listed]
    at = {name: said for field, said in found if (name := _name(labels, field))}
    return _wrong("; ".join(f"{labels.get(_name(labels, field), field)}: {said}" for field, said in found), at)


def _wrong(line: str, at: dict[str, str]) -> Wrong:
    made = Wrong(line)
    made.at = at
    return made


def _name(labels: dict[str, str], field: str) -> str:
    """`source.url` is the field source_url; `checklist.0.vi` belongs to checklist."""
    tried = (field, field.replace(".", "_"), field.partition(".")[0])
    return next((name for name in tried if name in labels), "")
