"""The ward map and the twelve weeks as plain SVG numbers: drawn on paper as on a screen, without a script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any

import orjson
from shapely.geometry import shape

WIDTH = 340.0
STEPS = ((10, "w3"), (5, "w2"), (1, "w1"), (0, "w0"))
LETTER, LINE, NUMBER = 6.2, 26.0, 9.0  # of a label, in units of the map


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    path: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    late: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class WardMap:
    """`areas`: path and class of each ward; `labels`: those that have room; `outside`: late work in no ward."""

    height: float
    areas: Sequence[tuple[str, str, str]]
    labels: Sequence[Label]
    outside: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Points of the weeks that have one, and the lines of the scale, in a box of 330 × 170."""

    line: str
    points: Sequence[tuple[float, float, str]]
    scale: Sequence[tuple[float, str]]
    target_y: float
    last: str


def wards(path: Path, late: Mapping[str, int]) -> WardMap | None:
    """None where the city has no ward outlines."""
    if not path.exists():
        return None
    areas, height = _areas(path, path.stat().st_mtime_ns)
    drawn = [(area.path, _step(late.get(area.name, 0)), f"{area.name}: {late.get(area.name, 0)}") for area in areas]
    outside = sum(late.values()) - sum(late.get(area.name, 0) for area in areas)
    return WardMap(height, drawn, _labels(areas, late), outside)


def trend(shares: Sequence[float | None], target: float, names: Sequence[str]) -> Trend | None:
    """None where fewer than two weeks have figures: a point is no line."""
    known = [(n, 100 * share) for n, share in enumerate(shares) if share is not None]
    if len(known) < 2:  # noqa: PLR2004
        return None
    low = min(*(value for _n, value in known), 100 * target) - 2
    low, high = max(0.0, low - low % 5), 100.0

    def y(value: float) -> float:
        return round(150 - 130 * (value - low) / (high - low), 1)

    def x(n: int) -> float:
        return round(36 + 250 * n / (len(shares) - 1), 1)

    points = [(x(n), y(value), f"{names[n]}: {value:.1f} %") for n, value in known]
    ticks = [low, (low + high) / 2, high]
    line = " ".join(f"{a},{b}" for a, b, _name in points)
    return Trend(line, points, [(y(each), f"{each:.0f}") for each in ticks], y(100 * target), f"{known[-1][1]:.1f}")


@lru_cache(maxsize=2)
def _areas(path: Path, _changed: int) -> tuple[tuple[Area, ...], float]:
    features = orjson.loads(path.read_bytes())["features"]
    outlines = [(str(each["properties"].get("name", "")), shape(each["geometry"])) for each in features]
    if not outlines:
        return (), WIDTH
    west = min(outline.bounds[0] for _name, outline in outlines)
    south = min(outline.bounds[1] for _name, outline in outlines)
    east = max(outline.bounds[2] for _name, outline in outlines)
    north = max(outline.bounds[3] for _name, outline in outlines)
    flat = cos(radians((south + north) / 2))
    scale = WIDTH / max(1e-9, (east - west) * flat)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * flat * scale, 1), round((north - lat) * scale, 1)

    tolerance = 0.4 / scale
    areas = tuple(_area(name, outline.simplify(tolerance), place) for name, outline in outlines)
    return areas, round((north - south) * scale, 1)


def _area(name: str, outline: Any, place: Any) -> Area:
    parts = getattr(outline, "geoms", [outline])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in (place(*c[:2]) for c in ring.coords)) + "Z" for ring in rings)
    spot = outline.representative_point()
    x, y = place(spot.x, spot.y)
    left, right = place(outline.bounds[0], spot.y)[0], place(outline.bounds[2], spot.y)[0]
    return Area(name, path, x, y, right - left)


def _labels(areas: Iterable[Area], late: Mapping[str, int]) -> list[Label]:
    """The wards with the most late work first; a name that would lie on another is left out, a number never is."""
    placed: list[tuple[float, float, float]] = []
    labels = []
    for area in sorted(areas, key=lambda each: (-late.get(each.name, 0), -each.width)):
        count = late.get(area.name, 0)
        half = max(12.0, len(area.name) * LETTER / 2)
        x = min(max(area.x, half), WIDTH - half)
        free = all(abs(x - px) >= half + ph + 6 or abs(area.y - py) >= LINE for px, py, ph in placed)
        if not count and (not free or 2 * half > area.width):
            continue
        placed.append((x, area.y, half if free else NUMBER))
        labels.append(Label(area.name if free else "", count, round(x if free else area.x, 1), area.y))
    return labels


def _step(count: int) -> str:
    return next(name for least, name in STEPS if count >= least)
