"""The shift report: one file that loads nothing, and says what happened and what is open."""

import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from ioc.dispatch.service import shifts
from ioc.incidents import service as incidents
from ioc.incidents.models import Incident
from ioc.insight import figures, service
from ioc.insight.report import chart, facts, keeping
from ioc.kernel.config import Home, Settings, read
from ioc.kernel.errors import Conflict
from ioc.kernel.events import Event
from ioc.kernel.http import Services
from tests.live.scenario import City, story

VENDORED = chart.VENDOR / "leaflet.js"
pytestmark = pytest.mark.skipif(not VENDORED.is_file(), reason="the browser side is not built: npm run build")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With the watches of the shipped config.yaml."""
    shipped = read(Path(__file__).resolve().parents[2] / "config.yaml")
    return Settings(shipped, Home(tmp_path / "home"), {"IOC_DEMO": "0"})


@pytest.fixture
def city(services: Services, tmp_path: Path) -> City:
    return City(services.db, tmp_path / "home")


@pytest.fixture
def evening(city: City) -> City:
    with city.db.write() as session:
        shifts.start(session, city.lan, city.now())
    for step in story(city):
        step()
    return city


def handed_over(app: Flask, services: Services, city: City, words: str = "Canh mực nước cống Đập Đá.") -> str:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        done = service.hand_over(services, city.lan, city.now(), words, None)
    return keeping.path_of(services.settings.home, done.report).read_text("utf-8")


def test_given_an_evening_when_handed_over_then_the_page_tells_it_and_loads_nothing(app, services, evening) -> None:
    page = handed_over(app, services, evening)
    assert chart.check(page) == page
    for words in ("Hoàng Thị Lan", "Canh mực nước", "SC-0003", "Cống Đập Đá", "Đang mở"):
        assert words in page
    assert "SC-0003" in page.split("<h2>")[2]  # among what is open
    assert "gettext" not in page
    assert page.count('"keyboard": false') == page.count("L.marker(") > 0
    assert page.count("url(data:font/woff2;base64,") == 4  # two weights of Latin and of Vietnamese letters
    assert len(chart.vendored("font.css")) < 100_000


def test_given_a_script_in_a_title_when_handed_over_then_it_is_only_words(app, services, city) -> None:
    with city.db.write() as session:
        shifts.start(session, city.lan, city.now())
        draft = incidents.Draft("flood", 107.6, 16.46, title="</script><img src=x onerror=alert(1)>`${1}")
        incidents.open_incident(session, city.lan, city.now(), draft)
    page = handed_over(app, services, city, "<b>đậm</b>")
    assert "<img src=x" not in page
    assert "<b>đậm" not in page
    assert "`${1}" not in page.split("</main>")[1]  # nor code in the map's script


def test_given_nobody_on_watch_when_handed_over_then_it_is_refused_and_nothing_kept(app, services, city) -> None:
    with app.test_request_context(), pytest.raises(Conflict):
        service.hand_over(services, city.lan, city.now(), "", None)
    assert list(services.settings.home.dir("files/reports").iterdir()) == []


def test_given_a_page_that_would_load_something_when_checked_then_it_is_an_error() -> None:
    for bad in ('<script src="https://cdn.example/x.js">', "<link href='//x/y.css'>", "<img alt='' src=http://x/y>"):
        with pytest.raises(chart.NotSelfContainedError):
            chart.check(bad)


def test_given_roles_when_they_ask_for_a_report_then_only_staff_get_it(app, services, evening, client_for) -> None:
    with app.test_request_context():
        name = service.hand_over(services, evening.lan, evening.now(), "", None).report
    assert client_for("officer").get(f"/shift-report/{name}").status_code == 200
    assert "sandbox" in client_for("officer").get(f"/shift-report/{name}").headers["Content-Security-Policy"]
    assert client_for("viewer").get(f"/shift-report/{name}").status_code == 403
    assert client_for("officer").get("/shift-report/shift-20250101-1200-000000000000").status_code == 404
    assert client_for("officer").get("/shift-report/..%2f..%2fsecrets").status_code == 404


def test_given_an_evening_when_figures_are_asked_for_then_they_count_what_the_log_holds(client_for, evening) -> None:
    got = client_for("supervisor").get("/api/v1/figures?days=1").get_json()
    assert set(got) >= {"alarms_10min", "on_time_today", "agencies", "categories", "wards", "late"}
    assert client_for("crew", crew_id=1).get("/api/v1/figures").status_code == 403


def test_given_real_and_demo_facts_when_counted_then_a_real_centre_counts_no_demo_and_no_drill(evening) -> None:
    def queue() -> int:
        with evening.db.read() as session:
            counted = figures.queue(session, evening.now())
            return counted["waiting"] + counted["in_hand"] + counted["held"]

    real = queue()
    for origin in ("drill", "demo"):
        with evening.db.write() as session:
            session.execute(update(Incident).values(origin=origin))
        assert queue() == 0
    assert real > 0


def test_given_an_english_officer_when_handed_over_then_the_page_is_english(app, services, evening) -> None:
    with app.test_request_context("/?lang=en"):
        done = service.hand_over(services, evening.lan, evening.now(), "", None)
    page = keeping.path_of(services.settings.home, done.report).read_text("utf-8")
    assert "Shift report" in page
    assert "Flooded street" in page
    for words in ("Báo cáo ca trực", "Đang mở", "Diễn biến", "Chưa ai nhận", "tổ xin hỗ trợ", "Ngập đường"):
        assert words not in page


def test_given_a_watch_handed_over_when_the_next_looks_then_it_finds_what_was_left_until_it_takes_it(
    app, services, evening
) -> None:
    with app.test_request_context():
        name = service.hand_over(services, evening.lan, evening.now(), "", None).report
    with services.db.read() as session:
        left = shifts.card(session, evening.now())["left"]
    assert (left["officer"], left["report"]) == ("Hoàng Thị Lan", f"/shift-report/{name}")
    with services.db.write() as session:
        shifts.start(session, evening.lan, evening.now())
        assert shifts.card(session, evening.now())["left"] is None


def multiplied(city: City, times: int, *, finished: int) -> None:
    """The one incident there is, and that it was opened, so many times over."""
    with city.db.write() as session:
        incident = dict(session.execute(select(Incident.__table__)).mappings().one())
        opened = dict(session.execute(select(Event.__table__).where(Event.kind == "incident.opened")).mappings().one())
        del incident["id"], opened["seq"]
        for first in range(10, times, 5000):
            many = range(first, min(first + 5000, times))
            states = ("closed" if n < finished else "open" for n in many)
            rows = [{**incident, "code": f"SC-{n}", "state": state} for n, state in zip(many, states, strict=True)]
            session.execute(insert(Incident), rows)
            session.execute(insert(Event), [{**opened, "subject_id": n - 8} for n in many])


def test_given_a_watch_that_nobody_hands_over_when_told_then_it_tells_of_its_last_day_and_says_so(
    app, services, city
) -> None:
    with city.db.write() as session:
        began = city.now()
        shifts.start(session, city.lan, began)
    city.open()
    late = began + timedelta(days=3)
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        page = service.preview(services, late, hours=8)
        soon = service.preview(services, began + timedelta(hours=20), hours=8)
    assert "chưa giao. Báo cáo kể từ" in page
    assert ">mở</td>" not in page
    assert "chưa giao. Báo cáo kể từ" not in soon
    assert ">mở</td>" in soon


def test_given_a_hundred_thousand_incidents_in_one_watch_when_told_then_all_are_counted_and_few_are_loaded(
    app, services, city
) -> None:
    city.open()
    with city.db.write() as session:
        shifts.start(session, city.lan, city.now())
    multiplied(city, 100_000, finished=70_000)
    began, until = city.now() - timedelta(hours=7), city.now()
    with city.db.read() as session:
        tracemalloc.start()
        told = facts.gather(session, began, until, officer="", next_officer="", words="")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 25_000_000
    assert told.counts["incident.opened"] == 99_991
    assert len(told.open) + told.more_open == 30_001
    assert max(len(told.open), len(told.lines), len(told.done)) <= 1000
    assert told.more_lines > 99_000
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        page = service.preview(services, until, hours=8)
    assert "Còn 30001 sự cố đang mở" in page
    assert len(page) < 4_000_000
