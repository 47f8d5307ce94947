"""`If-Match` on edits: who has seen an older version than the present one overwrites nothing."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import request
from flask_babel import gettext as _

from ioc.kernel.errors import StaleVersion


class Versioned(Protocol):
    @property
    def version(self) -> Any: ...


Row = TypeVar("Row", bound=Versioned)


def seen() -> int | None:
    """`If-Match: "7"`: the version that the caller saw; None when they do not say."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    return int(given) if given.isascii() and given.isdigit() else None


def as_seen(row: Row, card: Callable[[Row], dict[str, Any]]) -> None:
    """To be asked in the unit that will write. Raises StaleVersion (412) with the present card."""
    version = seen()
    if version is not None and version != row.version:
        raise StaleVersion(_("Người khác vừa sửa mục này."), yours=version, theirs=row.version, current=card(row))
