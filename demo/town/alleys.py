"""Ngõ, hẻm, kiệt: dead ends into the blocks."""

import numpy as np
from shapely import STRtree
from shapely.geometry import LineString, Point

from demo.town.curves import line, walk
from demo.town.network import Piece
from demo.town.plan import Plan


def alleys(chance: np.random.Generator, pieces: list[Piece], plan: Plan) -> list[tuple[int, LineString]]:
    """Dead ends into the blocks, each with the index of the piece it leaves; the new quarter has none."""
    tree = STRtree([p.line for p in pieces])
    wet, found = plan.waters.all, []
    for k, piece in enumerate(pieces):
        if (
            piece.bridge
            or piece.line.length < 62
            or piece.highway in ("trunk", "unclassified")
            or chance.random() < 0.3
        ):
            continue
        way = _into_block(chance, piece.line, plan)
        if way is None or way.buffer(14).intersects(wet) or plan.new_quarter.contains(way):
            continue
        near = [pieces[j] for j in tree.query(way.buffer(17)).tolist()]
        if all(other is piece or other.line.distance(way) > 17 for other in near):
            found.append((k, way))
    return found


def _into_block(chance: np.random.Generator, street: LineString, plan: Plan) -> LineString | None:
    at = street.length * chance.uniform(0.35, 0.65)
    a, b = street.interpolate(at), street.interpolate(at + 1)
    side = chance.choice((-1.0, 1.0))
    out = np.array([a.y - b.y, b.x - a.x]) * side
    along = np.array([b.x - a.x, b.y - a.y])
    deep = plan.spacing(a.x, a.y) * chance.uniform(0.3, 0.62)
    if deep < 20:
        return None
    start = np.array([a.x, a.y])
    elbow = start + out * deep * 0.6 + along * chance.uniform(-6, 6)
    if not plan.spacing(float(elbow[0]), float(elbow[1])):
        return None
    return line([start, elbow, elbow + out * deep * 0.4 + along * chance.uniform(-18, 18)])


def with_vertex(street: LineString, point: tuple[float, ...]) -> LineString:
    """The same line with a corner at a point that lies on it."""
    at, walked = street.project(Point(point)), 0.0
    coords = list(street.coords)
    for k, (_, _, length) in enumerate(walk(coords)):
        walked += length
        if walked >= at:
            return LineString([*coords[: k + 1], point, *coords[k + 1 :]])
    return street
