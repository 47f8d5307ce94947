"""Plain forms: fields as data, one macro draws them, the room's own shapes judge what comes back.

A form that edits carries what its reader saw (`seen`): when somebody else has saved since, nothing is overwritten,
and the answer (409) names what changed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ioc.kernel.errors import Conflict
from ioc.web.admin.wrong import words

__all__ = [
    "Cell",
    "Choice",
    "Field",
    "Filter",
    "Form",
    "Table",
    "cleared",
    "done",
    "filled",
    "link",
    "page",
    "unchanged",
    "words",
]

Choice = tuple[str, str]
SEEN = "seen"


@dataclass(frozen=True)
class Field:
    """`options` makes it a choice: of one, with `many` of any number and of words typed beside them (their label is
    `more`), with `icon` of one that is a picture. A hidden password is never shown again; `wide` takes two columns."""

    name: str
    label: str
    kind: Literal["text", "number", "check", "password", "area", "email", "time", "many", "icon"] = "text"
    options: Sequence[Choice] = ()
    required: bool = False
    step: str = "1"
    hint: str = ""
    wide: bool = False
    full: bool = False  # the whole width
    half: Literal["", "left", "right"] = ""  # two languages side by side
    more: str = ""


@dataclass(frozen=True)
class Form:
    """`action`: where it posts to. `values` fill the fields; `error` stands above them, and at those it is about.

    `known`: the values that are stored now, where the form edits something that others may edit too.
    """

    action: str
    title: str
    fields: Sequence[Field]
    button: str
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    open: bool = True
    plain: bool = True  # False: a button that changes something for good looks like one
    known: Mapping[str, Any] | None = None
    note: str = ""

    @property
    def seen(self) -> str:
        return "" if self.known is None else json.dumps(_texts(self.fields, self.known), ensure_ascii=False)


@dataclass(frozen=True)
class Cell:
    text: str
    href: str = ""
    at: str = ""  # a time
    fresh: int = 0  # seconds: what can be old shows its age instead of its time
    faint: bool = False
    state: Literal["", "good", "idle", "warn", "bad"] = ""  # a state has a shape and words


@dataclass(frozen=True)
class Table:
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str
    title: str = ""
    links: Sequence[tuple[str, str]] = ()  # address, name: what else one may do about these


@dataclass(frozen=True)
class Filter:
    """The search line of a long list: `shown` of `total` rows (-1: not counted), `more` leads to the next ones. Without
    a `hint` there is nothing to type."""

    q: str
    hint: str
    shown: int
    total: int
    choices: Sequence[tuple[Field, str]] = ()
    links: Sequence[tuple[str, str, int]] = ()  # address, name, how many wait there
    more: str = ""
    first: str = ""  # back to the beginning


class SavedSince(Conflict):
    """Somebody else saved while this form was open."""

    type = "stale-version"


def filled(fields: Iterable[Field]) -> dict[str, Any]:
    """What was sent, typed loosely for a shape to judge: an empty field is absent, a missing box is false."""
    given: dict[str, Any] = {}
    for each in fields:
        text = request.form.get(each.name, "").strip()
        if each.kind == "check":
            given[each.name] = bool(text)
        elif each.kind == "many":
            typed = request.form.get(f"{each.name}_more", "").split(",")
            words = [word.strip() for word in (*request.form.getlist(each.name), *typed)]
            given[each.name] = list(dict.fromkeys(word for word in words if word))
        elif text:
            given[each.name] = text
    return given


def cleared(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """For edits: fields that were emptied on purpose become None."""
    return {**{each.name: None for each in fields if not each.required and each.kind != "password"}, **given}


def unchanged(fields: Sequence[Field], known: Mapping[str, Any]) -> None:
    """Raises SavedSince when the stored values differ from those that the form was drawn with.

    Called inside the unit that will write, so that nobody slips in between.
    """
    try:
        seen = json.loads(request.form.get(SEEN) or "{}")
    except ValueError:
        seen = {}
    now, by_name = _texts(fields, known), {each.name: each for each in fields}
    moved = [name for name, text in now.items() if name in seen and str(seen[name]) != text]
    if not moved:
        return
    listed = "; ".join(
        _(
            "%(field)s: “%(before)s” thành “%(after)s”",
            field=by_name[name].label,
            before=_shown(by_name[name], str(seen[name])),
            after=_shown(by_name[name], now[name]),
        )
        for name in moved
    )
    raise SavedSince(
        _("Người khác vừa lưu trong lúc bạn sửa. %(listed)s. Xem lại rồi lưu nếu vẫn muốn.", listed=listed),
        changed=moved,
    )


def text(value: Any) -> str:
    """A value as its field shows it: 180.0 as 180, a list by commas."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        return f"{value:.10g}"
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _texts(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    return {each.name: text(values.get(each.name)) for each in fields if each.kind != "password"}


def _shown(each: Field, value: str) -> str:
    if each.kind == "check":
        return str(_("có") if value else _("không"))
    names = dict(each.options)
    if each.kind == "many":
        return ", ".join(names.get(code, code) for code in value.split(", ")) or "–"
    return names.get(value, value) or "–"


def page(title: str, *, tab: str, **more: Any) -> str:
    return render_template("admin/page.html", title=title, tab=tab, text=text, **more)


def link(endpoint: str, **given: Any) -> str:
    """An address of this administration; what is empty stays out of it."""
    return url_for(endpoint, **{name: value for name, value in given.items() if value not in ("", None)})


def done(path: str) -> Response:
    return redirect(path, 303)
