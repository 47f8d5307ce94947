"""The two times of ingest: people set the one, nobody the other."""

import time
from typing import NamedTuple

MS = 1_000_000


class Moment(NamedTuple):
    """Epoch ms. `wall` is what a device without a clock is given and what is stored; `steady` began as the wall's
    time and never steps: whatever waits (a delay, a silence) is measured by it alone."""

    wall: int
    steady: int

    @property
    def drift(self) -> int:
        """What turns a steady time into one that people read."""
        return self.wall - self.steady


class Clock:
    """One per process."""

    def __init__(self) -> None:
        self._began = time.time_ns() - time.monotonic_ns()

    def now(self) -> Moment:
        return Moment(time.time_ns() // MS, self.steady())

    def steady(self) -> int:
        return (self._began + time.monotonic_ns()) // MS
