"""What lies between the streets: blocks with houses, parks, ponds, schools, markets, and fields outside."""

from dataclasses import dataclass, field
from math import pi
from typing import Any, NamedTuple

import numpy as np
from shapely import STRtree, prepare, union_all
from shapely.geometry import Point, Polygon
from shapely.ops import polygonize, unary_union

from demo.town.curves import walk
from demo.town.network import GRID, Piece
from demo.town.plan import Plan
from demo.town.water import FRAME

LARGEST_BLOCK = 70_000.0
KERB = 6.0  # from the middle of a street to the lots beside it


class Purpose(NamedTuple):
    """How many blocks of which size serve a purpose, how far from the heart of the town, and what is built there."""

    kind: str  # of landuse and of the sight
    many: int
    smallest: float  # square metres
    largest: float
    near: float  # metres from the heart
    far: float
    built: float  # share of the block under roofs


PURPOSES = (
    Purpose("hospital", 2, 12_000, 45_000, 300, 2_600, 0.3),
    Purpose("university", 2, 12_000, 60_000, 500, 3_000, 0.25),
    Purpose("stadium", 1, 14_000, 60_000, 500, 2_600, 0.1),
    Purpose("bus_station", 1, 6_000, 20_000, 900, 3_200, 0.2),
    Purpose("museum", 1, 4_000, 16_000, 100, 1_500, 0.3),
    Purpose("fire_station", 2, 2_500, 9_000, 400, 2_400, 0.3),
    Purpose("police", 3, 2_500, 9_000, 200, 2_600, 0.35),
    Purpose("post_office", 2, 2_500, 9_000, 100, 2_400, 0.4),
    Purpose("library", 1, 2_500, 9_000, 100, 1_800, 0.35),
    Purpose("marketplace", 7, 3_500, 14_000, 200, 3_400, 0.7),
    Purpose("school", 18, 4_000, 16_000, 200, 4_200, 0.3),
    Purpose("place_of_worship", 11, 2_000, 9_000, 150, 4_200, 0.2),
    Purpose("park", 16, 3_000, 30_000, 100, 3_000, 0.0),
    Purpose("pond", 14, 5_000, 26_000, 350, 4_200, 0.0),
    Purpose("industrial", 5, 12_000, 69_000, 1_900, 4_600, 0.45),
    Purpose("fuel", 5, 1_500, 9_000, 600, 4_200, 0.2),
)


@dataclass
class Blocks:
    homes: list[Polygon] = field(default_factory=list)
    special: list[tuple[str, Any]] = field(default_factory=list)  # kind, area
    green: list[Any] = field(default_factory=list)  # along the water
    fields: list[Any] = field(default_factory=list)
    woods: list[Any] = field(default_factory=list)
    cemeteries: list[Any] = field(default_factory=list)


def make_blocks(chance: np.random.Generator, plan: Plan, pieces: list[Piece]) -> Blocks:
    wet = plan.waters.all
    lines = [*(p.line for p in pieces), wet.boundary, FRAME.boundary]
    faces = list(polygonize(union_all(lines, grid_size=GRID).intersection(FRAME.buffer(1))))
    inner = wet.buffer(-0.5)
    prepare(inner)
    blocks, town = Blocks(), []
    shore = wet.buffer(25)
    prepare(shore)
    for face in faces:
        if inner.contains(face.representative_point()):
            continue
        thin = 2 * face.area / face.length
        if thin < 28 and shore.intersects(face.representative_point()):
            blocks.green.append(face.buffer(-3))
        elif face.area > LARGEST_BLOCK:
            blocks.fields.append(face.buffer(-7))
        elif not (lot := face.buffer(-KERB, join_style="mitre")).is_empty:
            town.append(max(getattr(lot, "geoms", [lot]), key=lambda g: g.area))
    blocks.special.append(("palace", _palace(plan, town, blocks.fields)))
    _give_purposes(chance, plan, town, blocks)
    blocks.woods, blocks.cemeteries = _countryside(chance, plan, blocks.fields)
    return blocks


def _palace(plan: Plan, *groups: list[Any]) -> Any:
    """The empty heart of the citadel belongs to the palace."""
    centre = Point(plan.waters.citadel.x, plan.waters.citadel.y)
    for group in groups:
        for area in group:
            if area.contains(centre):
                group.remove(area)
                return area.buffer(-6)
    return centre.buffer(90, quad_segs=1)


def _give_purposes(chance: np.random.Generator, plan: Plan, town: list[Polygon], blocks: Blocks) -> None:
    heart = Point(plan.waters.centre[plan.waters.heart])
    free = [town[i] for i in chance.permutation(len(town))]
    for purpose in PURPOSES:
        taken: list[Polygon] = []
        for lot in free:
            if len(taken) == purpose.many:
                break
            away = lot.distance(heart)
            fits = purpose.smallest <= lot.area <= purpose.largest and purpose.near <= away <= purpose.far
            compact = 4 * pi * lot.area / lot.length**2 > 0.5
            if fits and compact and all(lot.distance(other) > 420 for other in taken):
                taken.append(lot)
        held = {id(lot) for lot in taken}
        free = [lot for lot in free if id(lot) not in held]
        blocks.special += [(purpose.kind, lot) for lot in taken]
    blocks.homes = free


def _countryside(chance: np.random.Generator, plan: Plan, fields: list[Any]) -> tuple[list[Any], list[Any]]:
    """Hills with pines and old cemeteries on the land that nobody ploughs."""
    open_land = unary_union(fields)
    heart = Point(plan.waters.centre[plan.waters.heart])
    woods: list[Any] = []
    graves: list[Any] = []
    for _ in range(60):
        x, y = float(chance.uniform(-3_800, 3_800)), float(chance.uniform(-2_800, 2_800))
        middle = Point(x, y)
        if middle.distance(heart) < 2_500 or not open_land.contains(middle):
            continue
        reach = float(chance.uniform(110, 330))
        hill = unary_union(
            [
                Point(x + a, y + b).buffer(reach * c)
                for a, b, c in chance.uniform(-0.7, 0.7, (6, 3)) * (reach, reach, 1)
                if c > 0
            ]
        )
        hill = hill.buffer(30).buffer(-30).intersection(open_land.buffer(-20))
        if hill.area > 8_000:
            (woods if len(woods) <= 2 * len(graves) else graves).append(hill)
        if len(woods) + len(graves) >= 14:
            break
    return woods, graves


def houses(chance: np.random.Generator, lot: Polygon) -> list[list[tuple[float, float]]]:
    """Row houses around the lot: narrow fronts on the street, deep behind it. Corners as (x, y), front edge first."""
    depth = min(19.0, 0.92 * lot.area / lot.length * 2)
    if depth < 6:
        return []
    found = []
    ring = lot.simplify(1.2).exterior
    ring = ring if ring.is_ccw else ring.reverse()
    for (ax, ay), (bx, by), length in walk([(x, y) for x, y in ring.coords]):
        if length < 9:
            continue
        ux, uy = (bx - ax) / length, (by - ay) / length
        at = depth * 0.25
        while at < length - depth:
            wide = float(chance.choice((5.0, 6.5, 8.0, 10.0, 14.0, 18.0)))
            deep = depth * float(chance.uniform(0.62, 1.0))
            if chance.random() < 0.9:
                x, y = ax + ux * at, ay + uy * at
                found.append(
                    [
                        (x, y),
                        (x + ux * wide, y + uy * wide),
                        (x + ux * wide - uy * deep, y + uy * wide + ux * deep),
                        (x - uy * deep, y + ux * deep),
                    ]
                )
            at += wide + float(chance.choice((0.4, 0.4, 0.6, 4.0)))
    return found


def halls(chance: np.random.Generator, lot: Any, share: float) -> list[Polygon]:
    """A few large buildings set back from the street, square to the lot's long side."""
    if share <= 0 or lot.is_empty:
        return []
    frame = lot.minimum_rotated_rectangle
    corners = np.asarray(frame.exterior.coords)[:4]
    a, b = corners[1] - corners[0], corners[3] - corners[0]
    found: list[Polygon] = []
    inside = lot.buffer(-5)
    for _ in range(60):
        if sum(f.area for f in found) > share * lot.area:
            break
        u, v = chance.uniform(0.08, 0.75, 2)
        du, dv = chance.choice(((0.35, 0.1), (0.12, 0.4), (0.22, 0.2)))
        box = Polygon([corners[0] + a * p + b * q for p, q in ((u, v), (u + du, v), (u + du, v + dv), (u, v + dv))])
        if inside.contains(box) and (not found or STRtree(found).query(box.buffer(5)).size == 0):
            found.append(box)
    return found
