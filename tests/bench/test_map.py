"""What 100,000 live sensors cost the browser's main thread: the product's map, built, in headless Chromium."""

import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
SECONDS = 20
RATE = 1000
BUSY_LIMIT = 0.05
TASK_LIMIT_MS = 50

pytestmark = pytest.mark.bench


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the figures are the output."""


@pytest.fixture(scope="module")
def built_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("map_page")
    vite = ["npx", "vite", "build", "tests/bench/map_page", "--config", "vite.config.ts", "--base", "/"]
    vite += ["--outDir", str(out), "--emptyOutDir", "--logLevel", "error"]
    subprocess.run([*vite, "--mode", "bench"], cwd=ROOT, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def busy_seconds(cdp: CDPSession) -> float:
    metrics = cdp.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def share_busy(page: Page, cdp: CDPSession, rate: int) -> tuple[float, float]:
    """Share of the main thread that is busy over SECONDS, and the longest task in ms (0: none above 50)."""
    page.evaluate("rate => { bench.reset(); bench.rate = rate; }", rate)
    before = busy_seconds(cdp)
    page.wait_for_timeout(SECONDS * 1000)
    spent = busy_seconds(cdp) - before
    return spent / SECONDS, page.evaluate("bench.longest")


def test_given_100_000_points_when_1000_change_a_second_then_the_main_thread_stays_free(built_page: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(built_page)
        page.wait_for_selector("#map[data-idle]", timeout=60_000)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")
        idle, _ = share_busy(page, cdp, 0)
        live, longest = share_busy(page, cdp, RATE)
        applied = page.evaluate("bench.applied")
        browser.close()
    print(
        f"\nmap: 100000 points, {applied / SECONDS:.0f} updates/s: main thread {live:.1%} busy "
        f"(limit {BUSY_LIMIT:.0%}, same page without updates {idle:.1%}, ratio {live / max(idle, 1e-4):.1f}), "
        f"longest task {'under 50' if not longest else f'{longest:.0f}'} ms"
    )
    assert applied >= RATE * SECONDS * 0.8
    assert live <= BUSY_LIMIT
    assert longest <= TASK_LIMIT_MS
