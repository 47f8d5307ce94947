"""Every street piece gets its name; bridges get theirs."""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import get_coordinates, line_interpolate_point, line_locate_point
from shapely.geometry import LineString, Point

from demo.town.names import bridge_names, street_names
from demo.town.network import Drawn, Piece
from demo.town.plan import Plan
from ioc.places.osm.wards_file import WardShape

RANK = {
    "trunk": 0,
    "primary": 1,
    "secondary": 2,
    "tertiary": 3,
    "residential": 4,
    "unclassified": 5,
    "living_street": 6,
}
HOUSE_M = 9.0  # street front of one house number


def name_streets(
    chance: np.random.Generator,
    plan: Plan,
    drawn: list[Drawn],
    pieces: list[Piece],
    quarters: list[str],
    wards: list[WardShape],
) -> list[str]:
    """The name of each drawn street. `quarters`: the new quarter's, then each village's.

    Where the honoured names run out, streets are numbered within their ward.
    """
    whole: dict[int, list[LineString]] = defaultdict(list)
    for street in drawn:
        whole[street.group].append(street.line)
    used = {drawn[p.street].group for p in pieces}
    order = sorted(used, key=lambda g: (RANK[_class(drawn, g)], -sum(part.length for part in whole[g])))
    names, pool, count = {}, iter(street_names(chance)), defaultdict[str, int](int)
    for group in order:
        local = _quarter(plan, whole[group], _class(drawn, group), quarters)
        name = "Quốc lộ 1" if _class(drawn, group) == "trunk" else ("" if local else next(pool, ""))
        if not name:
            local = local or _ward(wards, whole[group][0])
            count[local] += 1
            name = f"{local} {count[local]}"
        names[group] = name
    return [names.get(street.group, "") for street in drawn]


def _ward(wards: list[WardShape], street: LineString) -> str:
    middle = street.interpolate(0.5, normalized=True)
    return min(wards, key=lambda w: w.area.distance(middle)).name


def _class(drawn: list[Drawn], group: int) -> str:
    return next(d.highway for d in drawn if d.group == group)


def _quarter(plan: Plan, parts: list[LineString], highway: str, quarters: list[str]) -> str:
    """Small streets of the new quarter and of villages are numbered."""
    if highway == "unclassified":
        return "Đường đê"
    if highway != "residential":
        return ""
    middle = parts[0].interpolate(0.5, normalized=True)
    if plan.new_quarter.contains(middle):
        return quarters[0]
    for name, (x, y, radius) in zip(quarters[1:], plan.villages, strict=True):
        if middle.distance(Point(x, y)) < radius * 1.7:
            return name
    return ""


def name_bridges(plan: Plan, drawn: list[Drawn], pieces: list[Piece]) -> dict[int, str]:
    """Piece index → name. Pieces of one street over one water are one bridge; the river's get the first names."""
    groups: list[list[int]] = []
    for k, piece in enumerate(pieces):
        if not piece.bridge:
            continue
        for group in groups:
            other = pieces[group[0]]
            same = drawn[other.street].group == drawn[piece.street].group
            if same and any(pieces[i].line.distance(piece.line) < 30 for i in group):
                group.append(k)
                break
        else:
            groups.append([k])
    river = plan.waters.river
    groups.sort(key=lambda g: (-max(pieces[i].line.intersection(river).length for i in g), g[0]))
    names = bridge_names()
    return {
        k: names[i] if i < len(names) else f"Cầu số {i - len(names) + 1}"
        for i, group in enumerate(groups)
        for k in group
    }


def house_numbers(streets: Any, doors: Any) -> NDArray[np.int64]:
    """Odd on the left of the street as it was drawn, even on the right; 9 m a number."""
    along = line_locate_point(streets, doors)
    a = get_coordinates(line_interpolate_point(streets, np.maximum(0, along - 1)))
    ahead = get_coordinates(line_interpolate_point(streets, along + 1)) - a
    out = get_coordinates(doors) - a
    left = ahead[:, 0] * out[:, 1] > ahead[:, 1] * out[:, 0]
    numbers: NDArray[np.int64] = 2 * (along / HOUSE_M).astype(np.int64) + np.where(left, 1, 2)
    return numbers
