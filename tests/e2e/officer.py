"""An officer who has no mouse: everything is a key, and every wait is for something that can be seen or asked."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.centre import Centre, until
from tests.e2e.desk import sign_in

SELECTED = "document.querySelector('.detail-head .quiet')?.textContent ?? ''"


@dataclass
class Officer:
    page: Page
    centre: Centre

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def go(self, incident: dict[str, Any]) -> None:
        """To an incident by its code, wherever it stands."""
        code = incident["code"]
        if self.shows_detail(code):
            return
        self.press("/")
        self.page.wait_for_selector("#search:focus")
        self.type(code.lower())
        self.found(code)
        self.press("Enter")
        until(lambda: self.shows_detail(code))

    def found(self, wanted: str) -> None:
        """The answer to all the words, not to the first few of them."""
        self.page.wait_for_selector(f"#found[aria-busy=false] li:has-text('{wanted}')")

    def shows_detail(self, code: str) -> bool:
        return code in self.page.evaluate(SELECTED).replace("\u2011", "-")

    def asked(self, incident: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.centre.get(f"/api/v1/incidents/{incident['id']}")
        return found

    def until_state(self, incident: dict[str, Any], state: str) -> None:
        until(lambda: self.asked(incident)["state"] == state)

    def dialog(self, key: str) -> None:
        self.press(key)
        self.page.wait_for_selector("dialog[open]")

    def said(self, words: str) -> None:
        self.page.wait_for_selector(f".foot-notice.said:has-text('{words}')")


def officer_at(browser: Browser, centre: Centre, who: tuple[str, str], width: int = 1440, height: int = 900) -> Officer:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    sign_in(page, centre, who, "/console")
    page.wait_for_selector(".queue-list", state="attached", timeout=60_000)
    return Officer(page, centre)


def opened(centre: Centre, lon: float, lat: float, **more: Any) -> dict[str, Any]:
    """An incident that somebody told of by telephone."""
    draft = {"category": "flood", "lon": lon, "lat": lat, "priority": 3, **more}
    made: dict[str, Any] = centre.post("/api/v1/incidents", draft)
    return made
