"""How long a screen may listen, over real WebSockets: what ends a session ends its sockets."""

import re
import sqlite3
import time
from collections.abc import Callable

import engineio
import pytest
import requests

from ioc.accounts import identity, passwords, service
from ioc.accounts.service import NewUser
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.http import Services
from ioc.web.app import create_app
from tests.live.process import Screen, Web, until

pytestmark = pytest.mark.xdist_group("sockets")
PASSWORD = "mưa-lớn-ở-Huế-18h42"


class Person:
    """Somebody of the drainage agency with a browser."""

    def __init__(self, web: Web, name: str) -> None:
        self.web, self.browser = web, requests.Session()
        secret = passwords.hashed(PASSWORD)
        with web.db.write() as session:
            login = f"{name}-{time.monotonic_ns()}"
            new = NewUser(f"{login}@example.vn", name, "agency", login, web.city.drain)
            self.id = service.create(session, SYSTEM, now(), new, secret).id
        data = {"name": login, "password": PASSWORD, "csrf_token": self.csrf("/login")}
        assert self.browser.post(web.url + "/login", data=data, allow_redirects=False).status_code == 303

    def csrf(self, path: str) -> str:
        return re.search(r'"csrf": ?"([^"]+)"', self.browser.get(self.web.url + path).text).group(1)

    def screen(self) -> Screen:
        cookie = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        screen = Screen(self.web.url, Cookie=cookie).open().say("join", board="agency")
        screen.wait("snapshot")
        return screen


def test_given_listening_people_when_their_session_ends_in_any_way_then_the_screen_is_shut(web: Web) -> None:
    def moved(session) -> None:
        service.change(session, SYSTEM, now(), people[0].id, {"agency_id": None})

    def new_password(session) -> None:
        service.set_password(session, SYSTEM, now(), people[1].id, passwords.hashed("another-long-password"))

    people = [Person(web, name) for name in ("lan", "nam", "mai", "huy", "tam")]
    screens = [one.screen() for one in (people[0], people[1], people[2], people[4])]
    _shorten(web, people[3])
    screens.insert(3, people[3].screen())  # at once: its time runs
    for end in (moved, new_password):
        _in_unit(web, end)
    out = people[2].browser.post(web.url + "/logout", data={"csrf_token": people[2].csrf("/account")})
    assert out.status_code == 200
    for screen in screens[:4]:
        assert screen.wait("refused", within_s=14)["status"] == 401
    assert screens[4].all("refused") == []
    for screen in screens:
        screen.close()


def _in_unit(web: Web, end: Callable[..., None]) -> None:
    with web.db.write() as session:
        end(session)


def _shorten(web: Web, person: Person) -> None:
    """Its session began so long ago that it ends in a moment."""
    app = create_app(Services(web.settings, web.db))
    serializer = app.session_interface.get_signing_serializer(app)
    name = app.config["SESSION_COOKIE_NAME"]
    kept = serializer.loads(person.browser.cookies[name])
    kept[identity.SINCE] = now().timestamp() - 12 * 3600 + 4
    person.browser.cookies.set(name, serializer.dumps(kept), domain="127.0.0.1", path="/")


def test_given_a_feed_that_cannot_read_the_log_then_no_head_says_that_all_is_fresh(web: Web) -> None:
    screen = web.screen("viewer").say("join", board="wall")
    screen.wait("snapshot")
    database = sqlite3.connect(web.settings.home.dir("db") / "ioc.sqlite3", isolation_level=None)
    database.execute("ALTER TABLE event RENAME TO event_away")
    try:
        time.sleep(6)  # the last head may still be on its way
        screen.heard.clear()
        time.sleep(6)
        assert screen.all("head") == []
    finally:
        database.execute("ALTER TABLE event_away RENAME TO event")
        database.close()
    screen.wait("head", within_s=10)
    screen.close()


def test_given_a_database_that_does_not_answer_when_connecting_then_the_line_is_cut_and_the_next_try_comes_in(
    web: Web,
) -> None:
    secret = web.token("officer")
    database = sqlite3.connect(web.settings.home.dir("db") / "ioc.sqlite3", isolation_level=None)
    database.execute("ALTER TABLE api_token RENAME TO api_token_away")
    line = engineio.Client()
    try:
        line.connect(
            web.url, headers={"Authorization": f"Bearer {secret}"}, transports=["websocket"], engineio_path="socket.io"
        )
        line.send("0/board,")  # Socket.IO's CONNECT
        until(lambda: line.state == "disconnected", 5)
    finally:
        database.execute("ALTER TABLE api_token_away RENAME TO api_token")
        database.close()
    Screen(web.url, secret).open().say("join", board="console").wait("snapshot")


def test_given_an_officer_who_looks_before_the_join_is_done_then_the_others_see_it_all_the_same(web: Web) -> None:
    lan = web.screen("officer").say("join", board="console")
    lan.wait("snapshot")
    nam = web.screen("officer").say("look", incident=7)
    time.sleep(0.3)  # it is looked at before anybody has joined
    nam.say("join", board="console")
    until(lambda: any(looking.get("7") for looking in lan.all("presence")))
    lan.close()
    nam.close()
