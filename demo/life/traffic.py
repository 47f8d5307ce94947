"""Traffic at junctions: two rush hours, slower in rain, worst where water stands or a signal is out."""

from math import exp
from random import Random
from typing import Any

FREE_KMH = 42.0
JAM_KMH = 6.0
SIGNALS_PER_HOUR = 0.8


def demand(hour: float) -> float:
    """Share of the day's peak at local `hour`, 0–1: rush at 7:15 and 17:15, lunch at 11:30, little at night."""
    return min(
        1.0,
        0.06
        + 0.9 * _bump(hour, 7.25, 1.1)
        + 0.85 * _bump(hour, 17.25, 1.4)
        + 0.4 * _bump(hour, 11.5, 1.2)
        + 0.25 * _bump(hour, 20, 2),
    )


def _bump(hour: float, at: float, width: float) -> float:
    return exp(-(((hour - at) / width) ** 2))


class Traffic:
    def __init__(self, count: int, seed: int) -> None:
        self._chance = Random(f"traffic {seed}")
        self.count = count
        self.size = [self._chance.uniform(900, 3200) for _ in range(count)]
        self.dark: set[int] = set()  # junctions whose signal is out

    def step(self, seconds: float) -> None:
        if self.count and self._chance.random() < SIGNALS_PER_HOUR * seconds / 3600:
            self.dark.add(self._chance.randrange(self.count))

    def repair(self, index: int) -> None:
        self.dark.discard(index)

    def reading(self, index: int, hour: float, rain_mm_h: float, water_cm: float) -> dict[str, Any]:
        """`water_cm`: level above the road near the junction."""
        load = demand(hour) * (1 + 0.12 * self._chance.gauss(0, 1))
        slow = 1 - min(0.4, rain_mm_h / 200) - min(0.5, max(0.0, water_cm) / 60) - (0.35 if index in self.dark else 0)
        speed = max(JAM_KMH, FREE_KMH * max(0.1, slow) * (1 - 0.45 * load))
        return {
            "flow_vph": max(0, round(self.size[index] * load * max(0.25, slow))),
            "speed_kmh": round(speed + self._chance.gauss(0, 1.2), 1),
            "occupancy_pct": round(min(96.0, 6 + 55 * load / max(0.3, slow)), 1),
            "signal_fault": int(index in self.dark),
        }
