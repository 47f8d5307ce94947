"""The duty officer without a mouse, and the wall without a hand: real centre, real browser."""

import itertools
import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.centre import Centre, Device, until
from tests.e2e.desk import crew_at, flood, gravest, shows, sign_in, violations

SELECTED = "document.querySelector('.item.on')?.dataset.incident"


@pytest.fixture(scope="module")
def officer(centre: Centre) -> tuple[str, str]:
    return centre.person("officer", "lan", name="Hoàng Thị Lan")


@pytest.fixture
def wall(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    yield context.new_page()
    context.close()


def test_given_a_flooded_drain_when_the_officer_presses_two_keys_then_a_crew_is_sent(
    centre: Centre, city: tuple[float, float], device: Device, officer: tuple[str, str], desk: Page
) -> None:
    crew = crew_at(centre, "TN-91", city[0] + 0.003, city[1])
    sign_in(desk, centre, officer, "/console")
    desk.wait_for_selector("tc-map-panel .map[data-idle]", timeout=90_000)
    incident = flood(centre, "cong-e2e-1", *city, device)

    desk.wait_for_selector(f'.item[data-incident="{incident["id"]}"]', timeout=10_000)
    keys = itertools.cycle("j" * 12 + "k" * 24)  # other stories may have left incidents above and below
    until(lambda: desk.keyboard.press(next(keys)) or desk.evaluate(SELECTED) == str(incident["id"]), 30, 0.3)
    desk.wait_for_selector(".ranked")
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")

    def sent() -> list[int]:
        return [a["crew_id"] for a in centre.get(f"/api/v1/incidents/{incident['id']}")["assignments"]]

    assert until(sent, 20) == [crew["id"]]
    desk.wait_for_selector(f'.item.small[data-incident="{incident["id"]}"]')  # it stands among those in hand now
    assert centre.get(f"/api/v1/incidents/{incident['id']}")["priority"] == 1


def test_given_an_unacknowledged_alarm_when_a_is_pressed_then_it_is_acknowledged_within_the_blink_of_an_eye(
    centre: Centre, city: tuple[float, float], device: Device, officer: tuple[str, str], desk: Page
) -> None:
    incident = flood(centre, "cong-e2e-2", city[0] + 0.01, city[1] + 0.01, device)
    sign_in(desk, centre, officer, "/console")
    desk.wait_for_selector(f'.item[data-incident="{incident["id"]}"]')
    desk.click(f'.item[data-incident="{incident["id"]}"]')
    desk.keyboard.press("a")
    desk.wait_for_selector(".foot-notice.said")

    def state() -> str:
        return gravest(centre.get(f"/api/v1/incidents/{incident['id']}"))["state"]

    until(lambda: state() == "ack_active", 10)


def test_given_a_low_screen_when_a_new_alarm_is_selected_then_its_history_begins_in_sight_above_the_place_for_a_note(
    centre: Centre, city: tuple[float, float], device: Device, officer: tuple[str, str], desk: Page
) -> None:
    for n in range(3):
        crew_at(centre, f"TN-9{n + 6}", city[0] + 0.03, city[1] + 0.01 * n)
    incident = flood(centre, "cong-e2e-3", city[0] + 0.03, city[1] + 0.01, device)
    desk.set_viewport_size({"width": 1024, "height": 768})
    sign_in(desk, centre, officer, "/console")
    desk.click(f'.item[data-incident="{incident["id"]}"]')
    desk.wait_for_selector(".ranked:nth-of-type(3)")
    desk.wait_for_selector(".entries li")
    box = "document.querySelector('%s').getBoundingClientRect()"
    entry, note, bar = (desk.evaluate(box % name) for name in (".entries li", ".note", ".foot"))
    assert entry["bottom"] <= note["top"]
    assert note["bottom"] <= bar["top"]


def test_given_every_dialog_of_the_desk_when_axe_looks_then_it_finds_nothing(
    centre: Centre, officer: tuple[str, str], desk: Page
) -> None:
    sign_in(desk, centre, officer, "/console")
    desk.wait_for_selector("tc-map-panel .map[data-idle]", timeout=90_000)
    found = {"desk": violations(desk)}
    for key in "?/ivwc":
        desk.keyboard.press(key)
        desk.wait_for_selector("dialog[open]")
        found[key] = violations(desk)
        desk.keyboard.press("Escape")
        desk.wait_for_selector("dialog[open]", state="detached")
    assert not any(found.values()), found


def test_given_a_wall_when_the_centre_falls_silent_then_it_says_so_and_recovers(centre: Centre, wall: Page) -> None:
    viewer = centre.person("viewer", "tuong-e2e")
    sign_in(wall, centre, viewer, "/wall")
    wall.wait_for_selector(".wall-fresh:not(.old)", timeout=60_000)
    wall.wait_for_selector(".wall-map .map[data-idle], .wall-map-host[data-idle]", timeout=90_000)
    assert violations(wall) == []

    web = centre.children()["realtime.web"]
    os.kill(web, signal.SIGSTOP)
    try:
        wall.wait_for_selector(".wall-lost", timeout=25_000)
        assert "Mất tin" in wall.inner_text(".wall-lost")
    finally:
        os.kill(web, signal.SIGCONT)
    wall.wait_for_selector(".wall-lost", state="detached", timeout=40_000)


def test_given_two_windows_of_one_officer_when_one_selects_then_the_other_follows(
    centre: Centre, city: tuple[float, float], officer: tuple[str, str], desk: Page
) -> None:
    for shift in (0.02, 0.03):
        place = {"lon": city[0] + shift, "lat": city[1]}
        centre.post("/api/v1/incidents", {"category": "tree", **place}, "officer")
    sign_in(desk, centre, officer, "/console")
    other = desk.context.new_page()
    other.goto(f"{centre.url}/console")
    other.wait_for_selector(".item.on")
    desk.wait_for_selector(".item.on")
    before = desk.evaluate(SELECTED)
    desk.bring_to_front()
    desk.keyboard.press("j")
    chosen = until(lambda: (now := desk.evaluate(SELECTED)) != before and now, 10)
    until(shows(other, f"{SELECTED} === '{chosen}'"), 10)
