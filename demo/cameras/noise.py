"""Grain for walls, asphalt and leaves: value noise from a seed."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Real = NDArray[np.floating[Any]]
TILE = 512


@lru_cache(maxsize=24)
def tile(seed: int, cells: int, octaves: int = 4) -> F32:
    """A tile of fractal noise, 0–1, that repeats at its edges."""
    rng = np.random.default_rng(seed)
    total = np.zeros((TILE, TILE), np.float32)
    weight = 0.0
    for octave in range(octaves):
        count = cells * 2**octave
        small = rng.random((count, count), dtype=np.float32)
        small = np.pad(small, 2, mode="wrap")
        big = cv2.resize(small, None, fx=TILE / count, fy=TILE / count, interpolation=cv2.INTER_CUBIC)
        edge = round(2 * TILE / count)
        total += big[edge : edge + TILE, edge : edge + TILE] / 2**octave
        weight += 1 / 2**octave
    return np.asarray(np.clip(total / weight, 0, 1), np.float32)


def at(noise: F32, u: Real, v: Real) -> F32:
    """The tile sampled at u, v, where 1 is one repeat."""
    column = np.mod(u * TILE, TILE).astype(np.int32) % TILE
    row = np.mod(v * TILE, TILE).astype(np.int32) % TILE
    found: F32 = noise[row, column]
    return found


def chance(*numbers: "NDArray[np.int64] | int") -> F32:
    """A number 0–1 that belongs to these whole numbers, the same each time."""
    mixed = np.zeros((), np.uint64)
    with np.errstate(over="ignore"):
        for number in numbers:
            mixed = (mixed + np.asarray(number).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
            mixed *= np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(32)
    return (mixed >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)
