"""A real extract, small: the test writes it with osmium's own writer."""

import json
import sqlite3
import time
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner
from osmium.osm.mutable import Node, Way

from ioc.cli import main
from ioc.places import pack
from ioc.places.errors import ImportRefused
from ioc.places.osm.importer import import_city
from ioc.places.osm.wards_file import read_wards
from tests.places.conftest import at

CORNERS = [(i, j) for j in range(4) for i in range(4)]


def node(k: int, i: float, j: float, **tags: str) -> Node:
    return Node(id=k, version=1, location=at(i, j), tags={key.replace("__", ":"): v for key, v in tags.items()})


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "thu.osm.pbf"
    with osmium.SimpleWriter(str(path)) as out:
        for k, (i, j) in enumerate(CORNERS, start=1):
            out.add_node(node(k, i, j))
        out.add_node(node(50, 0.5, 0.02, addr__housenumber="12", addr__street="Đường Lê Lợi"))
        out.add_node(node(51, 1.5, 1.5, amenity="hospital", name="Bệnh viện Thử"))
        out.add_node(node(52, 2, 2, place="city", name="Thử"))
        for k, (i, j) in enumerate([(0.2, 2.2), (0.8, 2.2), (0.8, 2.8), (0.2, 2.8)], start=60):
            out.add_node(node(k, i, j))
        out.add_way(Way(id=1, version=1, nodes=[1, 2, 3, 4], tags={"highway": "primary", "name": "Lê Lợi"}))
        out.add_way(Way(id=2, version=1, nodes=[1, 5, 9, 13], tags={"highway": "residential", "name": "Trần Phú"}))
        one_way = {"highway": "residential", "name": "Một Chiều", "oneway": "yes"}
        out.add_way(Way(id=3, version=1, nodes=[2, 6, 10, 14], tags=one_way))
        out.add_way(Way(id=4, version=1, nodes=[13, 14, 15, 16], tags={"highway": "tertiary", "bridge": "yes"}))
        out.add_way(Way(id=5, version=1, nodes=[4, 999], tags={"highway": "residential", "name": "Ra Ngoài"}))
        out.add_way(Way(id=6, version=1, nodes=[60, 61, 62, 63, 60], tags={"natural": "water", "name": "Hồ Thử"}))
    return path


def wards(path: Path, properties: dict[str, object], shift: float = 0) -> Path:
    ring = [(x + shift, y) for x, y in (at(-1, -1), at(5, -1), at(5, 5), at(-1, 5), at(-1, -1))]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_given_an_extract_and_wards_when_imported_then_the_pack_answers(extract: Path, tmp_path: Path) -> None:
    told = wards(tmp_path / "w.geojson", {"ma_xa": 7, "ten_xa": "Phường Vỹ Dạ"})
    begun = time.monotonic()
    ran = CliRunner().invoke(
        main,
        [
            "city",
            "import",
            str(extract),
            "--wards",
            str(told),
            "--name",
            "Thử",
            "--out",
            str(tmp_path / "packs" / "thu"),
        ],
    )
    assert ran.exit_code == 0, ran.output
    assert time.monotonic() - begun < 20
    city = pack.load(tmp_path / "packs" / "thu")
    assert (city.path / "basemap.pmtiles").read_bytes()[:7] == b"PMTiles"
    assert [(w.code, w.name, w.full_name, w.name_en) for w in city.wards] == [
        ("7", "Vỹ Dạ", "Phường Vỹ Dạ", "Vy Da Ward")
    ]
    assert city.search("le loi")[0].ward == "Vỹ Dạ"
    assert city.search("12 le loi")[0].detail == "Lê Lợi"
    assert city.search("benh vien")[0].detail == "Bệnh viện"
    assert city.search("ho thu")[0].kind == "poi"
    assert city.reverse(*at(0.5, 0.02)).text == "12 Lê Lợi"
    assert [p for p in (tmp_path / "packs").iterdir() if p.name.startswith(".")] == []
    one_way = city.streets.travel([at(1, 3)], at(1, 0))[0]
    assert one_way is not None
    assert one_way.metres > 4.5 * 200


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.osm.pbf", None, "does not exist"),
        ("empty.osm.pbf", b"", "no readable OpenStreetMap extract|empty"),
        ("noise.osm.pbf", b"\x00\x00\x00\x0dgarbage, not a map" * 40, "no readable OpenStreetMap extract"),
    ],
)
def test_given_a_bad_extract_when_imported_then_one_sentence_and_nothing_left(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    told = wards(tmp_path / "w.geojson", {"code": 7, "name": "Vỹ Dạ"})
    out = tmp_path / "packs" / "thu"
    args = ["city", "import", str(tmp_path / name), "--wards", str(told), "--out", str(out)]
    ran = CliRunner().invoke(main, args)
    assert ran.exit_code == 2
    assert name in ran.output
    assert len(ran.output.strip().splitlines()) == 1
    with pytest.raises(ImportRefused, match=reason):
        import_city(tmp_path / name, told, out, name="Thử")
    assert not out.parent.exists() or list(out.parent.iterdir()) == []


def test_given_a_truncated_extract_when_imported_then_it_is_refused(extract: Path, tmp_path: Path) -> None:
    extract.write_bytes(extract.read_bytes()[:-60])
    told = wards(tmp_path / "w.geojson", {"code": 7, "name": "Vỹ Dạ"})
    with pytest.raises(ImportRefused, match="no readable OpenStreetMap extract"):
        import_city(extract, told, tmp_path / "out", name="Thử")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "FeatureCollection", "features": [7]}',
        '{"type": "FeatureCollection", "features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        '{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[1, 2]]}}]}',
        '{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": []}}]}',
        '{"type": "FeatureCollection", "features": [{"geometry": 5}]}',
        '{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[[5e5, 2e6], [5e5, 3e6], [6e5, 3e6], [5e5, 2e6]]]}}]}',  # noqa: E501 - metres, not degrees
    ],
)
def test_given_wards_that_are_none_when_read_then_the_sentence_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "w.geojson"
    path.write_text(text)
    with pytest.raises(ImportRefused, match=r"w\.geojson"):
        read_wards(path)


def test_given_wards_of_another_city_when_imported_then_it_says_so(extract: Path, tmp_path: Path) -> None:
    told = wards(tmp_path / "w.geojson", {"code": 7, "name": "Vỹ Dạ"}, shift=5)
    with pytest.raises(ImportRefused, match="same city"):
        import_city(extract, told, tmp_path / "out", name="Thử")
    assert not (tmp_path / "out").exists()


def test_given_a_folder_that_is_no_pack_when_imported_into_then_it_is_left_alone(extract: Path, tmp_path: Path) -> None:
    told = wards(tmp_path / "w.geojson", {"code": 7, "name": "Vỹ Dạ"})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    with pytest.raises(ImportRefused, match="no city pack"):
        import_city(extract, told, tmp_path / "mine", name="Thử")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_given_an_older_pack_when_imported_again_then_the_new_one_takes_its_place(
    extract: Path, tmp_path: Path
) -> None:
    told = wards(tmp_path / "w.geojson", {"code": 7, "name": "Vỹ Dạ"})
    for name in ("Cũ", "Mới"):
        import_city(extract, told, tmp_path / "out", name=name)
    assert pack.load(tmp_path / "out").manifest.name.vi == "Mới"
    with sqlite3.connect(tmp_path / "out" / "places.sqlite") as db:
        assert db.execute("SELECT count(*) FROM place WHERE name = 'Lê Lợi'").fetchone() == (1,)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
