"""Writes the town as a city pack, by the same writer as a real extract."""

from pathlib import Path
from typing import Any

import numpy as np
from shapely import distance, points, prepare, transform
from shapely.geometry import Point, Polygon

from demo.siting import Sites, write_sites
from demo.siting.cameras import site_cameras
from demo.siting.drains import site_drains
from demo.siting.junctions import site_junctions
from demo.siting.lamps import site_lamps
from demo.siting.network import Floats, Ints, Network
from demo.town.model import Town, make_town
from demo.town.noise import Noise
from demo.town.paint import Painter
from demo.town.sights import find_sights, sort_of
from demo.town.water import FRAME, HINTERLAND
from ioc.places.fold import fold
from ioc.places.osm.wards_file import wards_geojson
from ioc.places.pack import Manifest, Name
from ioc.places.plane import M_PER_DEGREE, Plane
from ioc.places.streets import StreetGraph
from ioc.places.wards import Wards
from ioc.places.writing.basemap import Basemap, BBox
from ioc.places.writing.folder import new_pack, write_manifest
from ioc.places.writing.graph import GraphDraft
from ioc.places.writing.register import PlaceRow, write_places

PLANE = Plane(105.86, 19.62)  # where the invented town lies: on the coastal plain, in Vietnam's time zone
ATTRIBUTION = "Thành phố hư cấu, sinh bằng chương trình"
OUTLET_M, OUTLETS_APART_M = 55.0, 190.0
RADIUS_M = 4_500.0


def build(out: Path, seed: int, name: str = "Sông Vân") -> Town:
    """Makes the pack at `out`; an older pack there is replaced when the new one is whole."""
    town = make_town(seed)
    river = name if fold(name).startswith("song ") else f"Sông {name}"
    sights = find_sights(town, name)
    with new_pack(out) as folder, Basemap(folder) as basemap:
        Painter(town, basemap, PLANE).paint(name, river, sights)
        basemap.tile(folder / "basemap.pmtiles", _bbox(HINTERLAND), name=name, attribution=ATTRIBUTION)
        for draft in folder.glob("*.geojsonl"):
            draft.unlink()
        graph = _graph(town)
        graph.save(folder / "streets.npz")
        wards = [w._replace(area=transform(w.area, _degrees)) for w, _ in town.wards]
        (folder / "wards.geojson").write_text(wards_geojson(wards), "utf-8")
        rows = _rows(town, graph, sights)
        write_places(folder / "places.sqlite", rows, Wards(folder / "wards.geojson"))
        centre = _centre(town)
        write_sites(folder, _sites(town, StreetGraph(folder / "streets.npz"), centre, seed))
        write_manifest(folder, _manifest(name, centre, seed))
    return town


def _degrees(xy: Any) -> Any:
    return np.round(PLANE.back(xy), 7)


def _lonlat(x: float, y: float) -> tuple[float, float]:
    return round(x / PLANE.x_per_degree + PLANE.lon, 7), round(y / M_PER_DEGREE + PLANE.lat, 7)


def _bbox(area: Polygon) -> BBox:
    west, south, east, north = area.bounds
    return *_lonlat(west, south), *_lonlat(east, north)


def _centre(town: Town) -> tuple[float, float]:
    x, y = town.plan.waters.beside(town.plan.waters.heart + 8, 60.0).tolist()
    return _lonlat(x, y)


def _graph(town: Town) -> GraphDraft:
    graph = GraphDraft()
    for street in town.streets:
        coords = list(street.line.segmentize(40).coords)
        nodes = [((round(x, 1), round(y, 1)), *_lonlat(x, y)) for x, y in coords]
        graph.way(nodes, street.highway, street.name)
    return graph


def _rows(town: Town, graph: GraphDraft, sights: list[tuple[str, str, float, float]]) -> list[PlaceRow]:
    rows = [PlaceRow("street", name, "", lon, lat) for name, lon, lat in graph.streets()]
    for house in town.houses:
        if house.number:
            (ax, ay), (bx, by) = house.corners[:2]
            lon, lat = _lonlat((ax + bx) / 2, (ay + by) / 2)
            rows.append(PlaceRow("address", f"{house.number} {house.street}", house.street, lon, lat))
    rows += [PlaceRow("poi", name, sort_of(kind), *_lonlat(x, y)) for kind, name, x, y in sights]
    rows += [PlaceRow("poi", f"Thôn {name}", "Thôn", *_lonlat(x, y)) for name, x, y in town.villages]
    for ward, _ in town.wards:
        inside = ward.area.representative_point()
        rows.append(PlaceRow("ward", ward.full_name, "", *_lonlat(inside.x, inside.y)))
    return rows


def _sites(town: Town, streets: StreetGraph, centre: tuple[float, float], seed: int) -> Sites:
    net = Network.of(streets, centre, RADIUS_M)
    junctions = site_junctions(net)
    xy = PLANE.forward(streets.lon, streets.lat)
    return Sites(
        lamps=site_lamps(net),
        drains=site_drains(net, _outlets(town, net, xy), _ground(town, xy, seed)),
        junctions=junctions,
        cameras=site_cameras(net, junctions),
    )


def _outlets(town: Town, net: Network, xy: Floats) -> Ints:
    """Street nodes by the water, not on a bridge, not too close to each other."""
    wet = town.plan.waters.all
    prepare(wet)
    chosen: list[int] = []
    for node in np.unique(np.concatenate([net.a, net.b])).tolist():
        here = Point(xy[node])
        apart = not chosen or np.hypot(*(xy[chosen] - xy[node]).T).min() > OUTLETS_APART_M
        if apart and wet.dwithin(here, OUTLET_M) and not wet.intersects(here):
            chosen.append(node)
    return np.array(chosen, np.int64)


def _ground(town: Town, xy: Floats, seed: int) -> Floats:
    """Metres above the sea: low by the water, a little higher inland."""
    rough = Noise(np.random.default_rng(seed), 500)(xy[:, 0], xy[:, 1])
    away = distance(town.plan.waters.all, points(xy))
    ground: Floats = 2.0 + 0.0016 * np.minimum(away, 1_200) + 0.35 * rough
    return ground


def _manifest(name: str, centre: tuple[float, float], seed: int) -> Manifest:
    latin = " ".join(word.capitalize() for word in fold(name).split())
    return Manifest(
        format=1,
        id=fold(name).replace(" ", "-"),
        name=Name(vi=name, en=latin),
        bbox=_bbox(FRAME),
        center=centre,
        zoom=13.5,
        attribution=ATTRIBUTION,
        generated=True,
        source=f"demo.town, seed {seed}",
    )
