"""A real pack says nothing about lamps and drains: they are sited by rule."""

import shutil
from pathlib import Path

import pytest

from demo.siting import Sites, sites
from ioc.kernel.geo import metres
from ioc.places import pack

pytestmark = pytest.mark.xdist_group("town")


@pytest.fixture(scope="module")
def bare(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bare") / "pack"
    shutil.copytree(town_folder, out)
    for kind in ("lamps", "drains", "junctions", "cameras"):
        (out / f"{kind}.json").unlink()
    return out


@pytest.fixture(scope="module")
def derived(bare: Path) -> Sites:
    return sites(pack.load(bare))


def test_given_a_pack_without_sites_when_asked_twice_then_the_answer_is_the_same(bare: Path, derived: Sites) -> None:
    assert sites(pack.load(bare)) == derived


def test_given_derived_drains_when_followed_then_they_run_down_to_an_outlet(derived: Sites) -> None:
    known: dict[str, float] = {}
    for drain in derived.drains:
        assert drain.downstream is None or known[drain.downstream] < drain.elevation
        known[drain.id] = drain.elevation
    assert len(known) > 1_000


def test_given_derived_sites_when_placed_then_ids_are_unique_and_all_stand_in_the_city(derived: Sites) -> None:
    for rows in derived:
        assert rows
        assert len({row.id for row in rows}) == len(rows)


def test_given_junctions_when_sited_then_no_two_are_the_same_crossing(derived: Sites) -> None:
    first = derived.junctions[:60]
    for i, a in enumerate(first):
        assert all(metres(a.lon, a.lat, b.lon, b.lat) > 115 for b in first[i + 1 :])
        assert " – " in a.name
