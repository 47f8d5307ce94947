"""One pass over an extract: every tagged thing goes to the base map, the street graph and the register of names."""

import json
from pathlib import Path
from typing import Any

import osmium
from shapely.geometry import LineString, mapping, shape

from ioc.places.errors import ImportRefused
from ioc.places.osm import vocabulary as osm
from ioc.places.writing.basemap import Basemap
from ioc.places.writing.graph import SPEED_KMH, GraphDraft
from ioc.places.writing.register import PlaceRow

STOREY_M = 3.2


class ExtractReader:
    def __init__(self, basemap: Basemap) -> None:
        self.basemap = basemap
        self.graph = GraphDraft()
        self.places: list[PlaceRow] = []
        self.addresses: list[tuple[str, str, float, float]] = []  # number, street as written, lon, lat
        self.coast: list[Any] = []
        self._geojson = osmium.geom.GeoJSONFactory()

    def read(self, path: Path) -> None:
        things = osmium.FileProcessor(str(path)).with_locations().with_areas()
        try:
            for thing in things.with_filter(osmium.filter.EmptyTagFilter()):
                try:
                    self._take(thing)
                except (osmium.InvalidLocationError, RuntimeError) as e:
                    if not _outside(e):
                        raise
        except (RuntimeError, OSError, ValueError) as e:
            raise ImportRefused(f"{path} is no readable OpenStreetMap extract: {e}.") from None

    def _take(self, thing: Any) -> None:
        if thing.is_node():
            self._node(thing)
        elif thing.is_way():
            self._way(thing)
        elif thing.is_area():
            self._area(thing)

    # nodes

    def _node(self, node: Any) -> None:
        tags = node.tags
        sort = osm.LOCALITIES.get(tags.get("place", ""))
        if sort and "name" in tags:
            self.basemap.put(
                "places",
                self._geojson.create_point(node),
                sort.minzoom,
                kind=sort.kind,
                kind_detail=tags["place"],
                min_zoom=sort.minzoom,
                population_rank=sort.rank,
                **_names(tags),
            )
        self._point_of(tags, node.lon, node.lat)

    def _point_of(self, tags: Any, lon: float, lat: float) -> None:
        """What a node and an area have in common: a sight on the map, a name, a house number."""
        kind = next((k for (key, value), k in osm.ON_MAP.items() if tags.get(key) == value), "")
        if kind and (kind == "fire_hydrant" or "name" in tags):
            zoom = osm.ON_MAP_FROM.get(kind, 14)
            point = json.dumps({"type": "Point", "coordinates": [lon, lat]})
            self.basemap.put("pois", point, zoom, kind=kind, min_zoom=zoom + 1, **_names(tags))
        if "name" in tags and "highway" not in tags:
            self._name(kind, tags, lon, lat)
        number, street = tags.get("addr:housenumber"), tags.get("addr:street")
        if number and street:
            self.addresses.append((number.strip(), street.strip(), lon, lat))

    def _name(self, kind: str, tags: Any, lon: float, lat: float) -> None:
        value = next((tags[key] for key in osm.NAMED_BY if key in tags), None)
        if value is not None:
            self.places.append(PlaceRow("poi", tags["name"], osm.SIGHTS.get(kind or value, ""), lon, lat))

    # ways

    def _way(self, way: Any) -> None:
        tags = way.tags
        if "highway" in tags:
            self._street(way, tags)
        elif tags.get("railway") in osm.RAILS:
            self._line(way, 10, kind="rail", kind_detail=tags["railway"], min_zoom=10, sort_rank=300)
        elif tags.get("aeroway") in ("runway", "taxiway"):
            self._line(way, 10, kind="aeroway", kind_detail=tags["aeroway"])
        elif tags.get("route") == "ferry":
            self._line(way, 11, kind="ferry")
        elif tags.get("natural") == "coastline":
            self.coast.append(LineString([(n.lon, n.lat) for n in way.nodes if n.location.valid()]))
        elif tags.get("waterway") in osm.WATERWAYS and not way.is_closed():
            kind = "drain" if tags["waterway"] == "ditch" else tags["waterway"]
            zoom = osm.WATERWAYS[tags["waterway"]]
            self.basemap.put("water", self._geojson.create_linestring(way), zoom, kind=kind, **_names(tags))

    def _line(self, way: Any, zoom: int, **told: object) -> None:
        self.basemap.put("roads", self._geojson.create_linestring(way), zoom, **told, **_names(way.tags))

    def _street(self, way: Any, tags: Any) -> None:
        kind = tags["highway"].removesuffix("_link")
        road = osm.ROADS.get(kind)
        if road is None or tags.get("area") == "yes":
            return
        link = kind != tags["highway"]
        zoom = max(road.minzoom, 11) if link else road.minzoom
        ref = tags.get("ref", "").split(";")[0] or None
        self._line(
            way,
            zoom,
            kind=road.kind,
            kind_detail=kind,
            oneway=tags.get("oneway") == "yes",
            is_link=link or None,
            is_bridge=tags.get("bridge", "no") != "no" or None,
            is_tunnel=tags.get("tunnel", "no") != "no" or None,
            ref=ref,
            shield_text=ref,
            sort_rank=400 - zoom,
            min_zoom=zoom,
        )
        if kind in SPEED_KMH and tags.get("access") != "no":
            self._drive(way, kind, tags)

    def _drive(self, way: Any, kind: str, tags: Any) -> None:
        oneway = tags.get("oneway", "no")
        nodes = [(n.ref, n.lon, n.lat) for n in way.nodes if n.location.valid()]
        round_about = tags.get("junction") == "roundabout" and oneway != "no"
        if oneway == "-1":
            nodes.reverse()
        forward_only = oneway in ("yes", "true", "1", "-1") or round_about
        self.graph.way(nodes, kind, tags.get("name", ""), oneway=forward_only)

    # areas

    def _area(self, area: Any) -> None:
        tags = area.tags
        outline = self._geojson.create_multipolygon(area)
        if "building" in tags:
            number = tags.get("addr:housenumber")
            self.basemap.put("buildings", outline, 13, kind="building", height=_height(tags), addr_housenumber=number)
        elif (
            tags.get("natural") in ("water", "bay")
            or tags.get("waterway") == "riverbank"
            or tags.get("landuse") in ("reservoir", "basin")
        ):
            kind = "lake" if tags.get("water") in ("lake", "lagoon") else "water"
            self.basemap.put("water", outline, 6, kind=kind, **_names(tags))
        else:
            kind = next((tags[k] for k, values in osm.LANDUSE.items() if tags.get(k) in values), "")
            if kind:
                self.basemap.put("landuse", outline, 9, kind=kind, **_names(tags))
        if "name" in tags or "addr:housenumber" in tags:
            inside = shape(json.loads(outline)).representative_point()
            self._point_of(tags, inside.x, inside.y)


def polygon_text(area: Any) -> str:
    return json.dumps(mapping(area))


def _outside(error: Exception) -> bool:
    """Extracts are cut out: a way or an area may lack nodes that lie outside; it is left out."""
    return isinstance(error, osmium.InvalidLocationError) or "invalid" in str(error).lower()


def _names(tags: Any) -> dict[str, str]:
    return {key: tags[key] for key in ("name", "name:vi", "name:en") if key in tags}


def _height(tags: Any) -> float | None:
    try:
        if "height" in tags:
            return float(tags["height"].split()[0])
        return float(tags["building:levels"]) * STOREY_M if "building:levels" in tags else None
    except (ValueError, IndexError):
        return None
