"""A crew's tablet in the rain: every step, every fact, with and without network; seen in the sun, used with gloves."""

import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.centre import Centre, until
from tests.e2e.desk import faint_words, violations

LON, LAT = 105.8588, 19.6176  # in the generated town
# a worker that has just taken over may still reach the network, whatever the browser is told
CUTTABLE = """{
  const sent = window.fetch;
  window.fetch = (...asked) =>
    sessionStorage.getItem('cut') ? Promise.reject(new TypeError('no network')) : sent(...asked);
}"""


@pytest.fixture
def plain_photo(tmp_path: Path) -> Path:
    out = BytesIO()
    Image.effect_noise((800, 600), 50).convert("RGB").save(out, "JPEG")
    path = tmp_path / "plain.jpg"
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1024, "height": 768},
        has_touch=True,
        locale="vi-VN",
        geolocation={"longitude": LON, "latitude": LAT},
        permissions=["geolocation"],
    )
    context.add_init_script(CUTTABLE)
    yield context
    context.close()


@pytest.fixture
def crew(centre: Centre) -> dict:
    """A crew with an account, and an incident it was sent to."""
    code = f"E2E-{uuid.uuid4().hex[:6]}"
    agency = centre.get("/api/v1/agencies")["items"][0]
    place = {"lat": LAT, "lon": LON}
    made = centre.post(
        "/api/v1/crews", {"code": code, "name": "Tổ thử", "leader": "Lê An", "agency_id": agency["id"], **place}
    )
    name, password = centre.person("crew", code.lower(), crew_id=made["id"], agency_id=agency["id"])
    incident = centre.post("/api/v1/incidents", {"category": "flood", "title": f"Ngập {code}", **place}, "officer")
    centre.post(f"/api/v1/incidents/{incident['id']}/dispatch", {"crew_ids": [made["id"]]}, "officer")
    return {"id": made["id"], "name": name, "password": password, "incident": incident["id"]}


def sign_in(page: Page, centre: Centre, crew: dict) -> None:
    page.goto(centre.url + "/login?next=/crew")
    page.locator("[name=name]").fill(crew["name"])
    page.locator("[name=password]").fill(crew["password"])
    page.keyboard.press("Enter")
    page.locator("tc-job").wait_for()


def all_sent(page: Page) -> None:
    """The tablet has its answers too, not only the centre what was sent."""
    expect(page.locator("tc-crew header")).to_contain_text("0 chưa gửi")


def cut(page: Page) -> None:
    """No network, neither for this page nor for the one that is loaded after it."""
    all_sent(page)
    page.context.set_offline(True)
    page.evaluate("sessionStorage.setItem('cut', 'yes')")


def mend(page: Page) -> None:
    page.evaluate("sessionStorage.removeItem('cut')")
    page.context.set_offline(False)


def state(centre: Centre, crew: dict) -> str:
    return centre.get("/api/v1/assignments", "officer", state="all", crew=crew["id"])["items"][0]["state"]


def small_targets(page: Page) -> list[str]:
    """What can be touched and is lower than 48 px."""
    return page.evaluate(
        """[...document.querySelectorAll(
          'tc-crew button, tc-crew a, tc-crew label:not(.sr), tc-crew textarea, tc-crew input:not(.sr)')]
        .filter(e => e.offsetParent && !e.closest('.map-ground, .map-pins') && e.getBoundingClientRect().height < 48)
        .map(e => e.outerHTML.slice(0, 120))"""
    )


def test_given_a_new_tablet_when_its_crew_signs_in_then_the_centre_knows_where_it_is_before_anything_is_tapped(
    centre: Centre, tablet: BrowserContext, crew: dict
) -> None:
    tablet.set_geolocation({"longitude": LON + 0.002, "latitude": LAT})
    page = tablet.new_page()
    sign_in(page, centre, crew)
    until(lambda: centre.get(f"/api/v1/crews/{crew['id']}", "officer")["lon"] == LON + 0.002)


def test_given_a_dropped_network_in_the_middle_of_a_closing_when_it_returns_then_all_of_it_arrives_once(
    centre: Centre, tablet: BrowserContext, crew: dict, plain_photo: Path
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    assert violations(page) == []
    assert small_targets(page) == []
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "accepted")
    page.locator("#go").tap()
    expect(page.locator("#go")).to_contain_text("Đã đến nơi")  # the same tap twice is one step
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "on_scene")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("caches.match('/crew').then(found => Boolean(found))"))

    cut(page)
    expect(page.locator("#go")).to_contain_text("còn thiếu 1 ảnh")
    page.locator("#shoot-before").set_input_files(plain_photo)
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    page.reload()  # the browser is closed and opened in the rain
    page.locator("tc-job").wait_for()
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    page.locator("#shoot-after").set_input_files(plain_photo)
    page.locator("#closing-note").fill("Đã bơm, nước rút")
    expect(page.locator("#go")).to_contain_text("đủ ảnh")
    assert violations(page) == []
    page.locator("#go").tap()
    expect(page.locator(".off")).to_contain_text("3 chưa gửi")
    assert state(centre, crew) == "on_scene"

    mend(page)
    until(lambda: state(centre, crew) == "done", 40)
    expect(page.locator(".off")).to_have_count(0, timeout=30_000)
    case = until(lambda: _with_photos(centre, crew, 2))
    assert sorted(one["kind"] for one in case["attachments"]) == ["after", "before"]
    assert "Đã bơm, nước rút" in [line["text"] for line in case["timeline"]]


def _with_photos(centre: Centre, crew: dict, count: int) -> dict | None:
    case = centre.get(f"/api/v1/incidents/{crew['incident']}", "officer")
    return case if len(case["attachments"]) == count else None


def test_given_a_job_called_back_while_offline_when_the_crew_moves_on_then_it_is_told_plainly(
    centre: Centre, tablet: BrowserContext, crew: dict
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "accepted")
    cut(page)
    page.locator("#go").tap()
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    centre.post(f"/api/v1/incidents/{crew['incident']}/cancel", {"reason": "Báo nhầm"}, "officer")
    mend(page)
    expect(page.locator(".no")).to_contain_text("Lên đường không được nhận", timeout=40_000)
    assert violations(page) == []
    page.get_by_role("button", name="Đã hiểu").tap()
    expect(page.locator(".empty")).to_contain_text("Chưa có việc")


def told(centre: Centre, crew: dict, kind: str) -> list[dict]:
    case = centre.get(f"/api/v1/incidents/{crew['incident']}", "officer")
    return [line for line in case["timeline"] if line["kind"] == kind]


def plain(page: Page) -> None:
    """Big enough for a glove, dark enough for the sun, and nothing for axe-core to find."""
    assert small_targets(page) == []
    assert faint_words(page, "tc-crew", 7) == []
    assert violations(page) == []


def test_given_a_crew_at_work_when_it_ticks_asks_and_pauses_then_the_officers_know_at_once(
    centre: Centre, tablet: BrowserContext, crew: dict
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    plain(page)
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "accepted")
    page.locator(".chk label").first.tap()
    until(lambda: told(centre, crew, "incident.checked"))
    page.get_by_role("button", name="Xin hỗ trợ").tap()
    plain(page)
    page.get_by_role("button", name="Thêm người").tap()
    expect(page.locator(".stand")).to_contain_text("Đã xin hỗ trợ: thêm người")
    (asked,) = until(lambda: told(centre, crew, "incident.help_asked"))
    assert asked["data"]["need"] == "people"
    page.get_by_role("button", name="Tạm dừng").tap()
    plain(page)
    page.get_by_role("button", name="Xe hỏng").tap()
    until(lambda: centre.get(f"/api/v1/crews/{crew['id']}")["pause"] == "vehicle")
    expect(page.locator(".stand").last).to_contain_text("xe hỏng")
    plain(page)
    excluded = centre.get(f"/api/v1/incidents/{other_incident(centre)}/recommendation", "officer")["excluded"]
    assert {"code": "break", "params": {"pause": "vehicle"}} in [
        one["reason"] for one in excluded if one["crew_id"] == crew["id"]
    ]
    page.get_by_role("button", name="Làm tiếp").tap()
    until(lambda: centre.get(f"/api/v1/crews/{crew['id']}")["status"] == "busy")
    centre.post(f"/api/v1/incidents/{crew['incident']}/help-answered", {}, "officer")
    expect(page.locator(".stand")).to_have_count(0)


def other_incident(centre: Centre) -> int:
    place = {"lat": LAT + 0.01, "lon": LON}
    return centre.post("/api/v1/incidents", {"category": "tree", "title": "Cây đổ", **place}, "officer")["id"]


def test_given_a_call_for_help_without_network_when_it_returns_then_it_arrives_once(
    centre: Centre, tablet: BrowserContext, crew: dict
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "accepted")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("caches.match('/crew').then(found => Boolean(found))"))
    cut(page)
    page.get_by_role("button", name="Xin hỗ trợ").tap()
    expect(page.locator("tc-help .notice")).to_contain_text("Đang mất mạng")
    page.get_by_role("button", name="Y tế").tap()
    page.locator(".chk label").first.tap()
    expect(page.locator(".off")).to_contain_text("2 chưa gửi")
    expect(page.locator(".stand")).to_contain_text("chưa gửi")
    page.reload()
    expect(page.locator(".off")).to_contain_text("2 chưa gửi")
    expect(page.locator(".chk .on")).to_have_count(1)
    plain(page)
    page.get_by_role("button", name="Xem").tap()
    expect(page.locator(".outbox li")).to_have_count(2)
    plain(page)
    page.keyboard.press("Escape")
    mend(page)
    until(lambda: told(centre, crew, "incident.checked"), 40)
    expect(page.locator(".off")).to_have_count(0, timeout=30_000)
    assert [line["data"]["need"] for line in told(centre, crew, "incident.help_asked")] == ["medical"]
    assert len(told(centre, crew, "incident.checked")) == 1


def test_given_a_crew_without_work_when_it_opens_the_tablet_then_it_can_come_pause_and_go_home(
    centre: Centre, tablet: BrowserContext, crew: dict
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    page.get_by_role("button", name="Từ chối").tap()
    plain(page)
    page.get_by_role("button", name="Hết ca").tap()
    expect(page.locator(".empty h1")).to_be_visible()
    plain(page)
    page.get_by_role("button", name="Hết ca").tap()
    until(lambda: centre.get(f"/api/v1/crews/{crew['id']}")["status"] == "off")
    expect(page.locator(".empty h1")).to_contain_text("Tổ chưa vào ca")
