"""Helpers of the officer's stories: signing in, a flood that a sensor tells of, a crew that can go, axe-core."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.e2e.centre import ROOT, Centre, Device, until

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`);
}"""


FAINT = """([root, least]) => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = (front, back) => front.slice(0, 3).map((c, i) => c * (front[3] ?? 1) + back[i] * (1 - (front[3] ?? 1)));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector(root), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (!textContent.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest('.sr, .map-ground, .map-pins, .map-credit')) continue;
    const back = ground(element);
    const front = over(channels(getComputedStyle(element).color), back);
    const [a, b] = [light(front), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push(`${ratio.toFixed(2)} ${element.className} "${textContent.trim().slice(0, 40)}"`);
  }
  return found;
}"""


def faint_words(page: Page, root: str, least: float) -> list[str]:
    """Words under `root` whose contrast with what lies behind them is below `least`; the map's own labels left out."""
    found: list[str] = page.evaluate(FAINT, [root, least])
    return found


def sign_in(page: Page, centre: Centre, who: tuple[str, str], path: str) -> None:
    name, password = who
    page.goto(f"{centre.url}/login?next={path}")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_url(f"{centre.url}{path}")


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands. Put in through the debugger: our policy lets no script in."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def crew_at(centre: Centre, code: str, lon: float, lat: float) -> dict[str, Any]:
    agency = next(a for a in centre.get("/api/v1/agencies")["items"])
    crew = {"code": code, "name": f"Tổ {code}", "leader": "Trần Văn Hùng", "agency_id": agency["id"]}
    made: dict[str, Any] = centre.post("/api/v1/crews", {**crew, "skills": ["pump"], "lat": lat, "lon": lon})
    return made


def flood(centre: Centre, key: str, lon: float, lat: float, device: Device) -> dict[str, Any]:
    """A drain sensor says 190 cm until the centre has an incident of it; returns the incident."""
    sensor = {"key": key, "kind": "drainage", "name": f"Cống {key}", "lon": lon, "lat": lat}
    made = centre.post("/api/v1/sensors", sensor)

    def told() -> int | None:
        device.say(f"city/drainage/{key}", {"ts": time.time(), "level_cm": 190.0})
        alarms = centre.get("/api/v1/alarms")["items"]
        return next((a["incident_id"] for a in alarms if a["sensor_id"] == made["id"] and a["incident_id"]), None)

    incident: dict[str, Any] = centre.get(f"/api/v1/incidents/{until(told, 60, 1)}")
    return incident


def gravest(incident: dict[str, Any]) -> dict[str, Any]:
    """The overflow. The high level below it is an alarm of its own, which comes later and is set aside."""
    found: dict[str, Any] = min(incident["alarm_list"], key=lambda alarm: alarm["severity"])
    return found


def shows(page: Page, script: str) -> Callable[[], Any]:
    """A fact on the page, for `until`."""
    return lambda: page.evaluate(script)
