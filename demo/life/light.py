"""Street lamps: lit from dusk to dawn, and now and then one fails, or a whole row when a cable does."""

from math import cos, pi
from random import Random
from typing import Any

POWER_W = 120.0
FAILS_PER_HOUR = 5.0
CABLES_PER_HOUR = 1.2
ROW = 6


def darkness(hour: float) -> float:
    """0 by day, 1 by night, between them at dusk (17:30–18:15) and dawn (5:15–6:00); `hour` is local, 0–24."""
    height = -cos((hour - 0.0) / 24 * 2 * pi)  # −1 at midnight, 1 at noon
    return min(1.0, max(0.0, (0.12 - height) / 0.2))


class Light:
    """State of `count` lamps that stand in rows (neighbours by index)."""

    def __init__(self, count: int, seed: int) -> None:
        self._chance = Random(f"light {seed}")
        self.count = count
        self.broken: set[int] = set()

    def step(self, seconds: float) -> None:
        if self.count and self._happens(FAILS_PER_HOUR, seconds):
            self.broken.add(self._chance.randrange(self.count))
        if self.count and self._happens(CABLES_PER_HOUR, seconds):
            first = self._chance.randrange(self.count)
            self.broken.update(range(first, min(first + ROW, self.count)))

    def _happens(self, per_hour: float, seconds: float) -> bool:
        return self._chance.random() < per_hour * seconds / 3600

    def repair(self, index: int) -> None:
        """The lamp and the row it hangs on."""
        self.broken.difference_update(range(index - ROW, index + ROW + 1))

    def reading(self, index: int, hour: float) -> dict[str, Any]:
        lit = darkness(hour)
        jitter = self._chance.gauss(0, 1)
        voltage = round(228 + 2 * jitter, 1)
        if index in self.broken:
            return {"power_w": 0.0, "on": 0, "fault": 1, "voltage_v": voltage}
        power = round(POWER_W * lit + abs(jitter) * 0.8, 1) if lit > 0.05 else round(0.4 + abs(jitter) * 0.1, 1)  # noqa: PLR2004
        return {"power_w": power, "on": int(lit > 0.5), "fault": 0, "voltage_v": voltage}  # noqa: PLR2004
