"""Lines in metres: smooth through points, offset, rotated."""

from itertools import pairwise
from math import cos, hypot, sin

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from shapely.geometry import LineString

Floats = NDArray[np.float64]
XY = tuple[float, float]


def smooth(points: ArrayLike, step: float = 15.0) -> Floats:
    """A cubic spline through the points, sampled about every `step` metres."""
    xy = np.asarray(points, float)
    chord = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    at = np.linspace(0, chord[-1], max(2, int(chord[-1] / step) + 1))
    smoothed: Floats = CubicSpline(chord, xy)(at)
    return smoothed


def tangents(xy: Floats) -> Floats:
    """Unit vectors along the line."""
    along = np.gradient(xy, axis=0)
    unit: Floats = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return unit


def left_of(along: Floats) -> Floats:
    return np.stack([-along[..., 1], along[..., 0]], axis=-1)


def turned(xy: ArrayLike, angle: float) -> Floats:
    at = np.asarray(xy, float)
    c, s = cos(angle), sin(angle)
    return np.stack([at[..., 0] * c - at[..., 1] * s, at[..., 0] * s + at[..., 1] * c], axis=-1)


def line(xy: ArrayLike) -> LineString:
    return LineString(np.asarray(xy, float))


def walk(points: list[XY]) -> list[tuple[XY, XY, float]]:
    """Start, end and length of every piece of a line."""
    return [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(points)]
