"""Pages that keep themselves up to date, without a reload and without touching what somebody writes."""

import uuid

from playwright.sync_api import Page, expect

from tests.e2e.centre import Centre
from tests.e2e.desk import sign_in
from tests.e2e.test_public_stories import sound

STAYED = "window.stayed = true"
STILL = "window.stayed === true"


def opened(centre: Centre, **more: object) -> dict:
    lon, lat = centre.get("/pack/pack.json")["center"]
    title = f"Việc {uuid.uuid4().hex[:8]}"
    return centre.post("/api/v1/incidents", {"category": "order", "lon": lon, "lat": lat, "title": title, **more})


def test_given_an_agency_at_its_queue_when_work_comes_and_ends_then_the_list_follows_and_its_words_stay(
    centre: Centre, desk: Page
) -> None:
    (order,) = (row for row in centre.get("/api/v1/agencies")["items"] if row["code"] == "ORDER")
    sign_in(desk, centre, centre.person("agency", "trattu1", agency_id=order["id"]), "/agency")
    desk.evaluate(STAYED)
    made = opened(centre)
    expect(desk.locator(f".job:has-text('{made['code']}')")).to_be_visible()
    assert desk.evaluate(STILL)
    desk.click(f".job:has-text('{made['code']}')")
    desk.evaluate(STAYED)
    desk.fill("form[action$='/resolve'] textarea", "Đã dọn vỉa hè, đang chụp ảnh")
    centre.post(f"/api/v1/incidents/{made['id']}/notes", {"text": "Phường báo thêm hai quầy"})
    expect(desk.locator("#live-story")).to_contain_text("Phường báo thêm hai quầy")
    expect(desk.locator("form[action$='/resolve'] textarea")).to_have_value("Đã dọn vỉa hè, đang chụp ảnh")
    assert desk.evaluate(STILL)
    sound(desk)
    centre.post(f"/api/v1/incidents/{made['id']}/cancel", {"reason": "hết chuyện"})


def test_given_a_leader_when_an_incident_opens_then_the_figure_moves_and_a_half_written_reason_stays(
    centre: Centre, desk: Page
) -> None:
    asking = opened(centre)
    wish = {"reason": "Chờ xe cẩu", "until": "2099-01-01T00:00:00Z"}
    centre.post(f"/api/v1/incidents/{asking['id']}/more-time", wish)
    sign_in(desk, centre, centre.person("supervisor", "lanhdao2"), "/lead")
    desk.evaluate(STAYED)
    figure = desk.locator(".figures > div").nth(1).locator("b")
    before = int(figure.inner_text())
    more = opened(centre)
    expect(figure).to_have_text(str(before + 1))
    reason = desk.locator(f"form[action$='/{asking['id']}'] [name=reason]")
    reason.fill("Hạn này đã hứa với dân")
    desk.locator("h1").click()  # the cursor leaves the field
    with desk.expect_response(lambda answer: answer.url.endswith("/lead")):
        latest = opened(centre)
    expect(reason).to_have_value("Hạn này đã hứa với dân")
    assert desk.evaluate(STILL)
    sound(desk)
    for each in (asking, more, latest):
        centre.post(f"/api/v1/incidents/{each['id']}/cancel", {"reason": "hết chuyện"})


def test_given_the_reports_desk_when_a_citizen_writes_then_it_stands_in_the_list(centre: Centre, desk: Page) -> None:
    sign_in(desk, centre, centre.person("officer", "phananh1"), "/reports")
    desk.evaluate(STAYED)
    lon, lat = centre.get("/pack/pack.json")["center"]
    text = f"Quầy hàng lấn đường {uuid.uuid4().hex[:8]}"
    sent = centre.post("/api/v1/reports", {"category": "order", "lon": lon, "lat": lat, "text": text})
    expect(desk.locator(f".job:has-text('{text}')")).to_be_visible()
    assert desk.evaluate(STILL)
    sound(desk)
    centre.post(f"/api/v1/reports/{sent['id']}/reject", {"reason": "chỉ để thử"})
