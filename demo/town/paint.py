"""The town onto the base map, in the same vocabulary as a real extract."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from shapely import transform
from shapely.geometry import LineString, box, mapping

from demo.town.model import Town
from demo.town.water import HINTERLAND
from ioc.places.osm.vocabulary import ON_MAP_FROM, ROADS
from ioc.places.plane import Plane
from ioc.places.writing.basemap import Basemap

GREEN = {"park": "park", "museum": "park", "palace": "park", "stadium": "stadium", "pond": "park"}
LANDUSE = ("hospital", "university", "school", "industrial")
STOREY_M = 3.3


class Painter:
    def __init__(self, town: Town, basemap: Basemap, plane: Plane) -> None:
        self._town = town
        self._map = basemap
        self._plane = plane

    def paint(self, name: str, river: str, sights: Iterable[tuple[str, str, float, float]]) -> None:
        self._land(river)
        self._greens()
        self._streets()
        self._buildings()
        self._labels(name)
        for kind, sight, x, y in sights:
            zoom = ON_MAP_FROM.get(kind, 14)
            self._put("pois", LineString([(x, y), (x, y)]).centroid, zoom, kind=kind, min_zoom=zoom + 1, name=sight)

    def _put(self, layer: str, shape: Any, minzoom: int, **told: object) -> None:
        if shape.is_empty:
            return
        self._map.put(layer, json.dumps(mapping(transform(shape, self._degrees))), minzoom, **told)

    def _degrees(self, xy: Any) -> Any:
        return np.round(self._plane.back(xy), 7)

    def _land(self, river: str) -> None:
        w = self._town.plan.waters
        self._put("earth", HINTERLAND, 0, kind="earth")
        self._put("water", w.river, 6, kind="water", name=river)
        centre = LineString(w.centre).intersection(HINTERLAND)
        for part in getattr(centre, "geoms", [centre]):
            self._put("water", part, 8, kind="river", name=river)
        self._put("water", w.citadel.moat, 9, kind="water", name="Hào Thành")
        for name, line, width in w.canals:
            self._put("water", line.intersection(HINTERLAND).difference(w.river), 10, kind="canal", name=name)
            area = line.buffer(width / 2, cap_style="flat").difference(w.river).difference(w.island)
            self._put("water", area, 11, kind="water")

    def _greens(self) -> None:
        blocks = self._town.blocks
        for kind, minzoom, areas in (
            ("farmland", 9, blocks.fields),
            ("wood", 9, blocks.woods),
            ("cemetery", 9, blocks.cemeteries),
            ("park", 11, blocks.green),
        ):
            for area in areas:
                self._put("landuse", area, minzoom, kind=kind)
        for kind, lot in blocks.special:
            if use := GREEN.get(kind, kind if kind in LANDUSE else ""):
                self._put("landuse", lot, 10, kind=use)
            if kind == "pond":
                self._put("water", lot.buffer(-22).buffer(12), 11, kind="lake")
            if kind == "palace":
                self._put("water", lot.buffer(-24).difference(lot.buffer(-38)), 12, kind="water")

    def _streets(self) -> None:
        for street in self._town.streets:
            road = ROADS[street.highway]
            told: dict[str, object] = {"ref": "QL1", "shield_text": "QL1"} if street.highway == "trunk" else {}
            self._put(
                "roads",
                street.line,
                road.minzoom,
                kind=road.kind,
                kind_detail=street.highway,
                name=street.name,
                is_bridge=street.bridge or None,
                sort_rank=400 - road.minzoom,
                min_zoom=road.minzoom,
                **told,
            )
        rail = self._town.plan.national.parallel_offset(660, "right").intersection(HINTERLAND)
        for part in getattr(rail, "geoms", [rail]):
            self._put("roads", part, 10, kind="rail", kind_detail="rail", min_zoom=10, sort_rank=300)

        for way in self._town.outside:
            sort = ROADS[way.highway]
            self._put("roads", way.line, sort.minzoom, kind=sort.kind, kind_detail=way.highway, min_zoom=sort.minzoom)

    def _buildings(self) -> None:
        corners = np.array([[*house.corners, house.corners[0]] for house in self._town.houses])
        for house, ring in zip(self._town.houses, self._degrees(corners).tolist(), strict=True):
            outline = f'{{"type":"Polygon","coordinates":[{ring}]}}'  # a list of lists of numbers is JSON as it is
            self._map.put("buildings", outline, 14, kind="building", addr_housenumber=house.number or None)
        for _, hall in self._town.halls:
            self._put("buildings", hall, 13, kind="building", height=STOREY_M * 3)

    def _labels(self, name: str) -> None:
        citadel = self._town.plan.waters.citadel
        spot = box(citadel.x, citadel.y, citadel.x, citadel.y).centroid
        self._put("places", spot, 4, kind="locality", kind_detail="city", min_zoom=4, population_rank=9, name=name)
        for ward, urban in self._town.wards:
            sort = ("neighbourhood", "suburb") if urban else ("locality", "village")
            inside = ward.area.representative_point()
            self._put("places", inside, 12, kind=sort[0], kind_detail=sort[1], min_zoom=12, name=ward.name)
        for village, x, y in self._town.villages:
            spot = box(x, y, x, y).centroid
            self._put(
                "places", spot, 13, kind="neighbourhood", kind_detail="hamlet", min_zoom=13, name=f"Thôn {village}"
            )
