"""Which ward a point lies in."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from shapely import STRtree, points
from shapely.geometry import shape


@dataclass(frozen=True, slots=True)
class Ward:
    code: str
    name: str
    name_en: str
    full_name: str


class Wards:
    """The wards of one pack; polygons are read when the first point is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _features(self) -> list[dict[str, Any]]:
        return list(json.loads(self._path.read_text("utf-8"))["features"])

    @cached_property
    def all(self) -> list[Ward]:
        return [_ward(f["properties"]) for f in self._features]

    @cached_property
    def _tree(self) -> Any:
        return STRtree([shape(f["geometry"]) for f in self._features])

    def at(self, lon: float, lat: float) -> Ward | None:
        return self.at_many([(lon, lat)])[0]

    def at_many(self, places: list[tuple[float, float]]) -> list[Ward | None]:
        """One ward, or none, per point; on a border the ward that comes first in the file."""
        found: list[Ward | None] = [None] * len(places)
        if not places:
            return found
        at, ward = self._tree.query(points(np.asarray(places, float)), predicate="intersects")
        for i, k in sorted(zip(at.tolist(), ward.tolist(), strict=True), reverse=True):
            found[i] = self.all[k]
        return found


def _ward(properties: dict[str, Any]) -> Ward:
    name = str(properties["name"])
    return Ward(
        code=str(properties["code"]),
        name=name,
        name_en=str(properties.get("name_en") or name),
        full_name=str(properties.get("full_name") or name),
    )
