"""The duty officer's work, key by key: join and part, put aside, give back, close, send, be told no, send again."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.e2e.centre import Centre, until
from tests.e2e.desk import crew_at
from tests.e2e.officer import Officer, opened


def test_given_two_incidents_that_are_one_when_g_and_u_are_pressed_then_they_join_and_part(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one, other = opened(centre, *city, title="Ngập đầu phố"), opened(centre, city[0] + 0.0004, city[1])
    lan.go(one)
    lan.dialog("g")
    lan.page.wait_for_selector(f"dialog .item:has-text('{other['code']}')")
    lan.press("1")
    until(lambda: lan.asked(one)["merged_into"] is not None)
    into = lan.asked(one)["merged_into"]
    until(lambda: lan.shows_detail(centre.get(f"/api/v1/incidents/{into}")["code"]))
    expect(lan.page.locator(".detail-head")).to_contain_text(one["code"])
    lan.press("u")
    until(lambda: lan.asked(one)["merged_into"] is None)
    assert lan.asked(one)["state"] == "open"
    lan.said("Đã tách")
    lan.press("z")
    until(lambda: lan.asked(one)["merged_into"] == into)


def test_given_an_agency_that_asks_for_more_time_when_q_is_pressed_then_it_is_given_or_refused_with_a_reason(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one = opened(centre, city[0] + 0.01, city[1], title="Cống sập")
    path, wish = f"/api/v1/incidents/{one['id']}/more-time", {"until": "2099-01-01T10:00:00Z", "reason": "Chờ bơm"}
    lan.go(one)
    lan.press("q")
    lan.said("không có việc gì")  # nobody asks
    centre.post(path, wish)
    expect(lan.page.locator(".detail-head .notice")).to_contain_text("Chờ bơm")
    lan.dialog("q")
    lan.press("Tab")
    lan.type("Còn bơm dự phòng")
    lan.press("Enter")
    until(lambda: lan.asked(one)["more_time_until"] is None)
    assert lan.asked(one)["due_at"] == one["due_at"]
    expect(lan.page.locator(".entries")).to_contain_text("Còn bơm dự phòng")
    centre.post(path, wish)
    lan.page.wait_for_selector(".detail-head .notice:has-text('Chờ bơm')")
    lan.dialog("q")
    lan.press("Enter")
    until(lambda: lan.asked(one)["due_at"].startswith("2099"))
    lan.said("hạn mới")
    expect(lan.page.locator(".detail-head .notice")).to_have_count(0)


def test_given_an_incident_when_it_is_put_aside_resolved_closed_and_reopened_then_keys_alone_do_it(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one = opened(centre, city[0] + 0.02, city[1], title="Cây nghiêng")
    lan.go(one)
    lan.dialog("h")
    lan.type("chờ xe cẩu")
    lan.press("Enter")
    lan.until_state(one, "on_hold")
    assert lan.asked(one)["hold_reason"] == "chờ xe cẩu"
    lan.press("r")
    lan.until_state(one, "open")
    lan.press("e")
    lan.until_state(one, "resolved")
    lan.press("r")
    lan.until_state(one, "closed")
    until(lambda: not lan.shows_detail(one["code"]))  # the next one stands in its place
    lan.go(one)  # off the board, and still found
    lan.page.wait_for_selector(".notice:has-text('Đã đóng')")
    lan.dialog("o")
    lan.type("bị lại")
    lan.press("Enter")
    lan.until_state(one, "triaged")
    lan.go(one)
    lan.dialog("x")
    lan.type("không có thật")
    lan.press("Enter")
    lan.until_state(one, "cancelled")
    lan.said("đã hủy")
    lan.press("z")
    lan.until_state(one, "triaged")


def test_given_an_incident_when_t_is_pressed_then_what_and_whose_it_is_can_be_changed(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one = opened(centre, city[0] - 0.02, city[1], title="Chưa rõ")
    lan.go(one)
    lan.dialog("t")
    lan.page.select_option("#judge-category", "tree")
    lan.page.fill("#judge-title", "Cây đổ chắn hai làn")
    lan.press("Enter")
    until(lambda: lan.asked(one)["category"] == "tree")
    assert lan.asked(one)["title"] == "Cây đổ chắn hai làn"
    expect(lan.page.locator(".detail-title")).to_have_text("Cây đổ chắn hai làn")


def test_given_words_and_a_photo_when_they_are_added_then_the_timeline_has_them(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one = opened(centre, city[0] - 0.03, city[1])
    lan.go(one)
    lan.press("n")
    lan.page.wait_for_selector("#note:focus")
    lan.type("dân báo nước rút")
    lan.press("Enter")
    lan.page.wait_for_selector(".entries li:has-text('dân báo nước rút')")
    photo = BytesIO()
    Image.new("RGB", (320, 240), (40, 90, 160)).save(photo, "JPEG")
    lan.page.set_input_files(
        ".note-photo input", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    until(lambda: [photo["ready"] for photo in lan.asked(one)["attachments"]] == [True], 30)
    lan.page.wait_for_selector(".thumbs img")
    lan.page.focus(".checklist input")
    lan.press("Space")
    until(lambda: lan.asked(one)["checklist"][0]["done_at"])
    lan.page.wait_for_selector(".checklist .done:has-text('Hoàng Thị Lan')")
    lan.page.evaluate("document.activeElement.blur()")


def test_given_two_crews_when_one_says_no_then_the_officer_hears_it_and_sends_another(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    lon, lat = city[0], city[1] + 0.02
    first, second = crew_at(centre, "TN-71", lon + 0.001, lat), crew_at(centre, "TN-72", lon + 0.004, lat)
    one = opened(centre, lon, lat, priority=2)
    lan.go(one)
    lan.page.wait_for_selector(".ranked.first:has-text('TN-71')")
    lan.press("Enter")

    def on_it() -> dict[int, str]:
        return {job["crew_id"]: job["state"] for job in lan.asked(one)["assignments"]}

    until(lambda: on_it() == {first["id"]: "offered"})
    lan.said("Đã điều TN-71")  # the screen knows it too: what it says next is news
    job = lan.asked(one)["assignments"][0]["id"]
    tablet = centre.ioc("token", "create", "--role", "crew", "--crew", str(first["id"]))
    headers = {"Authorization": f"Bearer {tablet}"}
    answer = centre.call("POST", f"/api/v1/assignments/{job}/decline", headers=headers, json={"reason": "hỏng bơm"})
    assert answer.ok, answer.text
    lan.said("TN-71 từ chối")
    lan.page.wait_for_selector(".notice:has-text('hỏng bơm')")
    lan.page.wait_for_selector(".ranked.first:has-text('TN-72')")
    expect(lan.page.locator(".entries")).to_contain_text("TN-71 từ chối")
    lan.press("Enter")
    until(lambda: on_it().get(second["id"]) == "offered")
    lan.page.wait_for_selector(".entries:has-text('TN-72')")  # the screen knows it too
    lan.dialog("b")
    lan.press("1")
    until(lambda: on_it()[second["id"]] == "aborted")
    lan.said("Đã rút TN-72")
    lan.press("z")
    until(lambda: [j["state"] for j in lan.asked(one)["assignments"]].count("offered") == 1)
    lan.press("d")
    lan.page.wait_for_selector("tc-recommend .excluded")


def test_given_the_help_when_every_key_on_it_is_pressed_then_each_does_something(
    centre: Centre, city: tuple[float, float], lan: Officer
) -> None:
    one = opened(centre, city[0] + 0.03, city[1] - 0.02)
    opened(centre, city[0] + 0.035, city[1] - 0.025, category="tree")  # there is a row above or below it
    crew_at(centre, "TN-75", city[0] + 0.03, city[1] - 0.025)  # and somebody who could go
    lan.go(one)
    lan.page.wait_for_selector(".ranked.first")
    lan.dialog("?")
    rows = lan.page.evaluate(HINTS)
    assert len(rows) >= 28
    lan.press("Escape")
    lan.page.wait_for_selector("dialog[open]", state="detached")
    deaf = []
    for hints in rows:
        key = f"Shift+Digit{hints[1]}" if hints[0] == "⇧" else hints[0]
        key = key.lower() if len(key) == 1 else key
        if key == "k":  # the first row has none above it
            lan.press("j")
        before = lan.page.evaluate(STATE)
        lan.press(key)
        try:
            until(lambda before=before: lan.page.evaluate(STATE) != before, 6)
        except AssertionError:
            deaf.append(key)
        lan.press("Escape")
        lan.page.evaluate("document.querySelector('dialog[open]')?.close(); document.activeElement?.blur()")
        lan.page.wait_for_selector("dialog[open]", state="detached")
    assert deaf == []


HINTS = """[...document.querySelectorAll('.keys li')].map(
  li => [...li.querySelectorAll('tc-key')].map(key => key.textContent.trim()))"""
STATE = """JSON.stringify([
  document.querySelector('dialog[open] h2')?.textContent, document.querySelector('.foot-notice')?.textContent,
  document.querySelector('.item.on')?.dataset.incident, document.documentElement.dataset.theme,
  document.activeElement?.id, [...document.querySelectorAll('.map-layers button')].map(b => b.ariaPressed),
  document.querySelector('.bar')?.textContent.includes('Đã tắt tiếng'), document.querySelector('.people')?.textContent,
  document.querySelector('tc-recommend')?.textContent.length])"""
