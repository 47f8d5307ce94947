import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc.places import pack
from ioc.places.directory import Place
from ioc.places.errors import PackError
from ioc.places.pack import CityPack
from tests.places.conftest import at


def test_given_a_pack_when_loaded_then_nothing_large_is_read_yet(small_folder: Path) -> None:
    fresh = pack.load(small_folder)
    assert not {"streets", "directory", "_wards"} & set(vars(fresh))


@pytest.mark.parametrize("missing", pack.FILES)
def test_given_a_pack_without_a_file_when_loaded_then_the_error_names_it(
    small_folder: Path, tmp_path: Path, missing: str
) -> None:
    shutil.copytree(small_folder, tmp_path / "p")
    (tmp_path / "p" / missing).unlink()
    with pytest.raises(PackError, match=missing):
        pack.load(tmp_path / "p")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 2}', "null"])
def test_given_a_broken_manifest_when_loaded_then_one_sentence_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / pack.MANIFEST).write_text(text)
    with pytest.raises(PackError, match=r"pack\.json"):
        pack.load(tmp_path)


def test_given_no_folder_when_loaded_then_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is not a city pack"):
        pack.load(tmp_path / "nowhere")


def test_given_a_point_when_asked_for_its_ward_then_the_polygon_around_it_answers(small: CityPack) -> None:
    west, east, outside = (small.ward_at(*at(*place)) for place in ((1, 1), (4, 1), (40, 40)))
    assert west is not None
    assert (west.name, east and east.name, outside) == ("Vỹ Dạ", "Xuân Phú", None)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("le loi", "Lê Lợi"),
        ("LÊ LỢI", "Lê Lợi"),
        ("đường lê lợi", "Lê Lợi"),
        ("12 le loi", "12 Lê Lợi"),
        ("số nhà 12 lê lợi", "12 Lê Lợi"),
        ("777 le loi", "Lê Lợi"),
        ("thuong ki", "Lý Thường Kiệt"),
        ("ben ngu", "Chợ Bến Ngự"),
        ("ngu cho", "Chợ Bến Ngự"),
    ],
)
def test_given_words_without_marks_when_searched_then_the_best_comes_first(
    small: CityPack, asked: str, first: str
) -> None:
    assert small.search(asked)[0].name == first


@given(st.text(max_size=40))
def test_given_any_text_when_searched_then_it_answers_with_places(small: CityPack, text: str) -> None:
    assert all(isinstance(place, Place) for place in small.search(text, 5))


def test_given_every_place_when_found_by_name_then_reverse_of_its_point_tells_it(small: CityPack) -> None:
    for place in small.search("le loi", 50):
        back = small.reverse(place.lon, place.lat)
        assert back.street == "Lê Lợi"
        assert back.ward == place.ward
        if place.kind == "address":
            assert back.text == place.name


def test_given_a_point_between_two_doors_when_reversed_then_the_number_is_between_theirs(small: CityPack) -> None:
    lon, lat = at(0.3 + 0.2 * 4.5, -0.02)  # between 10 and 12: the nearest of both stands at 10 or 12
    found = small.reverse(lon, lat)
    assert found.street == "Lê Lợi"
    assert found.number in {"10", "12"}


def test_given_a_gap_in_the_numbers_when_reversed_then_it_is_interpolated(small: CityPack, tmp_path: Path) -> None:
    copy = tmp_path / "gap"
    shutil.copytree(small.path, copy)
    import sqlite3

    with sqlite3.connect(copy / "places.sqlite") as db:
        db.execute("DELETE FROM place WHERE kind = 'address' AND name NOT IN ('8 Lê Lợi', '14 Lê Lợi')")
    gap = pack.load(copy).reverse(*at(0.3 + 0.2 * 4, 0.0))
    assert gap.text == "gần 10 Lê Lợi"


def test_given_a_point_far_from_any_street_when_reversed_then_the_ward_or_the_position_answers(
    small: CityPack,
) -> None:
    assert small.reverse(*at(-0.9, -0.99)).text in {"Vỹ Dạ", "Lê Lợi", "Trần Phú"}
    lon, lat = at(50, 50)
    assert small.reverse(lon, lat).text == "cách Đường cụt 12,8 km"
    assert small.reverse(105.77, 19.61143).text == "ngoài bản đồ (19,6114° B, 105,7700° Đ)"


def test_given_the_manifest_when_read_back_then_it_is_plain_json(small_folder: Path) -> None:
    told = json.loads((small_folder / pack.MANIFEST).read_text("utf-8"))
    assert (told["format"], told["id"], told["name"]["vi"]) == (1, "small", "Nhỏ")
