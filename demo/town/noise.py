"""Smooth chance: value noise over the plane, the same for the same seed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_SIDE = 256


class Noise:
    """Between -1 and 1, changing over `scale` metres."""

    def __init__(self, chance: np.random.Generator, scale: float) -> None:
        self._values = chance.uniform(-1, 1, (_SIDE, _SIDE))
        self._scale = scale

    def __call__(self, x: ArrayLike, y: ArrayLike) -> Floats:
        u, v = np.asarray(x, float) / self._scale, np.asarray(y, float) / self._scale
        i, j = np.floor(u).astype(int), np.floor(v).astype(int)
        a, b = _ease(u - i), _ease(v - j)
        low = self._at(i, j) * (1 - a) + self._at(i + 1, j) * a
        high = self._at(i, j + 1) * (1 - a) + self._at(i + 1, j + 1) * a
        return low * (1 - b) + high * b

    def _at(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> Floats:
        found: Floats = self._values[i % _SIDE, j % _SIDE]
        return found


def _ease(t: Floats) -> Floats:
    return t * t * (3 - 2 * t)
