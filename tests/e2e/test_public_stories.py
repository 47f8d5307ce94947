"""A citizen's phone and a crew's tablet, in a real browser against a real centre."""

import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.centre import ROOT, Centre, until
from tests.kernel.test_uploads import with_position

AXE = ROOT / "node_modules/axe-core/axe.min.js"
VIOLATIONS = "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
LON, LAT = 105.8588, 19.6176  # in the generated town


def sound(page: Page) -> None:
    """axe-core finds nothing."""
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(VIOLATIONS) == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(with_position(LON, LAT))
    return path


@pytest.fixture
def plain_photo(tmp_path: Path) -> Path:
    out = BytesIO()
    Image.effect_noise((800, 600), 50).convert("RGB").save(out, "JPEG")
    path = tmp_path / "plain.jpg"
    path.write_bytes(out.getvalue())
    return path


def reports(centre: Centre, text: str) -> list[dict]:
    return [card for card in centre.get("/api/v1/reports", "officer")["items"] if card["text"] == text]


def fill(page: Page, centre: Centre, photo: Path, text: str) -> None:
    page.goto(centre.url + "/report")
    page.locator("html.js").wait_for()
    page.locator("#photos").set_input_files(photo)
    page.locator(".pics figure").wait_for()
    expect(page.locator("#where-how")).to_have_text("từ ảnh")
    page.locator(".cat").first.tap()
    page.locator("#text").fill(text)


def test_given_a_photo_with_a_place_when_sent_with_two_taps_then_tracked_and_told_live(
    centre: Centre, phone: Page, photo: Path
) -> None:
    text = f"Ổ gà {uuid.uuid4()}"
    fill(phone, centre, photo, text)
    sound(phone)
    phone.locator("#send").tap()
    phone.wait_for_url("**/r/*")
    phone.locator(".ba img").wait_for()  # re-encoded by the worker, shown by itself
    sound(phone)
    (card,) = reports(centre, text)
    assert abs(card["lon"] - LON) < 1e-3
    phone.go_back()
    assert len(reports(centre, text)) == 1
    phone.goto(centre.url + f"/find?code={card['code']}")
    expect(phone.locator(".found")).to_contain_text(card["code"])
    phone.go_back()
    phone.goto(centre.url + "/")
    phone.locator("#mine a").first.tap()
    phone.locator(".steps").wait_for()
    incident = card["incident_id"]
    centre.post(f"/api/v1/incidents/{incident}/triage", {"priority": 3}, "officer")
    expect(phone.locator(".steps")).to_contain_text("Tiếp nhận")
    centre.post(f"/api/v1/incidents/{incident}/resolve", {"note": "Chỉ nội bộ"}, "officer")
    phone.locator(".stars label").nth(3).tap()
    sound(phone)
    phone.get_by_role("button", name="Gửi đánh giá").tap()
    expect(phone.locator(".steps")).to_contain_text("Bạn đánh giá 4 trên 5")
    assert "nội bộ" not in phone.content()
    phone.get_by_role("button", name="Chưa xong? Mở lại").tap()
    expect(phone.locator(".steps")).to_contain_text("Bạn mở lại")
    assert centre.get(f"/api/v1/incidents/{incident}", "officer")["state"] == "triaged"


def test_given_no_network_when_sent_then_kept_said_and_sent_once_when_it_is_back(
    centre: Centre, phone: Page, photo: Path
) -> None:
    text = f"Mất mạng {uuid.uuid4()}"
    fill(phone, centre, photo, text)
    phone.context.set_offline(True)
    phone.locator("#send").tap()
    expect(phone.locator("#news")).to_contain_text("giữ trên máy này")
    sound(phone)
    phone.context.set_offline(False)
    phone.wait_for_url("**/r/*")
    assert len(reports(centre, text)) == 1


def test_given_no_scripts_when_the_form_is_sent_then_it_works_as_a_plain_page(
    centre: Centre, browser: Browser, photo: Path
) -> None:
    text = f"Không script {uuid.uuid4()}"
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.goto(centre.url + "/report")
    page.locator("#photos").set_input_files(photo)
    page.locator("[name=category]").first.check()
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/r/*")
    expect(page.locator(".steps")).to_contain_text("Bạn gửi phản ánh")
    context.close()
    assert reports(centre, text)[0]["channel"] == "web"


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1024, "height": 768},
        has_touch=True,
        locale="vi-VN",
        geolocation={"longitude": LON, "latitude": LAT},
        permissions=["geolocation"],
    )
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


def state(centre: Centre, crew: dict) -> str:
    return centre.get("/api/v1/assignments", "officer", state="all", crew=crew["id"])["items"][0]["state"]


def small_targets(page: Page) -> list[str]:
    """What can be touched and is lower than 48 px."""
    return page.evaluate(
        """[...document.querySelectorAll('tc-crew button, tc-crew a, tc-crew label, tc-crew textarea')]
        .filter(e => e.offsetParent && !e.closest('.map-ground, .map-pins') && e.getBoundingClientRect().height < 48)
        .map(e => e.outerHTML.slice(0, 120))"""
    )


def test_given_a_dropped_network_in_the_middle_of_a_closing_when_it_returns_then_all_of_it_arrives_once(
    centre: Centre, tablet: BrowserContext, crew: dict, plain_photo: Path
) -> None:
    page = tablet.new_page()
    sign_in(page, centre, crew)
    sound(page)
    assert small_targets(page) == []
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "accepted")
    page.locator("#go").tap()
    page.locator("#go").tap()
    until(lambda: state(centre, crew) == "on_scene")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("caches.match('/crew').then(found => Boolean(found))"))

    tablet.set_offline(True)
    expect(page.locator("#go")).to_contain_text("còn thiếu 1 ảnh")
    page.locator("#shoot-before").set_input_files(plain_photo)
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    page.reload()  # the browser is closed and opened in the rain
    page.locator("tc-job").wait_for()
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    page.locator("#shoot-after").set_input_files(plain_photo)
    page.locator("#closing-note").fill("Đã bơm, nước rút")
    expect(page.locator("#go")).to_contain_text("đủ ảnh")
    sound(page)
    page.locator("#go").tap()
    expect(page.locator(".off")).to_contain_text("3 chưa gửi")
    assert state(centre, crew) == "on_scene"

    tablet.set_offline(False)
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
    tablet.set_offline(True)
    page.locator("#go").tap()
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    centre.post(f"/api/v1/incidents/{crew['incident']}/cancel", {"reason": "Báo nhầm"}, "officer")
    tablet.set_offline(False)
    expect(page.locator(".no")).to_contain_text("Lên đường không được nhận", timeout=40_000)
    sound(page)
    page.get_by_role("button", name="Đã hiểu").tap()
    expect(page.locator(".empty")).to_contain_text("Chưa có việc")
