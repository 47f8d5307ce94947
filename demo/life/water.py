"""Water in the drains: rain falls in, each drain empties into the next one downhill, what is full backs up.

A lumped reservoir per drain (after the SWMM storage-unit idea): outflow follows the square root of the level and
shrinks as the receiver fills. Downstream pipes carry what all upstream ones send, so they fill first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DESIGN_MM_H = 95.0  # the rain for which the pipes were built
CATCHMENT_M2 = 6_000.0
SURFACE_M2 = 60.0  # of manhole and road over which the level rises
FULL_CM = 200.0
STEP_S = 1.0
OUTLET = -1

Floats = NDArray[np.float64]


class Water:
    """`downstream[i]` is the index of the drain that i empties into, or OUTLET."""

    def __init__(self, downstream: Sequence[int], seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.downstream = np.asarray(downstream, dtype=np.int64)
        n = len(self.downstream)
        self.level_cm: Floats = chance.uniform(4, 14, n)
        self.opening: Floats = np.ones(n)  # 1 free, towards 0 clogged
        self._base: Floats = chance.uniform(4, 14, n)
        self._catchment: Floats = CATCHMENT_M2 * chance.uniform(0.5, 1.4, n)
        carried = _accumulate(self.downstream, self._catchment)
        design_m3_s = carried * DESIGN_MM_H / 3.6e6
        # a deep line empties less: the last pipes before the river were built for a smaller town
        depth = _accumulate(self.downstream, np.ones(n))
        self._capacity: Floats = design_m3_s / np.maximum(1.0, depth**0.12) / np.sqrt(0.5 * FULL_CM)
        self.flow_ls: Floats = np.zeros(n)

    def step(self, seconds: float, rain_mm_h: float) -> None:
        """Moves the water on by `seconds`, in steps of one second at most."""
        for _ in range(max(1, round(seconds / STEP_S))):
            self._tick(rain_mm_h)

    def _tick(self, rain_mm_h: float) -> None:
        head = np.maximum(0.0, self.level_cm - self._base)
        room = np.ones(len(head))
        inner = self.downstream != OUTLET
        receiver = self.downstream[inner]
        room[inner] = np.clip(1.15 - self.level_cm[receiver] / FULL_CM, 0.05, 1.0)
        out = self._capacity * np.sqrt(head) * self.opening * room
        out = np.minimum(out, head / 100 * SURFACE_M2 / STEP_S)
        volume = self._catchment * rain_mm_h / 3.6e6 - out
        np.add.at(volume, receiver, out[inner])
        self.level_cm = np.clip(self.level_cm + volume * STEP_S / SURFACE_M2 * 100, 0.0, FULL_CM * 1.4)
        self.flow_ls = out * 1000

    def clog(self, index: int, opening: float) -> None:
        """Leaves (0–1) open of one drain: leaves, mud, a bag."""
        self.opening[index] = opening

    def clear(self, index: int) -> None:
        """A crew cleared it: it runs free, and their pump took the water down."""
        self.opening[index] = 1.0
        self.level_cm[index] = min(self.level_cm[index], self._base[index] + 12)


def _accumulate(downstream: NDArray[np.int64], own: Floats) -> Floats:
    """For every drain the sum of `own` over itself and all that empties into it. The network has no cycle."""
    total = own.astype(np.float64).copy()
    waiting = np.zeros(len(own), dtype=np.int64)
    for receiver in downstream[downstream != OUTLET]:
        waiting[receiver] += 1
    ready = [i for i in range(len(own)) if waiting[i] == 0]
    while ready:
        i = ready.pop()
        receiver = int(downstream[i])
        if receiver == OUTLET:
            continue
        total[receiver] += total[i]
        waiting[receiver] -= 1
        if waiting[receiver] == 0:
            ready.append(receiver)
    return total
