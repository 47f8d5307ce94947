"""One box finds everything, and whatever is found says what it is, what it has been, and how old that is."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.centre import Centre, Device, until
from tests.e2e.desk import crew_at, flood, violations
from tests.e2e.officer import Officer, officer_at, opened

SIZES = ((3840, 2160), (1440, 900), (1024, 768), (390, 844))


def found(lan: Officer, words: str, wanted: str) -> None:
    lan.press("/")
    lan.page.wait_for_selector("#search:focus")
    lan.type(words)
    lan.found(wanted)


def choose(lan: Officer, wanted: str) -> None:
    for _ in range(12):
        if wanted in lan.page.inner_text("#found li.on"):
            break
        lan.press("ArrowDown")
    lan.press("Enter")


def test_given_words_without_marks_when_searched_then_each_sort_is_found_and_shown(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    lamp = {"key": "den-things-1", "kind": "lighting", "name": "Đèn đường Bạch Hổ 1", "lon": city[0], "lat": city[1]}
    centre.post("/api/v1/sensors", lamp)
    flooded = opened(centre, city[0] + 0.012, city[1] + 0.012, title="Ngập trước chợ Trần Phú")
    crew_at(centre, "CX-81", city[0], city[1] + 0.01)
    found(lan, "den duong bach ho", "Đèn đường Bạch Hổ 1")
    choose(lan, "Đèn đường Bạch Hổ 1")
    expect(lan.page.locator(".detail-title")).to_have_text("Đèn đường Bạch Hổ 1")
    found(lan, "tran phu", flooded["code"])
    choose(lan, flooded["code"])
    until(lambda: lan.shows_detail(flooded["code"]))
    found(lan, "cx-81", "CX-81")
    choose(lan, "CX-81")
    expect(lan.page.locator("tc-thing")).to_contain_text("bơm")  # a skill in words, not its code
    lan.press("Escape")
    until(lambda: lan.shows_detail(flooded["code"]))


def test_given_a_sensor_when_it_is_shown_then_its_curve_its_lines_and_its_age_are_there_and_f_takes_it_out(
    centre: Centre, city: tuple[float, float], device: Device, lan: Officer
) -> None:
    flood(centre, "cong-things-1", city[0] - 0.012, city[1], device)
    found(lan, "cong-things-1", "Cống cong-things-1")
    choose(lan, "Cống cong-things-1")
    page = lan.page
    page.wait_for_selector("tc-thing tc-age")
    page.wait_for_selector(".evidence-chart .chart-limit.p1", state="attached")
    lan.dialog("f")
    lan.type("thay đầu đo")
    lan.press("Enter")

    def sensor() -> dict:
        items = centre.get("/api/v1/sensors", key="cong-things-1")["items"]
        return centre.get(f"/api/v1/sensors/{items[0]['id']}")

    until(lambda: sensor()["in_service"] is False)
    assert (sensor()["out_reason"], sensor()["out_until"] is not None) == ("thay đầu đo", True)
    page.wait_for_selector(".notice:has-text('thay đầu đo')")
    assert {alarm["state"] for alarm in sensor()["alarms"]} == {"out_of_service"}
    assert violations(page) == []
    lan.press("f")
    until(lambda: sensor()["in_service"] is True)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_given_a_screen_of_any_size_by_day_and_night_when_axe_looks_then_it_finds_nothing(
    browser: Browser, centre: Centre, city: tuple[float, float], width: int, height: int
) -> None:
    opened(centre, city[0], city[1], title="Ngập sâu trên đường Nguyễn Tất Thành đoạn trước cổng trường tiểu học số 2")
    lan = officer_at(browser, centre, centre.person("officer", f"axe-{width}"), width, height)
    seen = {"night": violations(lan.page)}
    lan.press("y")
    lan.page.wait_for_selector("html[data-theme=light]")
    until(lambda: not violations(lan.page), 10)  # the map is drawn anew
    seen["day"] = violations(lan.page)
    for key in "thxg":
        lan.dialog(key)
        seen[key] = violations(lan.page)
        lan.press("Escape")
        lan.page.wait_for_selector("dialog[open]", state="detached")
    lan.page.context.close()
    assert not any(seen.values()), seen
