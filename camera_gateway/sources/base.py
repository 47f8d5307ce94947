"""The narrow interface every kind of source has: open, give frames, close."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from camera_gateway.sources.spec import Bounds, SourceSpec

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture, BGR, height × width × 3, and when the gateway received it."""

    pixels: Pixels
    captured_at: datetime


class Source(Protocol):
    """`frames` blocks no longer than the bounds say; `close` comes from any thread and unblocks it."""

    def frames(self) -> Generator[Frame]: ...

    def close(self) -> None: ...


SourceFactory = Callable[[SourceSpec, Bounds], Source]


class Pace:
    """Lets one frame through every `every_s`: what arrives in between is dropped undecoded, never queued."""

    def __init__(self, every_s: float, monotonic: Callable[[], float]) -> None:
        self._every = every_s
        self._now = monotonic
        self._due = 0.0

    def due(self) -> bool:
        now = self._now()
        if now < self._due:
            return False
        # A late frame does not shorten the next interval: cameras drift, the load does not pile up.
        self._due = now + self._every * 0.95
        return True
