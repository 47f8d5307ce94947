"""The town's plan: which way streets run, how dense they are, and where each quarter lies.

Streets follow a cross field: at every point two directions at right angles, blended from the river, the citadel, the
main road and a new quarter's grid (after Chen et al. 2008, Interactive Procedural Street Modeling).
"""

from dataclasses import dataclass
from math import atan2, pi
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from shapely import contains_xy
from shapely.geometry import LineString, Point, Polygon, box

from demo.town.curves import Floats, line, smooth, tangents, turned
from demo.town.noise import Noise
from demo.town.water import CITADEL_HALF, FRAME, HALF_HEIGHT, HALF_WIDTH, Waters

CELL = 20.0
VILLAGES = 9
VILLAGE_APART = 900.0


@dataclass(frozen=True)
class Plan:
    waters: Waters
    national: LineString  # the national road, south of the town
    new_quarter: Polygon
    villages: list[tuple[float, float, float]]  # x, y, radius
    _field: Any  # complex, exp(4iθ), by cell
    _spacing: Floats  # metres between streets by cell; 0 where there are none

    def direction(self, x: float, y: float) -> float:
        """One of the four directions of the cross field."""
        i, j = _cell(x, y)
        value = self._field[i, j]
        return atan2(value.imag, value.real) / 4

    def spacing(self, x: float, y: float) -> float:
        return float(self._spacing[_cell(x, y)])

    def spacing_at(self, xy: Floats) -> Floats:
        i = np.clip(((xy[:, 0] + HALF_WIDTH) / CELL).astype(int), 0, self._spacing.shape[0] - 1)
        j = np.clip(((xy[:, 1] + HALF_HEIGHT) / CELL).astype(int), 0, self._spacing.shape[1] - 1)
        found: Floats = self._spacing[i, j]
        return found


def make_plan(chance: np.random.Generator, waters: Waters) -> Plan:
    national = _national(chance, waters)
    quarter = _new_quarter(waters, national)
    villages = _villages(chance, waters, quarter)
    x, y = np.meshgrid(
        np.arange(-HALF_WIDTH, HALF_WIDTH + CELL, CELL),
        np.arange(-HALF_HEIGHT, HALF_HEIGHT + CELL, CELL),
        indexing="ij",
    )
    field = _cross_field(chance, waters, national, quarter, x, y)
    spacing = _spacing(chance, waters, national, quarter, villages, x, y)
    return Plan(waters, national, quarter, villages, field, spacing)


def _cell(x: float, y: float) -> tuple[int, int]:
    i = min(max(int((x + HALF_WIDTH) / CELL), 0), int(2 * HALF_WIDTH / CELL))
    j = min(max(int((y + HALF_HEIGHT) / CELL), 0), int(2 * HALF_HEIGHT / CELL))
    return i, j


def _national(chance: np.random.Generator, waters: Waters) -> LineString:
    """Keeps south of the river, bends with it a little, and leaves the frame on both sides."""
    bend = Noise(chance, 1_400)
    heart_y = float(waters.centre[waters.heart, 1])
    points = []
    for x in np.arange(-2.4 * HALF_WIDTH, 2.4 * HALF_WIDTH + 1, 400):
        south = waters.centre[np.abs(waters.centre[:, 0] - x) < 700]
        low = float(south[:, 1].min()) if len(south) else heart_y
        y = min(heart_y - 1_450, low - 620) * 0.55 + (heart_y - 1_650) * 0.45 + 160 * float(bend(x, 0))
        points.append((x, max(y, -HALF_HEIGHT + 350)))
    return line(smooth(points))


def _new_quarter(waters: Waters, national: LineString) -> Polygon:
    at = waters.beside(waters.heart + 78, -820)
    near = national.interpolate(national.project(Point(at)))
    beyond = national.interpolate(national.project(Point(at)) + 60)
    angle = atan2(beyond.y - near.y, beyond.x - near.x)
    area = Polygon(turned(box(-650, -480, 650, 480).exterior.coords, angle) + at)
    quarter = area.difference(waters.river.buffer(60))
    return max(getattr(quarter, "geoms", [quarter]), key=lambda g: g.area)


def _villages(chance: np.random.Generator, waters: Waters, quarter: Polygon) -> list[tuple[float, float, float]]:
    found: list[tuple[float, float, float]] = []
    heart = waters.centre[waters.heart]
    for _ in range(4_000):
        x, y = float(chance.uniform(-3_700, 3_700)), float(chance.uniform(-2_750, 2_750))
        apart = all(np.hypot(x - v[0], y - v[1]) > VILLAGE_APART for v in found)
        dry = waters.all.distance(Point(x, y)) > 90 and quarter.distance(Point(x, y)) > 500
        if apart and dry and np.hypot(x - heart[0], y - heart[1]) > 2_350:
            found.append((x, y, float(chance.uniform(170, 300))))
        if len(found) == VILLAGES:
            break
    return found


def _cross_field(
    chance: np.random.Generator, waters: Waters, national: LineString, quarter: Polygon, x: Floats, y: Floats
) -> Any:
    at = np.stack([x.ravel(), y.ravel()], axis=1)
    field = 0.3 * np.exp(1j * pi * Noise(chance, 1_100)(x, y)).ravel()
    field += 0.22 * np.exp(1j * pi * Noise(chance, 260)(x, y)).ravel()
    for xy, reach, weight in (
        (waters.centre, 620.0, 1.3),
        (np.asarray(national.coords), 420.0, 1.2),
        *((np.asarray(c.coords), 170.0, 1.0) for _, c, _ in waters.canals),
    ):
        away, k = cKDTree(xy).query(at)
        along = tangents(xy)[k]
        field = field + weight * np.exp(-((away / reach) ** 2)) * (along[:, 0] + 1j * along[:, 1]) ** 4
    c = waters.citadel
    inside = np.abs(turned(at - (c.x, c.y), -c.angle)).max(1)
    field = field + 6 * np.exp(-((np.maximum(0, inside - CITADEL_HALF) / 230) ** 2)) * np.exp(4j * c.angle)
    ends = np.asarray(quarter.minimum_rotated_rectangle.exterior.coords)
    side = atan2(ends[1, 1] - ends[0, 1], ends[1, 0] - ends[0, 0])
    centre = np.asarray(quarter.centroid.coords[0])
    field = field + 5 * np.exp(-((np.hypot(*(at - centre).T) / 620) ** 4)) * np.exp(4j * side)
    return field.reshape(x.shape)


def _spacing(
    chance: np.random.Generator,
    waters: Waters,
    national: LineString,
    quarter: Polygon,
    villages: list[tuple[float, float, float]],
    x: Floats,
    y: Floats,
) -> Floats:
    at = np.stack([x.ravel(), y.ravel()], axis=1)
    c = waters.citadel
    own = turned(at - (c.x, c.y), -c.angle)
    to_road = cKDTree(np.asarray(national.coords)).query(at)[0]
    to_river = cKDTree(waters.centre).query(at)[0]
    heart = waters.beside(waters.heart, 200)
    away = np.hypot(*(at - heart).T)
    rough = Noise(chance, 650)(at[:, 0], at[:, 1])
    town = 1.06 - (away / 2_450) ** 2 + 0.42 * rough
    town += 0.45 * np.exp(-((to_road / 260) ** 2)) + 0.3 * np.exp(-((to_river / 420) ** 2))
    spacing = np.where(town > 0.42, 112 + 14 * rough, 0)
    spacing[town > 0.9] = 96
    old = np.abs(own).max(1)
    spacing[old < CITADEL_HALF + 30] = 104
    spacing[old < 0.4 * CITADEL_HALF] = 0  # the palace
    market = (
        (own[:, 0] > CITADEL_HALF + 60) & (own[:, 0] < 2.1 * CITADEL_HALF) & (np.abs(own[:, 1]) < 1.2 * CITADEL_HALF)
    )
    spacing[market] = 64
    for vx, vy, radius in villages:
        wobble = 1 + 0.35 * rough
        spacing[np.hypot(at[:, 0] - vx, at[:, 1] - vy) < radius * wobble] = 78
    spacing[contains_xy(quarter, *at.T)] = 88
    spacing[~contains_xy(FRAME.buffer(-40), *at.T)] = 0
    return spacing.reshape(x.shape)
