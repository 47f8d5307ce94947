"""The streets as they are drawn: bridges and boulevards first, then what grows between them."""

from math import atan2, pi
from typing import Any

import numpy as np
from shapely.geometry import LineString, Point
from shapely.ops import unary_union

from demo.town.curves import XY, left_of, line, smooth
from demo.town.network import Drawn, parts_of
from demo.town.plan import Plan
from demo.town.trace import Tracer
from demo.town.water import CITADEL_HALF, FRAME, HINTERLAND, MOAT

BANK = 12.0  # streets keep off the water, except on bridges


def draw_streets(chance: np.random.Generator, plan: Plan) -> tuple[list[Drawn], list[Drawn]]:
    """The town's streets, and how the main roads go on outside of it."""
    wet = plan.waters.all
    tracer = Tracer(plan, unary_union([wet.buffer(BANK), FRAME.boundary.buffer(1)]))
    drawn = [Drawn(plan.national, "trunk", bridges=True), *_quays(plan), *_citadel(plan)]
    drawn += [Drawn(line(smooth(points, 25)), "tertiary", bridges=True) for points in _country_roads(plan)]
    drawn += _provincial(chance, plan)
    for street in drawn:
        tracer.neighbours.add(list(street.line.coords))
    drawn += _bridges(plan, tracer)
    drawn += _grown(chance, plan, tracer, "tertiary", 470.0, 2_600.0)
    drawn += _grown(chance, plan, tracer, "residential", None, 1_300.0)
    outside = [d._replace(line=part) for d in drawn for part in parts_of(d.line.difference(FRAME))]
    return _dry([street._replace(group=k) for k, street in enumerate(drawn)], wet), outside


def _quays(plan: Plan) -> list[Drawn]:
    """Boulevards along both banks of the river as far as the town reaches, dyke roads beyond."""
    w, found = plan.waters, []
    for side, first, last in ((1, -125, 105), (-1, -90, 125)):
        for low, high, highway in (
            (0, w.heart + first, "unclassified"),
            (w.heart + first, w.heart + last, "secondary"),
            (w.heart + last, len(w.centre), "unclassified"),
        ):
            bank = [w.beside(i, side * 34.0) for i in range(max(0, low), min(len(w.centre), high + 1), 3)]
            points = [xy for xy in bank if HINTERLAND.contains(Point(xy))]
            if len(points) > 3:
                found.append(Drawn(line(smooth(points, 25)), highway, bridges=True))
    lane = w.island.buffer(-22).exterior
    return [*found, *([Drawn(lane, "residential", bridges=False)] if lane.length else [])]


def _citadel(plan: Plan) -> list[Drawn]:
    """A ring outside the moat, gates, a ring inside the wall, and the axis from the palace to the river."""
    c, h = plan.waters.citadel, CITADEL_HALF
    out = h + MOAT[1] + 118

    def across(u1: float, v1: float, u2: float, v2: float) -> LineString:
        return line([c.place(u1, v1), c.place(u2, v2)])

    ring = [c.place(u * out, v * out) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    inner = [c.place(u * (h - 45), v * (h - 45)) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    gates = [across(g * h, -out, g * h, out) for g in (-0.42, 0.42)]
    gates += [across(-out, g * h, out, g * h) for g in (-0.42, 0.42)]
    return [
        Drawn(line(ring), "secondary", bridges=True),
        Drawn(line(inner), "residential", bridges=False),
        *(Drawn(gate, "tertiary", bridges=True) for gate in gates),
    ]


def _bridges(plan: Plan, tracer: Tracer) -> list[Drawn]:
    """Where the town needs to cross: at the old town's two ends, far upstream, and down by the new quarter."""
    w, found = plan.waters, []
    for offset, highway in ((-35, "primary"), (36, "primary"), (-104, "secondary"), (88, "primary")):
        i = w.heart + offset
        if not 0 <= i < len(w.centre) or w.island.distance(Point(w.centre[i])) < w.width[i] * 0.3:
            i = w.heart + offset + (38 if offset > 0 else -38)
        if not FRAME.buffer(-300).contains(Point(w.centre[i])):
            continue
        left, right = w.beside(i, 40.0), w.beside(i, -40.0)
        north = left_of(w.along[i])
        angle = atan2(north[1], north[0])
        up = tracer.ray((left[0], left[1]), angle, 2_600)
        down = tracer.ray((right[0], right[1]), angle + pi, 2_600)
        found.append(Drawn(line([*reversed(up), *down]), highway, bridges=True))
    return [*found, *_to_the_island(plan)]


def _to_the_island(plan: Plan) -> list[Drawn]:
    w = plan.waters
    if w.island.is_empty:
        return []
    middle = np.asarray(w.island.centroid.coords[0])
    i = int(np.hypot(*(w.centre - middle).T).argmin())
    start, end = middle, w.beside(i, -120.0 if w.centre[i, 1] > w.centre[w.heart, 1] - 500 else 120.0)
    return [Drawn(line([start, end]), "tertiary", bridges=True)]


def _country_roads(plan: Plan) -> list[list[XY]]:
    """From each village to the nearest of: the national road, another village nearer to the town, the town's ring."""
    heart = plan.waters.centre[plan.waters.heart]
    villages = sorted(plan.villages, key=lambda v: float(np.hypot(v[0] - heart[0], v[1] - heart[1])))
    hubs: list[XY] = []
    roads = []
    for x, y, _ in villages:
        here = Point(x, y)
        on_road = plan.national.interpolate(plan.national.project(here))
        c = plan.waters.citadel
        gate = min(((u, v) for u in (-1.3, 1.3) for v in (-1.3, 1.3)), key=lambda g: _apart(c.place(*_in(g)), (x, y)))
        town = c.place(*_in(gate))
        targets = [*hubs, (on_road.x, on_road.y), (float(town[0]), float(town[1]))]
        same_bank = [t for t in targets if not LineString([(x, y), t]).intersects(plan.waters.river)]
        goal = min(same_bank or targets, key=lambda t: _apart(t, (x, y)))
        bend = np.array([goal[1] - y, x - goal[0]]) * 0.12
        third = [
            (x + (goal[0] - x) * t + bend[0] * s, y + (goal[1] - y) * t + bend[1] * s)
            for t, s in ((0.35, 1), (0.7, -0.6))
        ]
        roads.append([(x, y), *((float(a), float(b)) for a, b in third), goal])
        hubs.append((x, y))
    return roads


def _provincial(chance: np.random.Generator, plan: Plan) -> list[Drawn]:
    """Out of the old town over land, to the west, the north and the east; it keeps to its side of the river."""
    h = CITADEL_HALF + MOAT[1] + 118
    river, found = plan.waters.river.buffer(70), []
    for (u, v), goal in (((-h, h), (-4_200, 1_300)), ((h * 0.3, h), (500, 3_200)), ((h, h * 0.85), (4_200, 900))):
        for attempt in range(12):
            way = _winding(chance, plan, (u, v), np.array(goal) + np.array((0.0, 200.0 * attempt)))
            if not way.intersects(river):
                break
        found.append(Drawn(way, "secondary", bridges=True))
    return found


def _winding(chance: np.random.Generator, plan: Plan, gate: tuple[float, float], goal: Any) -> LineString:
    c = plan.waters.citadel
    start, out = c.place(*gate), c.place(gate[0] * 1.2, gate[1] * 1.2)
    across = np.array([out[1] - goal[1], goal[0] - out[0]])
    bends = [out + (goal - out) * t + across * chance.uniform(-0.09, 0.09) for t in (0.22, 0.45, 0.7)]
    on = goal + (goal - out) * 0.8 + across * chance.uniform(-0.1, 0.1)
    return line(smooth([start, out, *bends, goal, on], 25))


def _in(gate: tuple[float, float]) -> tuple[float, float]:
    return gate[0] * CITADEL_HALF, gate[1] * CITADEL_HALF


def _apart(a: Any, b: XY) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _grown(
    chance: np.random.Generator, plan: Plan, tracer: Tracer, highway: str, spacing: float | None, longest: float
) -> list[Drawn]:
    """Seeds on a shuffled lattice; each grows along both directions of the field where there is room."""
    step = 34.0 if spacing is None else 120.0
    x, y = np.meshgrid(np.arange(-3_960, 3_960, step), np.arange(-2_960, 2_960, step))
    seeds = np.stack([x.ravel(), y.ravel()], axis=1) + chance.uniform(-step / 2, step / 2, (x.size, 2))
    seeds = seeds[plan.spacing_at(seeds) > 0]
    chance.shuffle(seeds)
    found = []
    for sx, sy in seeds.tolist():
        apart = spacing or plan.spacing(sx, sy)
        field = plan.direction(sx, sy)
        for heading in (field, field + pi / 2):
            if tracer.neighbours.crowded(sx, sy, np.cos(heading), np.sin(heading), apart * 0.95):
                continue
            points = tracer.street((sx, sy), heading, longest=longest, spacing=spacing)
            if points:
                found.append(Drawn(line(points).simplify(1.5), highway, bridges=False))
    return found


def _dry(drawn: list[Drawn], wet: Any) -> list[Drawn]:
    """Off the water where there is no bridge; only what lies in the frame."""
    shore = wet.buffer(BANK - 2)
    found = []
    for street in drawn:
        dry = street.line.intersection(FRAME)
        dry = dry if street.bridges else dry.difference(shore)
        found += [street._replace(line=part) for part in parts_of(dry) if part.length > 40]
    return found
