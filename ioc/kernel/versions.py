"""`If-Match` on edits: who has seen an older version than the present one overwrites nothing."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import request
from flask_babel import gettext as _

from ioc.kernel.errors import Invalid, StaleVersion

DIGITS = 18


class Versioned(Protocol):
    @property
    def version(self) -> Any: ...


class Edited(Protocol):
    """Its version also counts what it does by itself (a crew drives, a camera goes dark); `edition` counts edits."""

    @property
    def edition(self) -> Any: ...


Row = TypeVar("Row", bound=Versioned)
Live = TypeVar("Live", bound=Edited)


def seen() -> int | None:
    """`If-Match: "7"`: the version that the caller saw; None when they do not say, or say `*` (any).

    Raises Invalid for anything else: who asks for a condition that cannot be read must not overwrite without one.
    """
    given = request.headers.get("If-Match", "*").strip().strip('"')
    if given == "*":
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= DIGITS):
        raise Invalid(_("If-Match phải là một số phiên bản."), field="If-Match")
    return int(given)


def as_seen(row: Row, card: Callable[[Row], dict[str, Any]]) -> None:
    """To be asked in the unit that will write. Raises StaleVersion (412) with the present card."""
    _fresh(row.version, lambda: card(row))


def as_edited(row: Live, card: Callable[[Live], dict[str, Any]]) -> None:
    """`as_seen` for what is alive: here `If-Match` names the edition."""
    _fresh(row.edition, lambda: card(row))


def _fresh(present: int, card: Callable[[], dict[str, Any]]) -> None:
    version = seen()
    if version is not None and version != present:
        raise StaleVersion(_("Người khác vừa sửa mục này."), yours=version, theirs=present, current=card())
