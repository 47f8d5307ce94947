"""Plain forms: fields as data, one macro draws them, the room's own shapes judge what comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from ioc.kernel.errors import IocError

Choice = tuple[str, str]


@dataclass(frozen=True)
class Field:
    """`options` makes it a choice. A hidden password is never shown again; `wide` takes two columns."""

    name: str
    label: str
    kind: Literal["text", "number", "check", "password", "area", "email"] = "text"
    options: Sequence[Choice] = ()
    required: bool = False
    step: str = "1"
    hint: str = ""
    wide: bool = False
    list: bool = False  # words separated by commas


@dataclass(frozen=True)
class Form:
    """`action`: where it posts to. `values` fill the fields; `error` stands above them."""

    action: str
    title: str
    fields: Sequence[Field]
    button: str
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    open: bool = True
    plain: bool = True  # False: a button that changes something for good looks like one


@dataclass(frozen=True)
class Cell:
    text: str
    href: str = ""
    at: str = ""  # a time, shown as an age
    faint: bool = False


@dataclass(frozen=True)
class Table:
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str


def filled(fields: Iterable[Field]) -> dict[str, Any]:
    """What was sent, typed loosely for a shape to judge: an empty field is absent, a missing box is false."""
    given: dict[str, Any] = {}
    for each in fields:
        text = request.form.get(each.name, "").strip()
        if each.kind == "check":
            given[each.name] = bool(text)
        elif each.list:
            given[each.name] = [word.strip() for word in text.split(",") if word.strip()]
        elif text:
            given[each.name] = text
    return given


def cleared(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """For edits: fields that were emptied on purpose become None."""
    return {**{each.name: None for each in fields if not each.required and each.kind != "password"}, **given}


def page(title: str, *, tab: str, **more: Any) -> str:
    return render_template("admin/page.html", title=title, tab=tab, **more)


def done(path: str) -> Response:
    return redirect(path, 303)


def words(error: IocError) -> str:
    """An error as one line above a form."""
    listed = error.extra.get("fields")
    if not isinstance(listed, list):
        return error.detail
    return "; ".join(f"{each['field']}: {each['problem']}" for each in listed)
