"""The administrator's story in a real browser: every page clean and quiet, sensors by the hundred from a file."""

import re

from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.centre import Centre
from tests.e2e.desk import sign_in, violations

PAGES = ("", "/users", "/tokens", "/access", "/agencies", "/categories", "/categories/flood", "/crews", "/sensors",
         "/sensors/unknown", "/sensors/rejected", "/sensors/import", "/cameras", "/rules", "/outbox",
         "/log")  # fmt: skip


def _complaints(page: Page) -> list[str]:
    """What the browser complains about from now on: scripts or styles against the policy, files that are not there."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def test_given_the_sign_in_page_when_looked_at_then_axe_and_browser_have_nothing_to_say(
    centre: Centre, desk: Page
) -> None:
    heard = _complaints(desk)
    for width, height in ((1440, 900), (390, 844)):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto(f"{centre.url}/login")
        expect(desk.locator("input[name=name]")).to_be_focused()
        assert violations(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard == []


def test_given_an_administrator_when_walking_every_page_then_axe_and_browser_have_nothing_to_say(
    centre: Centre, desk: Page
) -> None:
    sign_in(desk, centre, centre.person("admin", "quantri1"), "/admin")
    heard = _complaints(desk)
    for path in PAGES:
        desk.goto(f"{centre.url}/admin{path}")
        expect(desk.locator("h1")).to_be_visible()
        assert violations(desk) == [], path
    desk.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        desk.goto(f"{centre.url}/admin{path}")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert heard == []


def test_given_an_administrator_at_the_keyboard_when_a_crew_is_made_then_its_place_is_picked_and_it_can_go_again(
    centre: Centre, desk: Page
) -> None:
    sign_in(desk, centre, centre.person("admin", "quantri3"), "/admin")
    heard = _complaints(desk)
    desk.goto(f"{centre.url}/admin/crews")
    desk.locator("summary").focus()
    desk.keyboard.press("Enter")
    for field, typed in (("code", "ZZ-99"), ("name", "Tổ cắt cỏ"), ("skills_more", "cắt cỏ")):
        desk.locator(f"details [name={field}]").focus()
        desk.keyboard.type(typed)
    desk.locator("details [name=status]").select_option("off")
    middle = desk.get_by_role("button", name="Lấy giữa bản đồ")
    middle.scroll_into_view_if_needed()
    desk.locator(".pick-map canvas").focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(".pick-map[data-idle]")).to_be_attached()
    middle.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("details [name=lat]")).to_have_value(re.compile(r"^\d+\.\d{6}$"))
    assert violations(desk) == []
    desk.get_by_role("button", name="Thêm").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("Tổ cắt cỏ")
    assert violations(desk) == []
    expect(desk.get_by_label("cắt cỏ")).to_be_checked()
    desk.get_by_label("Đang hoạt động").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(desk.locator("table").first).to_contain_text("ngừng hoạt động")
    assert heard == []


def test_given_a_long_file_when_imported_then_progress_is_shown_and_refused_rows_are_named(
    centre: Centre, desk: Page
) -> None:
    sign_in(desk, centre, centre.person("admin", "quantri2"), "/admin")
    desk.goto(f"{centre.url}/admin/sensors/import")
    rows = [f"csv-{n},{'rocket' if n % 100 == 0 else 'drainage'},Cống {n},16.46,107.59" for n in range(1, 501)]
    text = "\n".join(["key,kind,name,lat,lon", *rows])
    file = {"name": "sensors.csv", "mimeType": "text/csv", "buffer": text.encode()}
    desk.set_input_files("input[type=file]", files=[file])
    desk.click("#import button")
    expect(desk.locator("progress")).to_be_visible()
    expect(desk.get_by_text("Đã nhận 495 dòng, từ chối 5 dòng.")).to_be_visible(timeout=60_000)
    lines = desk.locator("tc-import-report tbody td:first-child").all_inner_texts()
    assert lines == ["101", "201", "301", "401", "501"]
    assert violations(desk) == []
    desk.goto(f"{centre.url}/admin/sensors?q=cong+499")
    expect(desk.get_by_role("cell", name="Cống 499")).to_be_visible()


def test_given_a_leader_and_an_agency_when_they_sign_in_then_their_pages_are_clean(centre: Centre, desk: Page) -> None:
    sign_in(desk, centre, centre.person("supervisor", "lanhdao1"), "/lead")
    expect(desk.locator("h1.sentence")).to_be_visible()
    assert violations(desk) == []
    desk.goto(f"{centre.url}/agency")
    assert violations(desk) == []
    desk.goto(f"{centre.url}/api")
    assert violations(desk) == []
