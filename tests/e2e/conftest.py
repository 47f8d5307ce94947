"""Fixtures of the stories: one centre for all of them, and a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.centre import Centre, Device
from tests.e2e.officer import Officer, officer_at

expect.set_options(timeout=30_000)  # two cores carry a whole centre and a browser
CHROMIUM = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A running centre without the demo city; the tests fill it."""
    made = Centre(tmp_path_factory.mktemp("centre") / "home", {"demo": {"seed": 11}})
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A citizen's phone, Vietnamese."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True, locale="vi-VN"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """An officer's desk."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def city(centre: Centre) -> tuple[float, float]:
    """The middle of the town, lon and lat."""
    lon, lat = centre.get("/pack/pack.json")["center"]
    return lon, lat


@pytest.fixture(scope="module")
def device(centre: Centre) -> Iterator[Device]:
    made = centre.device()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lan(browser: Browser, centre: Centre, request: pytest.FixtureRequest) -> Iterator[Officer]:
    """An officer at her desk, another one for each file."""
    name = request.module.__name__.rsplit("_", 1)[-1]
    made = officer_at(browser, centre, centre.person("officer", f"lan-{name}", name="Hoàng Thị Lan"))
    yield made
    made.page.context.close()
