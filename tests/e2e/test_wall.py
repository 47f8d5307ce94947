"""The wall from five metres, without a hand: big, dark on light, never blank, whatever is missing."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.centre import Centre, until
from tests.e2e.desk import faint_words, sign_in, violations

LON, LAT = 105.8588, 19.6176  # in the generated town
# The letters' cap height is 0.74 of their size: 51 px make 23 mm on a 55-inch panel of 1080 lines.
LEAST_PX = 51
SMALL = """(least) => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('tc-wall'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (!textContent.trim() || !element.checkVisibility() || element.closest('.sr, .map-credit')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < least) found.push(`${size} ${element.className} "${textContent.trim().slice(0, 30)}"`);
  }
  return found;
}"""
CUT = """() => {
  const named = '.wall-row b, .wall-row .wall-two, .wall-load-figure, .wall-clock, .wall-fresh';
  const cut = (e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 12;
  return [...document.querySelectorAll(named)]
    .filter((e) => e.checkVisibility() && getComputedStyle(e).overflow !== 'visible' && cut(e))
    .map((e) => e.textContent);
}"""


@pytest.fixture(scope="module")
def viewer(centre: Centre) -> tuple[str, str]:
    return centre.person("viewer", "tuong-xa")


@pytest.fixture
def walls(browser: Browser) -> Iterator[dict[tuple[int, int], Page]]:
    """Pages by size, opened when asked for."""

    class Pages(dict[tuple[int, int], Page]):
        def __missing__(self, size: tuple[int, int]) -> Page:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN")
            self[size] = context.new_page()
            return self[size]

    pages = Pages()
    yield pages
    for page in pages.values():
        page.context.close()


def opened(page: Page, centre: Centre, viewer: tuple[str, str]) -> Page:
    sign_in(page, centre, viewer, "/wall")
    page.wait_for_selector(".wall-fresh:not(.old)", timeout=90_000)
    page.wait_for_selector(".wall-map-host[data-idle]", timeout=90_000)
    return page


def readable(page: Page, unit: float) -> None:
    assert page.evaluate(SMALL, LEAST_PX * unit) == []
    assert faint_words(page, "tc-wall", 7) == []
    assert page.evaluate(CUT) == []
    assert violations(page) == []
    wide = page.evaluate(
        "[document.documentElement.scrollWidth - innerWidth, document.body.scrollHeight - innerHeight]"
    )
    assert max(wide) <= 0, wide


def test_given_nothing_to_do_and_no_camera_when_seen_then_it_says_so_in_big_words(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page]
) -> None:
    page = opened(walls[1920, 1080], centre, viewer)
    while waiting := centre.get("/api/v1/incidents", state="waiting", limit=100)["items"]:
        for card in waiting:
            centre.post(f"/api/v1/incidents/{card['id']}/cancel", {"reason": "xong"})
    for card in centre.get("/api/v1/incidents", state="unfinished", limit=200)["items"]:
        if card["help_at"]:
            centre.post(f"/api/v1/incidents/{card['id']}/help-answered")
    expect(page.locator(".wall-calm")).to_contain_text("Mọi việc đã có người lo")
    readable(page, 1)


def open_many(centre: Centre, count: int) -> None:
    def one(n: int) -> None:
        place = {"lat": LAT + (n % 20) * 0.0015, "lon": LON + (n // 20) * 0.0015}
        what = ("tree", "flood", "lamp", "road")[n % 4]
        centre.post("/api/v1/incidents", {"category": what, "priority": n % 4 + 1, **place}, "officer")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(count)))


@pytest.mark.parametrize(("size", "unit"), [((1920, 1080), 1.0), ((3840, 2160), 2.0)])
def test_given_three_hundred_incidents_when_seen_from_afar_then_every_word_is_big_and_clear(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page], size: tuple[int, int], unit: float
) -> None:
    there = len(centre.get("/api/v1/incidents", state="waiting", limit=200)["items"])
    open_many(centre, 300 if there < 200 else 0)
    page = opened(walls[size], centre, viewer)
    until(lambda: int(page.inner_text(".wall-queue-head strong")) >= 300, 60)
    expect(page.locator(".wall-row")).to_have_count(4)
    readable(page, unit)
    for view in ("agencies", "cameras", "late"):
        page.keyboard.press("ArrowRight")
        until(lambda: page.locator(".wall-whole").count() or page.locator(".show-now").count(), 10)
        readable(page, unit), view


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_given_a_smaller_screen_when_the_wall_opens_then_nothing_overflows(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page], size: tuple[int, int]
) -> None:
    page = opened(walls[size], centre, viewer)
    expect(page.locator(".wall-queue-head")).to_be_visible()
    wide = page.evaluate(
        "[document.documentElement.scrollWidth - innerWidth, document.body.scrollHeight - innerHeight]"
    )
    assert max(wide) <= 0
    assert faint_words(page, "tc-wall", 7) == []
    assert violations(page) == []


def test_given_no_base_map_when_the_wall_opens_then_the_wards_stand_on_a_plain_ground(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page]
) -> None:
    page = walls[1920, 1080]

    def refuse(route: Route) -> None:
        route.fulfill(status=404)

    page.route("**/*.pmtiles*", refuse)
    opened(page, centre, viewer)
    assert page.evaluate("document.querySelector('.wall-map-host canvas').width") > 0
    readable(page, 1)


def test_given_a_cut_network_when_time_passes_then_the_age_is_said_and_the_picture_stays(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page]
) -> None:
    page = opened(walls[1920, 1080], centre, viewer)
    page.context.set_offline(True)
    expect(page.locator(".wall-lost")).to_contain_text("Mất tin", timeout=40_000)
    assert page.locator(".wall-row").count() > 0
    readable(page, 1)
    page.context.set_offline(False)
    expect(page.locator(".wall-lost")).to_have_count(0, timeout=60_000)


def test_given_a_crew_that_asks_for_help_when_the_wall_is_seen_then_it_stands_first(
    centre: Centre, viewer: tuple[str, str], walls: dict[tuple[int, int], Page]
) -> None:
    page = opened(walls[1920, 1080], centre, viewer)
    agency = centre.get("/api/v1/agencies")["items"][0]
    crew = centre.post(
        "/api/v1/crews", {"code": "HT-01", "name": "Tổ HT", "agency_id": agency["id"], "lat": LAT, "lon": LON}
    )
    incident = centre.post("/api/v1/incidents", {"category": "waste", "lat": LAT, "lon": LON}, "officer")
    (sent,) = centre.post(f"/api/v1/incidents/{incident['id']}/dispatch", {"crew_ids": [crew["id"]]}, "officer")[
        "items"
    ]
    centre.post(f"/api/v1/assignments/{sent['id']}/accept")
    centre.post(f"/api/v1/assignments/{sent['id']}/help", {"need": "people"})
    expect(page.locator(".wall-row .asks").first).to_have_text(re.compile("Xin hỗ trợ|SOS"))  # SOS before a long name
    readable(page, 1)
