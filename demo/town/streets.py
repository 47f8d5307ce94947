"""The street network: bridges and boulevards first, then what grows between them; noded, joined, in one piece."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import atan2, pi
from typing import Any, NamedTuple

import numpy as np
from shapely import STRtree, prepare, union_all
from shapely.geometry import LineString, Point
from shapely.ops import linemerge, unary_union

from demo.town.curves import XY, left_of, line, smooth
from demo.town.plan import Plan
from demo.town.trace import Tracer, joined
from demo.town.water import CITADEL_HALF, FRAME, MOAT, STEP

GRID = 0.5  # metres: what is nearer than this is one point
BANK = 12.0  # streets keep off the water, except on bridges


class Drawn(NamedTuple):
    """A whole street as it was drawn."""

    line: LineString
    highway: str
    bridges: bool  # may cross water


@dataclass(frozen=True, slots=True)
class Piece:
    """Between two crossings."""

    line: LineString
    street: int  # index into the drawn streets
    highway: str
    bridge: bool


def draw_streets(chance: np.random.Generator, plan: Plan) -> list[Drawn]:
    wet = plan.waters.all
    tracer = Tracer(plan, unary_union([wet.buffer(BANK), FRAME.boundary.buffer(1)]))
    drawn = [Drawn(plan.national, "trunk", bridges=True)]
    drawn += _quays(plan) + _citadel(plan) + _bridges(plan, tracer)
    drawn += [Drawn(line(smooth(points, 25)), "tertiary", bridges=True) for points in _country_roads(plan)]
    drawn += _provincial(chance, plan)
    for street in drawn:
        for part in _parts(street.line):
            tracer.neighbours.add(list(part.coords))
    drawn += _grown(chance, plan, tracer, "tertiary", 470.0, 2_600.0)
    drawn += _grown(chance, plan, tracer, "residential", None, 1_300.0)
    return _dry(drawn, wet)


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
            points = [xy for xy in bank if FRAME.buffer(200).contains(Point(xy))]
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
    """Out of the old town over land, to the west, the north and the east."""
    c, h = plan.waters.citadel, 1.32 * CITADEL_HALF
    found = []
    for start, goal in (((-h, h), (-4_200, 1_900)), ((h * 0.42, h), (500, 3_200)), ((h, h * 0.42), (4_200, 1_350))):
        a, b = c.place(*start), np.array(goal) + chance.uniform(-300, 300, 2)
        across = np.array([a[1] - b[1], b[0] - a[0]])
        bends = [a + (b - a) * t + across * chance.uniform(-0.09, 0.09) for t in (0.22, 0.45, 0.7)]
        found.append(Drawn(line(smooth([a, *bends, b], 25)), "secondary", bridges=True))
    return found


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
        found += [street._replace(line=part) for part in _parts(dry) if part.length > 40]
    return found


def noded(drawn: list[Drawn], wet: Any) -> list[Piece]:
    """Loose ends mended, crossings made nodes, water crossings made bridges, islands of streets left out."""
    lines = [d.line for d in drawn]
    lines = joined(lines, STRtree(lines), 62.0)
    source = STRtree([d.line for d in drawn])
    shore, over = wet.buffer(6).boundary.buffer(0.01), wet.buffer(5)
    prepare(shore)
    prepare(over)
    net = union_all([part for one in lines for part in _split(one, shore)], grid_size=GRID)
    pieces = []
    for part in _parts(net):
        if part.length < 0.3:
            continue
        middle = part.interpolate(0.5, normalized=True)
        street = int(source.nearest(middle))
        pieces.append(Piece(part, street, drawn[street].highway, bool(over.intersects(middle))))
    return _connected(_without_stubs(pieces))


def _split(one: LineString, shore: Any) -> list[LineString]:
    return _parts(one.difference(shore)) if one.intersects(shore) else [one]


def _parts(found: Any) -> list[LineString]:
    if found.geom_type == "MultiLineString":
        found = linemerge(found) if found.length < 1 else found
    return [g for g in getattr(found, "geoms", [found]) if isinstance(g, LineString) and g.length > 0]


def ends_of(piece: Piece) -> tuple[XY, XY]:
    return key_of(piece.line.coords[0]), key_of(piece.line.coords[-1])


def key_of(xy: Any) -> XY:
    return round(xy[0], 1), round(xy[1], 1)


def _without_stubs(pieces: list[Piece]) -> list[Piece]:
    """What overshoots a crossing by a metre or two is no street."""
    ends = Counter(end for piece in pieces for end in ends_of(piece))
    return [p for p in pieces if p.line.length > 4 or min(ends[e] for e in ends_of(p)) > 1]


def _connected(pieces: list[Piece]) -> list[Piece]:
    beside: dict[XY, list[XY]] = defaultdict(list)
    for piece in pieces:
        a, b = ends_of(piece)
        beside[a].append(b)
        beside[b].append(a)
    best: set[XY] = set()
    seen: set[XY] = set()
    for start in beside:
        if start not in seen:
            part = _reach(start, beside)
            seen |= part
            best = max(best, part, key=len)
    return [p for p in pieces if ends_of(p)[0] in best]


def _reach(start: XY, beside: dict[XY, list[XY]]) -> set[XY]:
    found, todo = {start}, [start]
    while todo:
        for there in beside[todo.pop()]:
            if there not in found:
                found.add(there)
                todo.append(there)
    return found


__all__ = ["STEP", "Drawn", "Piece", "draw_streets", "ends_of", "key_of", "noded"]
