"""Rain over the town: storms that come, swell and go, reproducible from the seed."""

from dataclasses import dataclass
from math import pi, sin
from random import Random

FIRST_STORM_S = -300.0  # it already rains when the demo starts
SWELL = 0.35  # share of a storm that it takes to reach its peak


@dataclass(frozen=True, slots=True)
class Storm:
    """`start` and `length` in seconds of the town's time, `peak` in mm/h."""

    start: float
    length: float
    peak: float

    def rain(self, t: float) -> float:
        """mm/h at `t`: up along half a sine, down along a longer one, zero outside."""
        part = (t - self.start) / self.length
        if not 0 < part < 1:
            return 0.0
        rise = part / SWELL if part < SWELL else 1 - (part - SWELL) / (1 - SWELL)
        return self.peak * sin(rise * pi / 2) ** 2


class Weather:
    """An endless row of storms; the first one soon, so that whoever starts the demo sees one."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(f"weather {seed}")
        self._storms = [Storm(FIRST_STORM_S, 22 * 60, 85.0)]

    def rain(self, t: float) -> float:
        """mm/h at second `t` of the town's time."""
        while self._storms[-1].start + self._storms[-1].length < t:
            last = self._storms[-1]
            pause = self._chance.uniform(25, 60) * 60
            length = self._chance.uniform(12, 35) * 60
            self._storms.append(Storm(last.start + last.length + pause, length, self._chance.uniform(20, 100)))
        return max((storm.rain(t) for storm in self._storms[-2:]), default=0.0)
