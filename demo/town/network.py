"""What was drawn becomes a network: loose ends mended, crossings made nodes, bridges told apart, all in one piece."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from shapely import STRtree, prepare, union_all
from shapely.geometry import LineString

from demo.town.curves import XY
from demo.town.trace import joined

GRID = 0.5  # metres: what is nearer than this is one point
BRIDGEHEAD = 6.0  # metres that a bridge reaches over the bank
REACH = {"primary": 260.0, "secondary": 260.0, "tertiary": 200.0}  # how far a loose end is drawn out to meet another


class Drawn(NamedTuple):
    """A whole street as it was drawn."""

    line: LineString
    highway: str
    bridges: bool  # may cross water
    group: int = 0  # parts of one street, cut by water, share it


@dataclass(frozen=True, slots=True)
class Piece:
    """Between two crossings."""

    line: LineString
    street: int  # index into the drawn streets
    highway: str
    bridge: bool


def noded(drawn: list[Drawn], wet: Any) -> list[Piece]:
    """Loose ends mended, crossings made nodes, water crossings made bridges, islands of streets left out."""
    lines = joined([d.line for d in drawn], [REACH.get(d.highway, 62.0) for d in drawn], wet)
    shore, over = wet.buffer(BRIDGEHEAD), wet.buffer(BRIDGEHEAD - 1)
    prepare(over)
    net = union_all([*lines, shore.boundary], grid_size=GRID)  # the shore cuts bridges off the streets they carry
    source, pieces = STRtree(lines), []
    for part in parts_of(net):
        middle = part.interpolate(0.5, normalized=True)
        street = int(source.nearest(middle))
        if lines[street].distance(middle) < 2 * GRID:  # the others are the shore itself
            pieces.append(Piece(part, street, drawn[street].highway, bool(over.intersects(middle))))
    return _connected(_without_stubs(pieces))


def parts_of(found: Any) -> list[LineString]:
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
