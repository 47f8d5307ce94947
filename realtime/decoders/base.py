"""What every decoder returns, and how it refuses."""

from collections.abc import Callable
from typing import NamedTuple


class Refused(Exception):
    """The payload, or one part of it, cannot be taken. The text is stored and shown to the administrator."""


class Decoded(NamedTuple):
    """The readings of one message: of device `key`, at one time (None: it said none), as (quantity, value) pairs.

    `refused` names parts that were meant as readings and are none. `online` is said of a camera gateway alone, which
    is no sensor and brings no readings; only its own decoder may say it.
    """

    key: str
    kind: str
    at_ms: int | None
    values: list[tuple[str, float]]
    refused: list[str]
    online: bool | None = None


Decode = Callable[[str, bytes, int], Decoded]
