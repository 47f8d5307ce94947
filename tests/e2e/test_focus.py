"""Whoever works without a pointer always sees where they are, and comes around every page by Tab."""

import pytest
from playwright.sync_api import Page

from tests.e2e.centre import Centre
from tests.e2e.desk import sign_in
from tests.e2e.focus import lost

STAFF = ("/reports", "/lead", "/admin", "/admin/sensors", "/account")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_given_any_page_when_walked_by_tab_then_the_focus_is_always_in_sight(
    centre: Centre, desk: Page, width: int, height: int
) -> None:
    desk.set_viewport_size({"width": width, "height": height})
    found = {}
    for path in ("/", "/report", "/login"):
        desk.goto(f"{centre.url}{path}")
        found[path] = lost(desk)
    sign_in(desk, centre, centre.person("admin", f"tab-{width}"), "/admin")
    for path in STAFF:
        desk.goto(f"{centre.url}{path}")
        found[path] = lost(desk)
    desk.goto(f"{centre.url}/console")
    desk.wait_for_selector(".queue-list", state="attached")
    found["/console"] = lost(desk)
    assert {path: stops for path, stops in found.items() if stops} == {}
