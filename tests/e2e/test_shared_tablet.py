"""What a tablet keeps, and for whom, when people share it, in a real browser against a real centre."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.centre import Centre, until
from tests.e2e.front import Front
from tests.e2e.test_tablet import CUTTABLE, all_sent, cut, sign_in, state

LON, LAT = 105.8588, 19.6176  # in the generated town
Hand = dict[str, Any]


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, locale="vi-VN")
    context.add_init_script(CUTTABLE)
    yield context
    context.close()


@pytest.fixture
def front(centre: Centre) -> Iterator[Front]:
    made = Front(centre.url)
    yield made
    made.close()


def crew_with_job(centre: Centre) -> Hand:
    """A crew with an account of its own, and an incident it was sent to."""
    code = f"TAB-{uuid.uuid4().hex[:6]}"
    agency = centre.get("/api/v1/agencies")["items"][0]
    place = {"lat": LAT, "lon": LON}
    made = centre.post("/api/v1/crews", {"code": code, "name": "Tổ thử", "agency_id": agency["id"], **place})
    name, password = centre.person("crew", code.lower(), crew_id=made["id"], agency_id=agency["id"])
    incident = centre.post("/api/v1/incidents", {"category": "flood", "title": f"Ngập {code}", **place}, "officer")
    centre.post(f"/api/v1/incidents/{incident['id']}/dispatch", {"crew_ids": [made["id"]]}, "officer")
    return {"id": made["id"], "code": code, "name": name, "password": password, "title": incident["title"]}


def sign_out(page: Page, centre: Centre) -> None:
    page.goto(centre.url + "/account")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.locator("[name=password]").wait_for()


def can_open_offline(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("caches.match('/crew').then(found => Boolean(found))"))


def test_given_two_people_and_one_tablet_when_they_take_turns_then_each_finds_and_sends_only_their_own(
    centre: Centre, tablet: BrowserContext
) -> None:
    first, second = crew_with_job(centre), crew_with_job(centre)
    page = tablet.new_page()
    sign_in(page, centre, first)
    can_open_offline(page)
    cut(page)
    page.locator("#go").tap()
    expect(page.locator(".off")).to_contain_text("1 chưa gửi")
    page.close()  # the battery is empty before the network is back
    tablet.set_offline(False)

    page = tablet.new_page()
    sign_out(page, centre)
    until(lambda: not page.evaluate("caches.match('/crew').then(found => Boolean(found))"))
    sign_in(page, centre, second)
    expect(page.locator("tc-crew header")).to_contain_text("0 chưa gửi")
    expect(page.locator("tc-crew header")).to_contain_text(second["code"])
    page.locator("#go").tap()
    until(lambda: state(centre, second) == "accepted")
    assert state(centre, first) == "offered"
    can_open_offline(page)
    all_sent(page)  # what is not answered would go out once more, under the next one's eyes
    tablet.set_offline(True)
    page.reload()
    expect(page.locator("tc-job h1")).to_have_text(second["title"])
    tablet.set_offline(False)

    sign_out(page, centre)
    sign_in(page, centre, first)
    until(lambda: state(centre, first) == "accepted", 40)
    expect(page.locator("tc-job h1")).to_have_text(first["title"])


def test_given_a_page_left_open_when_another_signs_in_beside_it_then_nothing_goes_out_in_their_name(
    centre: Centre, tablet: BrowserContext
) -> None:
    first, second = crew_with_job(centre), crew_with_job(centre)
    left = tablet.new_page()
    sign_in(left, centre, first)
    beside = tablet.new_page()
    sign_out(beside, centre)
    sign_in(beside, centre, second)
    left.locator("#go").tap()
    expect(left.locator(".off")).to_contain_text("hãy đăng nhập lại")
    assert state(centre, first) == "offered"
    assert left.locator(".no").count() == 0


def enter(page: Page, front: Front, who: Hand) -> None:
    """As far as a proxy without the live feed lets a tablet come: its page, kept for a time without network."""
    page.goto(front.url + "/login?next=/crew")
    page.locator("[name=name]").fill(who["name"])
    page.locator("[name=password]").fill(who["password"])
    page.keyboard.press("Enter")
    page.locator("tc-crew .empty").wait_for()
    can_open_offline(page)


def test_given_a_centre_that_is_being_renewed_when_the_tablet_opens_then_it_stands_as_it_did(
    centre: Centre, front: Front, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    enter(page, front, crew_with_job(centre))
    front.down = True
    page.reload()
    page.locator("tc-crew header").wait_for()


def renew(page: Page, front: Front, build: str) -> None:
    """The centre is renewed, and the tablet notices."""
    front.build = build
    page.evaluate("navigator.serviceWorker.getRegistration('/crew').then(found => found.update())")


def wait_for_work(page: Page, build: str) -> None:
    """Until that build's worker is at work, with its files."""
    at_work = """build => navigator.serviceWorker.getRegistration('/crew').then(async found =>
        !found.installing && !found.waiting && found.active.state === 'activated' &&
        (await caches.keys()).some(name => name.startsWith('crew-shell-' + build)))"""
    until(lambda: page.evaluate(at_work, build))


def test_given_an_ended_session_when_the_centre_is_renewed_thrice_then_the_tablet_still_opens_without_network(
    centre: Centre, front: Front, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    enter(page, front, crew_with_job(centre))
    tablet.clear_cookies()
    for build in ("second-", "third-", "fourth-"):
        renew(page, front, build)
        wait_for_work(page, build)
    front.down = True  # an address that does not answer, as without network
    page.close()
    page = tablet.new_page()
    page.goto(front.url + "/crew")
    page.locator("tc-crew header").wait_for()
    shells = [name for name in page.evaluate("caches.keys()") if name.startswith("crew-shell-")]
    assert len(shells) == 2  # the one with the page, and the newest


def test_given_a_tablet_still_keeping_the_city_when_the_centre_is_renewed_then_the_new_files_stay(
    centre: Centre, front: Front, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    front.pack_comes.clear()
    enter(page, front, crew_with_job(centre))
    tablet.clear_cookies()  # the new build fetches no page that would bring its place back
    renew(page, front, "second-")
    until(lambda: page.evaluate("caches.keys().then(names => names.some(name => name.includes('second-')))"))
    front.pack_comes.set()
    wait_for_work(page, "second-")


def test_given_a_city_imported_anew_when_the_tablet_opens_then_it_keeps_the_new_one(
    centre: Centre, front: Front, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    enter(page, front, crew_with_job(centre))
    kept = "caches.match('/pack/wards.geojson').then(found => found && found.text())"
    until(lambda: page.evaluate(kept))
    front.city = b'{"type": "FeatureCollection", "features": []}'
    page.reload()
    until(lambda: page.evaluate(kept) == front.city.decode())


def test_given_hundreds_of_photos_and_a_full_device_then_the_newest_are_kept_and_all_are_shown(
    centre: Centre, front: Front, tablet: BrowserContext
) -> None:
    page = tablet.new_page()
    enter(page, front, crew_with_job(centre))
    page.reload()  # under the worker from here on
    page.locator("tc-crew header").wait_for()
    see = "async n => { for (const i of Array(n).keys()) await (await fetch('/files/demo/' + i)).text() }"
    page.evaluate(see, 203)
    kept = page.evaluate(
        "caches.open('crew-photos').then(c => c.keys()).then(k => k.map(r => +r.url.split('/').pop()))"
    )
    assert sorted(kept) == list(range(3, 203))
    session = tablet.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": front.url, "quotaSize": 1})
    assert page.evaluate("fetch('/files/demo/full').then(answer => answer.status)") == 200
