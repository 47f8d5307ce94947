"""Streets grow along the cross field and keep their distance (evenly spaced streamlines, Jobard and Lefer 1997)."""

from collections import defaultdict
from math import cos, hypot, pi, sin
from typing import Any

from shapely import STRtree, prepare
from shapely.geometry import LineString, Point

from demo.town.curves import XY, walk
from demo.town.plan import Plan

STEP = 12.0
CELL = 60.0
PARALLEL = 0.8  # |cos| of the angle above which two streets count as side by side
SHORTEST = 55.0


class Neighbours:
    """Every point of every street so far, with its direction."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)

    def add(self, points: list[XY]) -> None:
        for a, b, length in walk(points):
            for k in range(max(1, int(length / STEP))):
                t = k * STEP / length if length else 0.0
                x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
                entry = (x, y, (b[0] - a[0]) / (length or 1), (b[1] - a[1]) / (length or 1))
                self._cells[int(x // CELL), int(y // CELL)].append(entry)

    def crowded(self, x: float, y: float, dx: float, dy: float, reach: float) -> bool:
        """Does a street run beside this one, closer than `reach`?"""
        r = int(reach // CELL) + 1
        ci, cj = int(x // CELL), int(y // CELL)
        for i in range(ci - r, ci + r + 1):
            for j in range(cj - r, cj + r + 1):
                for px, py, pdx, pdy in self._cells.get((i, j), ()):
                    if hypot(px - x, py - y) < reach and abs(pdx * dx + pdy * dy) > PARALLEL:
                        return True
        return False


class Tracer:
    def __init__(self, plan: Plan, blocked: Any) -> None:
        self._plan = plan
        self._blocked = blocked
        prepare(blocked)
        self.neighbours = Neighbours()

    def street(self, start: XY, heading: float, *, longest: float = 1_600.0, spacing: float | None = None) -> list[XY]:
        """A street through `start` both ways; [] where there is no room for one."""
        back = self._half(start, heading + pi, longest, spacing)
        ahead = self._half(start, heading, longest, spacing)
        points = [*reversed(back), *ahead[1:]]
        if sum(length for *_, length in walk(points)) < SHORTEST:
            return []
        self.neighbours.add(points)
        return points

    def ray(self, start: XY, heading: float, longest: float) -> list[XY]:
        """One way only, until another main road runs beside it: an arterial from a bridgehead out of the town."""
        points, x, y = [start], *start
        for k in range(int(longest / STEP)):
            heading = self._along(x, y, heading)
            dx, dy = cos(heading), sin(heading)
            x, y = x + STEP * dx, y + STEP * dy
            if self._blocked.intersects(Point(x, y)) or (k > 3 and self.neighbours.crowded(x, y, dx, dy, 70.0)):
                break
            points.append((x, y))
        self.neighbours.add(points)
        return points

    def _half(self, start: XY, heading: float, longest: float, spacing: float | None) -> list[XY]:
        points, x, y = [start], *start
        for _ in range(int(longest / 2 / STEP)):
            apart = self._plan.spacing(x, y)
            if not apart:
                break
            heading = self._along(x, y, heading)
            dx, dy = cos(heading), sin(heading)
            x, y = x + STEP * dx, y + STEP * dy
            if self._blocked.intersects(Point(x, y)) or self.neighbours.crowded(
                x, y, dx, dy, (spacing or apart) * 0.72
            ):
                break
            points.append((x, y))
        return points

    def _along(self, x: float, y: float, heading: float) -> float:
        """The direction of the field that is nearest to the heading."""
        field = self._plan.direction(x, y)
        turns = round((heading - field) / (pi / 2))
        return field + turns * pi / 2


def joined(lines: list[LineString], reach: list[float], wet: Any) -> list[LineString]:
    """Loose ends are drawn out over dry land to the next street within `reach`, or cut back to the last crossing."""
    tree, mended = STRtree(lines), []
    for k, one in enumerate(lines):
        turned = _mend(one, k, lines, tree, reach[k], wet).reverse()
        mended.append(_mend(turned, k, lines, tree, reach[k], wet).reverse())
    return mended


def _mend(one: LineString, k: int, lines: list[LineString], tree: Any, reach: float, wet: Any) -> LineString:
    """Mends the last end of the line."""
    coords = list(one.coords)
    (ax, ay), (bx, by) = coords[-2], coords[-1]
    length = hypot(bx - ax, by - ay) or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    probe = LineString([(bx - ux * 2, by - uy * 2), (bx + ux * reach, by + uy * reach)])
    hits = [
        here.distance(Point(bx, by))
        for j in tree.query(probe).tolist()
        if j != k and not (here := lines[j].intersection(probe)).is_empty
    ]
    if hits:
        out = min(hits) + 0.6
        end = (bx + ux * out, by + uy * out)
        if not wet.intersects(LineString([(bx, by), end])):
            return LineString([*coords, end])
    return _cut_back(one, k, lines, tree, reach)


def _cut_back(one: LineString, k: int, lines: list[LineString], tree: Any, reach: float) -> LineString:
    crossings = [
        one.project(point) for j in tree.query(one).tolist() if j != k for point in _points(one.intersection(lines[j]))
    ]
    if not crossings:
        return one
    last = max(crossings)
    if one.length - last > reach * 0.8:
        return one  # long enough to be a dead end of its own
    cut: Any = _until(one, last + 0.6)
    return cut


def _until(one: LineString, at: float) -> LineString:
    if at >= one.length:
        return one
    coords, walked = [one.coords[0]], 0.0
    for a, b, length in walk(list(one.coords)):
        if walked + length >= at:
            t = (at - walked) / (length or 1)
            coords.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
            break
        coords.append(b)
        walked += length
    return LineString(coords)


def _points(found: Any) -> list[Point]:
    if found.is_empty:
        return []
    return [g if isinstance(g, Point) else g.centroid for g in getattr(found, "geoms", [found])]
