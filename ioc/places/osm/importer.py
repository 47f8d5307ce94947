"""extract + wards → pack."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import osmium
from shapely.geometry import box
from shapely.ops import unary_union

from ioc.places.directory import GENERIC
from ioc.places.errors import ImportRefused
from ioc.places.fold import fold
from ioc.places.osm.land import land_of
from ioc.places.osm.reader import ExtractReader, polygon_text
from ioc.places.osm.wards_file import WardShape, read_wards, wards_geojson
from ioc.places.pack import Manifest, Name
from ioc.places.wards import Wards
from ioc.places.writing.basemap import Basemap, BBox
from ioc.places.writing.folder import new_pack, write_manifest
from ioc.places.writing.register import PlaceRow, write_places

ATTRIBUTION = "© OpenStreetMap contributors"
OUTLIERS = 0.0025  # of the nodes on each side: ways that run far out of the extract


class Imported(NamedTuple):
    streets: int  # directed edges
    places: int
    wards: int


def import_city(extract: Path, wards_path: Path, out: Path, *, name: str, name_en: str = "") -> Imported:
    """Writes the pack to `out`, or raises ImportRefused and leaves nothing behind."""
    wards = read_wards(wards_path)
    bbox = _box_of(extract)
    wards = _overlapping(wards, bbox, wards_path, extract)
    with new_pack(out) as folder, Basemap(folder) as basemap:
        reader = ExtractReader(basemap)
        reader.read(extract)
        if not reader.graph.edges:
            raise ImportRefused(f"{extract} holds no street that can be driven on.")
        _sea_and_land(basemap, bbox, reader.coast, [w.area for w in wards])
        basemap.tile(folder / "basemap.pmtiles", bbox, name=name, attribution=ATTRIBUTION)
        for draft in folder.glob("*.geojsonl"):
            draft.unlink()
        (folder / "wards.geojson").write_text(wards_geojson(wards), "utf-8")
        reader.graph.save(folder / "streets.npz")
        places = write_places(folder / "places.sqlite", _rows(reader, wards), Wards(folder / "wards.geojson"))
        write_manifest(folder, _manifest(out, extract, bbox, reader, Name(vi=name, en=name_en or _latin(name))))
    return Imported(reader.graph.edges, places, len(wards))


def _box_of(extract: Path) -> BBox:
    """The box in the file's header, else the one that holds all but a few stray nodes."""
    if not extract.is_file():
        raise ImportRefused(f"{extract} does not exist.")
    lon, lat = [], []
    try:
        header = osmium.io.Reader(str(extract)).header().box()
        if header.valid():
            low, high = header.bottom_left, header.top_right
            return low.lon, low.lat, high.lon, high.lat
        for node in osmium.FileProcessor(str(extract), osmium.osm.NODE):
            lon.append(node.lon)
            lat.append(node.lat)
    except (RuntimeError, OSError, ValueError) as e:
        raise ImportRefused(f"{extract} is no readable OpenStreetMap extract: {e}.") from None
    if not lon:
        raise ImportRefused(f"{extract} is empty: it holds no node.")
    west, east = np.quantile(lon, (OUTLIERS, 1 - OUTLIERS)).tolist()
    south, north = np.quantile(lat, (OUTLIERS, 1 - OUTLIERS)).tolist()
    return west, south, east, north


def _overlapping(wards: list[WardShape], bbox: BBox, wards_path: Path, extract: Path) -> list[WardShape]:
    frame = box(*bbox)
    kept = [w for w in wards if w.area.intersects(frame)]
    if not kept:
        raise ImportRefused(f"No ward of {wards_path} lies in {extract}: is it the same city?")
    return kept


def _sea_and_land(basemap: Basemap, bbox: BBox, coast: list[Any], wards: list[Any]) -> None:
    land = land_of(bbox, coast, wards)
    basemap.put("earth", polygon_text(land), 0, kind="earth")
    sea = box(*bbox).difference(unary_union(land))
    if not sea.is_empty:
        basemap.put("water", polygon_text(sea), 0, kind="ocean")


def _rows(reader: ExtractReader, wards: list[WardShape]) -> list[PlaceRow]:
    streets = reader.graph.streets()
    spelled = {_bare(name): name for name, _, _ in streets}
    rows = [PlaceRow("street", name, "", lon, lat) for name, lon, lat in streets]
    for number, written, lon, lat in reader.addresses:
        street = spelled.get(_bare(written), written)
        rows.append(PlaceRow("address", f"{number} {street}", street, lon, lat))
    for ward in wards:
        inside = ward.area.representative_point()
        rows.append(PlaceRow("ward", ward.full_name, "", inside.x, inside.y))
    return rows + reader.places


def _bare(street: str) -> str:
    """`Đường Lê Lợi`, `Lê Lợi` and `le loi` are one street."""
    words = fold(street).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in GENERIC else words)


def _latin(name: str) -> str:
    return " ".join(word.capitalize() for word in fold(name).split())


def _manifest(out: Path, extract: Path, bbox: BBox, reader: ExtractReader, name: Name) -> Manifest:
    centre = (round(float(np.median(reader.graph.lon)), 5), round(float(np.median(reader.graph.lat)), 5))
    return Manifest(
        format=1,
        id=out.name,
        name=name,
        bbox=bbox,
        center=centre,
        attribution=ATTRIBUTION,
        source=f"OpenStreetMap: {extract.name}",
    )
