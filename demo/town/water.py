"""River, island, canals and moat.

The river is a sine-generated curve (Langbein and Leopold 1966): the shape that real meanders take.
It flows from the west edge to the east edge; the old town stands on its left bank.
"""

from dataclasses import dataclass
from functools import cached_property
from math import atan2, pi
from typing import Any

import numpy as np
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

from demo.town.curves import Floats, left_of, line, smooth, tangents, turned
from demo.town.noise import Noise

HALF_WIDTH, HALF_HEIGHT = 4_000.0, 3_000.0
FRAME = box(-HALF_WIDTH, -HALF_HEIGHT, HALF_WIDTH, HALF_HEIGHT)
HINTERLAND = box(-2.4 * HALF_WIDTH, -2.6 * HALF_HEIGHT, 2.4 * HALF_WIDTH, 2.6 * HALF_HEIGHT)  # drawn, but not lived in
STEP = 20.0
LENGTH = 26_000.0  # well beyond the frame: a river comes from somewhere and goes on
CITADEL_HALF = 470.0
MOAT = (24.0, 62.0)  # metres outside the wall: inner and outer bank


@dataclass(frozen=True)
class Citadel:
    x: float
    y: float
    angle: float  # of its front, along the river
    wall: Polygon

    def place(self, u: float, v: float) -> Floats:
        """From the citadel's own axes (u along the river, v away from it) to the town's."""
        return np.array((self.x, self.y)) + turned((u, v), self.angle)

    @cached_property
    def moat(self) -> Any:
        inner, outer = (self.wall.buffer(m, join_style="mitre") for m in MOAT)
        return outer.difference(inner)


@dataclass(frozen=True)
class Waters:
    centre: Floats  # of the river, every 20 m, downstream
    along: Floats  # unit vectors of its flow
    width: Floats
    heart: int  # index of the river point before the citadel
    river: Any
    island: Any
    canals: list[tuple[str, LineString, float]]  # name, line, width
    citadel: Citadel

    @cached_property
    def canal_areas(self) -> Any:
        return unary_union([c.buffer(w / 2, cap_style="flat") for _, c, w in self.canals]).difference(
            self.river.union(self.island)
        )

    @cached_property
    def all(self) -> Any:
        """Everything wet, without ponds."""
        return unary_union([self.river, self.canal_areas, self.citadel.moat]).intersection(FRAME)

    def beside(self, index: int, away: float) -> Floats:
        """A point `away` metres from the bank: positive on the left, negative on the right."""
        side = 1 if away > 0 else -1
        out: Floats = self.centre[index] + left_of(self.along[index]) * (away + side * self.width[index] / 2)
        return out


def make_waters(chance: np.random.Generator) -> Waters:
    centre = _meander(chance)
    along = tangents(centre)
    heart = _straight_reach(centre, along)
    s = np.arange(len(centre)) * STEP
    centre = centre - (centre[heart, 0] + 350, 0)  # the old town near the middle of the map
    bend = _bend(centre, along, heart)
    swell = np.exp(-(((s - s[bend]) / 480.0) ** 2))
    width = 185 + 35 * Noise(chance, 900)(s, 0) + 170 * swell
    side = left_of(along)
    banks = np.concatenate([centre + side * width[:, None] / 2, (centre - side * width[:, None] / 2)[::-1]])
    island = _island(centre, side, width, swell)
    river = Polygon(banks).buffer(0).intersection(HINTERLAND).difference(island)
    citadel = _citadel(centre, along, width, heart)
    draft = Waters(centre, along, width, heart, river, island, [], citadel)
    return Waters(centre, along, width, heart, river, island, _canals(chance, draft), citadel)


def _meander(chance: np.random.Generator) -> Floats:
    s = np.arange(0, LENGTH, STEP)
    swing, wave = chance.uniform(0.72, 0.95), chance.uniform(4_300, 5_200)
    angle = swing * np.sin(2 * pi * (s - LENGTH / 2) / wave + chance.uniform(-0.5, 0.5))
    angle += 0.22 * Noise(chance, 1_300)(s, 0)
    xy = np.cumsum(np.stack([np.cos(angle), np.sin(angle)], axis=1) * STEP, axis=0)
    east, north = xy[-1] - xy[0]
    xy = turned(xy - xy[len(xy) // 2], -atan2(north, east))
    inside = np.abs(xy[:, 0]) < HALF_WIDTH
    centred: Floats = xy - (0, xy[inside, 1].mean() + chance.uniform(0, 250))
    return centred


def _straight_reach(centre: Floats, along: Floats) -> int:
    """Where the river runs straight, near the middle: there the old town was founded."""
    turning = np.abs(np.gradient(np.unwrap(np.arctan2(along[:, 1], along[:, 0]))))
    turning = np.convolve(turning, np.ones(31) / 31, "same")
    return int((turning * 120 + np.abs(centre[:, 0] + 200) / 1_500).argmin())


def _bend(centre: Floats, along: Floats, heart: int) -> int:
    """The sharpest bend inside the frame, a kilometre or two from the old town."""
    turning = np.abs(np.gradient(np.unwrap(np.arctan2(along[:, 1], along[:, 0]))))
    turning = np.convolve(turning, np.ones(31) / 31, "same")
    away = np.abs(np.arange(len(centre)) - heart) * STEP
    turning[(away < 1_000) | (away > 2_600) | (np.abs(centre[:, 0]) > 2_900)] = 0
    return int(turning.argmax())


def _island(centre: Floats, side: Floats, width: Floats, swell: Floats) -> Any:
    held = np.flatnonzero(swell > 0.25)
    t = np.linspace(0, pi, len(held))
    half = (np.sin(t) ** 0.8 * 0.2 * width[held])[:, None]
    shift = (0.06 * width[held])[:, None]
    left, right = centre[held] + side[held] * (half + shift), centre[held] - side[held] * (half - shift)
    return Polygon(np.concatenate([left, right[::-1]])).buffer(0).buffer(-8).buffer(8)


def _citadel(centre: Floats, along: Floats, width: Floats, heart: int) -> Citadel:
    angle = atan2(along[heart, 1], along[heart, 0])
    x, y = centre[heart] + left_of(along[heart]) * (width[heart] / 2 + 235 + MOAT[1] + CITADEL_HALF)
    h = CITADEL_HALF
    square = box(-h, -h, h, h)
    spots = [(i * h, j * h) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    bastions = [Point(i, j).buffer(58 if i * j == 0 else 78, quad_segs=1) for i, j in spots]
    outline = unary_union([square, *bastions])
    wall = Polygon(np.array((x, y)) + turned(outline.exterior.coords, angle))
    return Citadel(float(x), float(y), angle, wall)


def _canals(chance: np.random.Generator, w: Waters) -> list[tuple[str, LineString, float]]:
    c, reach = w.citadel, CITADEL_HALF
    east, west = w.heart + int(chance.uniform(50, 56)), w.heart - int(chance.uniform(62, 70))
    turns = [(1.95, -0.4), (1.85, 0.9), (1.15, 1.9), (-0.3, 2.1), (-1.7, 1.75), (-2.3, 0.6)]
    ring = [c.place(u * reach + chance.uniform(-50, 50), v * reach + chance.uniform(-50, 50)) for u, v in turns]
    around = smooth([w.centre[east], *ring, w.centre[west]])
    source = w.heart + int(chance.uniform(26, 34))
    south = [w.centre[source], w.beside(source, -500)]
    heading = -left_of(w.along[source])
    while HINTERLAND.contains(Point(south[-1])):
        heading = turned(heading, chance.uniform(-0.42, 0.42))
        heading = heading * 0.8 + np.array([0.06, -0.2])
        south.append(south[-1] + heading / np.hypot(*heading) * 520)
    link = [c.place(reach + MOAT[1] - 8, 0.35 * reach), c.place(2.05 * reach, 0.42 * reach)]
    return [("Sông Đào", line(around), 30.0), ("Kênh Nam", line(smooth(south)), 22.0), ("Cống Đông", line(link), 16.0)]
