"""The generated town, built once for all tests of it."""

from pathlib import Path

import pytest

from demo.siting import Sites, sites
from demo.town.build import build
from demo.town.model import Town
from ioc.places import pack
from ioc.places.pack import CityPack


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, CityPack]:
    out = tmp_path_factory.mktemp("packs") / "town"
    return build(out, seed=7), pack.load(out)


@pytest.fixture(scope="session")
def town(built: tuple[Town, CityPack]) -> Town:
    return built[0]


@pytest.fixture(scope="session")
def city(built: tuple[Town, CityPack]) -> CityPack:
    return built[1]


@pytest.fixture(scope="session")
def placed(city: CityPack) -> Sites:
    return sites(city)


@pytest.fixture(scope="session")
def town_folder(city: CityPack) -> Path:
    return city.path
