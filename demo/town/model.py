"""The whole town in metres, before anything is written."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from shapely import STRtree, distance, points
from shapely.geometry import LineString

from demo.town.alleys import alleys, with_vertex
from demo.town.blocks import PURPOSES, Blocks, halls, houses, make_blocks
from demo.town.labels import house_numbers, name_bridges, name_streets
from demo.town.names import place_names
from demo.town.network import Drawn, Piece, noded
from demo.town.plan import Plan, make_plan
from demo.town.streets import draw_streets
from demo.town.wards import make_wards
from demo.town.water import make_waters
from ioc.places.osm.wards_file import WardShape


class Street(NamedTuple):
    """A piece of a street with its name."""

    line: LineString
    highway: str
    name: str
    bridge: bool


class House(NamedTuple):
    corners: list[tuple[float, float]]  # the front edge first
    number: str  # "" where it has none
    street: str


@dataclass(frozen=True)
class Town:
    plan: Plan
    streets: list[Street]
    blocks: Blocks
    houses: list[House]
    halls: list[tuple[str, Any]]  # purpose of the block, outline
    wards: list[tuple[WardShape, bool]]
    villages: list[tuple[str, float, float]]
    outside: list[Drawn]  # where the main roads go on


def make_town(seed: int) -> Town:
    """The same seed gives the same town."""
    chance = np.random.default_rng(seed)
    waters = make_waters(chance)
    plan = make_plan(chance, waters)
    drawn, outside = draw_streets(chance, plan)
    pieces = noded(drawn, waters.all)
    names = place_names(chance)
    quarters, names = names[: 1 + len(plan.villages)], names[1 + len(plan.villages) :]
    wards = make_wards(chance, plan, pieces, names)
    called = name_streets(chance, plan, drawn, pieces, quarters, [w for w, _ in wards])
    blocks = make_blocks(chance, plan, pieces)
    streets = _named(chance, plan, drawn, pieces, called, blocks)
    return Town(
        plan=plan,
        streets=streets,
        blocks=blocks,
        houses=_houses(chance, blocks, drawn, pieces, called),
        halls=[(kind, hall) for kind, lot in blocks.special for hall in halls(chance, lot, _built(kind))],
        wards=wards,
        villages=[(name, x, y) for name, (x, y, _) in zip(quarters[1:], plan.villages, strict=True)],
        outside=outside,
    )


def _built(kind: str) -> float:
    return next((p.built for p in PURPOSES if p.kind == kind), 0.18)


def _named(
    chance: np.random.Generator,
    plan: Plan,
    drawn: list[Drawn],
    pieces: list[Piece],
    called: list[str],
    blocks: Blocks,
) -> list[Street]:
    kept_free = STRtree([lot for _, lot in blocks.special])
    bridges = name_bridges(plan, drawn, pieces)
    streets = [Street(p.line, p.highway, bridges.get(k, called[p.street]), p.bridge) for k, p in enumerate(pieces)]
    for k, way in alleys(chance, pieces, plan):
        if kept_free.query(way, predicate="intersects").size:
            continue
        piece = pieces[k]
        number = house_numbers(np.array([drawn[piece.street].line]), points([way.coords[1]]))[0]
        streets[k] = streets[k]._replace(line=with_vertex(streets[k].line, way.coords[0]))
        streets.append(Street(way, "living_street", f"Ngõ {number} {called[piece.street]}", bridge=False))
    return streets


def _houses(
    chance: np.random.Generator, blocks: Blocks, drawn: list[Drawn], pieces: list[Piece], called: list[str]
) -> list[House]:
    """Row houses, each numbered by the street before its door; a number is given once."""
    lines = np.array([p.line for p in pieces])
    corners = np.array([c for lot in blocks.homes for c in houses(chance, lot)])
    doors = points(corners[:, :2].mean(axis=1))
    nearest = STRtree(lines).nearest(doors)
    away = distance(lines[nearest], doors)
    whole = np.array([drawn[pieces[k].street].line for k in nearest])
    numbers = house_numbers(whole, doors)
    taken: set[tuple[int, int]] = set()
    found = []
    for outline, k, metres, number in zip(corners.tolist(), nearest.tolist(), away, numbers.tolist(), strict=True):
        piece = pieces[k]
        door = (drawn[piece.street].group, number)
        if piece.bridge or door in taken or metres > 20:
            found.append(House(outline, "", ""))
            continue
        taken.add(door)
        found.append(House(outline, str(number), called[piece.street]))
    return found
