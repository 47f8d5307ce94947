"""A very small town, written by the real writer: a 5 × 5 grid of streets, two wards, a dozen doors."""

import json
from pathlib import Path

import pytest

from ioc.places import pack
from ioc.places.pack import CityPack, Manifest, Name
from ioc.places.wards import Wards
from ioc.places.writing.basemap import Basemap
from ioc.places.writing.folder import new_pack, write_manifest
from ioc.places.writing.graph import GraphDraft
from ioc.places.writing.register import PlaceRow, write_places

WEST, SOUTH, STEP = 107.58, 16.46, 0.002
ACROSS = ["Lê Lợi", "Hùng Vương", "Đống Đa", "Nguyễn Huệ", "Bến Nghé"]
UP = ["Trần Phú", "Lý Thường Kiệt", "Hà Nội", "Phạm Hồng Thái", "Đội Cung"]


def at(i: float, j: float) -> tuple[float, float]:
    return WEST + i * STEP, SOUTH + j * STEP


def ward(code: str, name: str, low: float, high: float) -> dict[str, object]:
    ring = [at(low, -1), at(high, -1), at(high, 5), at(low, 5), at(low, -1)]
    told = {"code": code, "name": name, "name_en": name, "full_name": f"Phường {name}"}
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def grid() -> GraphDraft:
    """Two-way streets, but the last one across runs east only; one island of two nodes nobody can reach."""
    graph = GraphDraft()
    for j, name in enumerate(ACROSS):
        graph.way([((i, j), *at(i, j)) for i in range(5)], "secondary", name, oneway=j == 4)
    for i, name in enumerate(UP):
        graph.way([((i, j), *at(i, j)) for j in range(5)], "residential", name)
    graph.way([("a", *at(8, 8)), ("b", *at(9, 8))], "residential", "Đường cụt")
    return graph


def doors() -> list[PlaceRow]:
    """Even numbers south of Lê Lợi every fifth of a block."""
    found = []
    for k in range(12):
        lon, lat = at(0.3 + k * 0.2, -0.05)
        found.append(PlaceRow("address", f"{2 * k + 2} Lê Lợi", "Lê Lợi", lon, lat))
    return found


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CityPack:
    out = tmp_path_factory.mktemp("packs") / "small"
    bbox = (*at(-1, -1), *at(9, 9))
    with new_pack(out) as folder, Basemap(folder) as basemap:
        graph = grid()
        graph.save(folder / "streets.npz")
        wards = {"type": "FeatureCollection", "features": [ward("1", "Vỹ Dạ", -1, 2.5), ward("2", "Xuân Phú", 2.5, 5)]}
        (folder / "wards.geojson").write_text(json.dumps(wards), "utf-8")
        rows = [PlaceRow("street", name, "", lon, lat) for name, lon, lat in graph.streets()]
        rows += [*doors(), PlaceRow("poi", "Chợ Bến Ngự", "Chợ", *at(1.5, 1.5))]
        write_places(folder / "places.sqlite", rows, Wards(folder / "wards.geojson"))
        basemap.put("earth", json.dumps({"type": "Point", "coordinates": at(1, 1)}), 0, kind="earth")
        basemap.tile(folder / "basemap.pmtiles", bbox, name="Nhỏ", attribution="thử")
        write_manifest(folder, manifest(bbox))
    return pack.load(out)


def manifest(bbox: tuple[float, float, float, float]) -> Manifest:
    return Manifest(format=1, id="small", name=Name(vi="Nhỏ", en="Small"), bbox=bbox, center=at(2, 2))


@pytest.fixture(scope="session")
def small_folder(small: CityPack) -> Path:
    return small.path
