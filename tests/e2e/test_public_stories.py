"""A citizen's phone, in a real browser against a real centre."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

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


def test_given_a_photo_from_another_city_then_the_page_says_so_and_opens_the_map(
    centre: Centre, phone: Page, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.jpg"
    elsewhere.write_bytes(with_position(2.35, 48.85))
    phone.goto(centre.url + "/report")
    phone.locator("html.js").wait_for()
    phone.locator("#photos").set_input_files(elsewhere)
    expect(phone.locator("#where-how.far")).to_have_text("từ ảnh: ngoài bản đồ thành phố, hãy xem lại")
    expect(phone.locator("#finder")).to_be_visible()
    sound(phone)


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


def test_given_a_slow_network_when_a_photo_is_chosen_before_the_script_has_come_then_it_is_taken(
    centre: Centre, phone: Page, photo: Path
) -> None:
    held: list[Route] = []
    slow = True

    def hold(route: Route) -> None:
        if slow:
            held.append(route)
        else:
            route.continue_()

    phone.route("**/dist/assets/report-*.js", hold)
    phone.goto(centre.url + "/report", wait_until="commit")
    phone.locator("#photos").set_input_files(photo)
    until(lambda: phone.title() and held)
    expect(phone.locator(".pics figure")).to_have_count(0)
    slow = False
    for route in held:
        route.continue_()
    phone.locator(".pics figure").wait_for()
    expect(phone.locator("#where-how")).to_have_text("từ ảnh")


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
