"""Wards: quarters between main roads and water, given to the nearest of a few centres on the same bank."""

from math import pi
from typing import Any

import numpy as np
from scipy.spatial import Voronoi
from shapely import STRtree, coverage_union_all, union_all
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.ops import polygonize, unary_union

from demo.town.network import GRID, Piece
from demo.town.noise import Noise
from demo.town.plan import Plan
from demo.town.water import FRAME, HALF_HEIGHT, HALF_WIDTH
from ioc.places.fold import fold
from ioc.places.osm.wards_file import WardShape

URBAN_APART, RURAL_APART = 820.0, 1_550.0
LARGE = 160_000.0  # square metres: a face larger than this is cut between the centres
WIGGLE_M = 110.0  # field borders follow ditches and old tracks, not a ruler


def make_wards(
    chance: np.random.Generator, plan: Plan, pieces: list[Piece], names: list[str]
) -> list[tuple[WardShape, bool]]:
    """Every ward in metres, and whether it is urban; valid, disjoint, together the whole frame."""
    seeds = _seeds(chance, plan)
    bend = Noise(chance, 240), Noise(chance, 240)
    territory = _territory(chance, bend)
    faces = _faces(plan, pieces, _between(seeds, bend), territory)
    owner = _owners(plan, faces, seeds)
    areas = [coverage_union_all([f for f, o in zip(faces, owner, strict=True) if o == k]) for k in range(len(seeds))]
    areas = [a for a in _whole(areas) if not a.is_empty]
    wards = []
    for k, area in enumerate(areas):
        urban = _urban_share(plan, area) > 0.3
        name, sort, kind = names[k], "Phường" if urban else "Xã", "Ward" if urban else "Commune"
        english = " ".join(word.capitalize() for word in fold(name).split())
        wards.append((WardShape(f"{90001 + k}", name, f"{english} {kind}", f"{sort} {name}", area), urban))
    return wards


def _territory(chance: np.random.Generator, bend: tuple[Noise, Noise]) -> Polygon:
    """A rounded, uneven outline that holds everything anyone lives in."""
    turn = np.linspace(0, 2 * pi, 400, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    reach = (np.abs(c / 4_330) ** 7 + np.abs(s / 3_330) ** 7) ** (-1 / 7)
    reach *= 1 + 0.045 * Noise(chance, 0.45)(np.cos(turn) + 5, np.sin(turn) + 5)
    outline = np.stack([c * reach, s * reach], axis=1)
    return Polygon(_bent(LineString([*outline, outline[0]]), bend)).buffer(0)


def _seeds(chance: np.random.Generator, plan: Plan) -> list[Point]:
    found: list[Point] = []
    for _ in range(6_000):
        x, y = float(chance.uniform(-HALF_WIDTH, HALF_WIDTH)), float(chance.uniform(-HALF_HEIGHT, HALF_HEIGHT))
        apart = URBAN_APART if plan.spacing(x, y) else RURAL_APART
        here = Point(x, y)
        if all(here.distance(other) > apart for other in found) and plan.waters.river.distance(here) > 150:
            found.append(here)
    return found


def _bank(plan: Plan) -> Any:
    """The land on the left of the river: north of its middle line."""
    centre = plan.waters.centre
    inside = centre[np.abs(centre[:, 0]) < HALF_WIDTH + 500]
    return Polygon([*inside, (HALF_WIDTH + 500, HALF_HEIGHT + 500), (-HALF_WIDTH - 500, HALF_HEIGHT + 500)]).buffer(0)


def _faces(plan: Plan, pieces: list[Piece], cuts: list[LineString], territory: Polygon) -> list[Polygon]:
    roads = [p.line for p in pieces if not p.bridge]
    lines = [territory.boundary, LineString(plan.waters.centre), *(line for _, line, _ in plan.waters.canals), *roads]
    net = union_all(lines, grid_size=GRID).intersection(territory)
    faces = list(polygonize(union_all([net, territory.boundary], grid_size=GRID)))
    small = [f for f in faces if f.area <= LARGE]
    large = [f for f in faces if f.area > LARGE]
    edges = [f.boundary for f in small] + [f.boundary for f in large]
    edges += [unary_union(cuts).intersection(unary_union(large))]
    return list(polygonize(union_all(edges, grid_size=GRID)))


def _between(seeds: list[Point], bend: tuple[Noise, Noise]) -> list[LineString]:
    far = [(9e4, 9e4), (-9e4, 9e4), (9e4, -9e4), (-9e4, -9e4)]
    cells = Voronoi(np.array([(p.x, p.y) for p in seeds] + far))
    ridges = [LineString(cells.vertices[pair]) for pair in cells.ridge_vertices if min(pair) >= 0]
    near = [ridge.intersection(FRAME.buffer(500)) for ridge in ridges]
    return [LineString(_bent(ridge, bend)) for ridge in near if not ridge.is_empty]


def _bent(line: LineString, bend: tuple[Noise, Noise]) -> Any:
    points = np.asarray(line.segmentize(45).coords)
    return points + WIGGLE_M * np.stack([by(*points.T) for by in bend], axis=1)


def _owners(plan: Plan, faces: list[Polygon], seeds: list[Point]) -> list[int]:
    north = _bank(plan)
    sides = [north.contains(p) for p in seeds]
    owners = []
    for face in faces:
        middle = face.representative_point()
        side = north.contains(middle)
        owners.append(min(range(len(seeds)), key=lambda k: seeds[k].distance(middle) + (sides[k] != side) * 1e5))
    return owners


def _whole(areas: list[Any]) -> list[Any]:
    """What lies apart from a ward's main part goes to the neighbour with the longest common border."""
    kept = [max(getattr(a, "geoms", [a]), key=lambda g: g.area) if not a.is_empty else a for a in areas]
    loose = [
        part
        for area, main in zip(areas, kept, strict=True)
        for part in getattr(area, "geoms", [])
        if part is not main and not part.equals(main)
    ]
    for part in sorted(loose, key=lambda g: -g.area):
        near = STRtree(kept).query(part).tolist()
        best = max(near, key=lambda k: kept[k].intersection(part).length, default=None)
        if best is not None:
            joined = coverage_union_all([kept[best], part])
            kept[best] = joined if not isinstance(joined, MultiPolygon) else kept[best].union(part)
    return kept


def _urban_share(plan: Plan, area: Any) -> float:
    w, s, e, n = area.bounds
    x, y = np.meshgrid(np.linspace(w, e, 24), np.linspace(s, n, 24))
    at = np.stack([x.ravel(), y.ravel()], axis=1)
    inside = np.array([area.contains(Point(p)) for p in at])
    return float((plan.spacing_at(at[inside]) > 0).mean()) if inside.any() else 0.0
