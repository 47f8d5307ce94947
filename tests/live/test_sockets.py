"""The namespace /board over real WebSockets, in every async mode: join, gap, return, rights, and what may break."""

import sqlite3
import struct
import time

import orjson
import pytest
import requests
from socketio.exceptions import ConnectionError as Refused
from sqlalchemy import select

from ioc.accounts import tokens
from ioc.accounts.models import ApiToken
from ioc.accounts.permissions import ROLES
from ioc.incidents.models import Incident
from ioc.kernel.bus import Bus
from ioc.kernel.clock import now
from ioc.reports.models import Report
from realtime.audience import BOARDS
from realtime.sockets import PERMISSIONS
from tests.live.process import Screen, Web, until
from tests.live.reducer import apply, from_snapshot, shelves

pytestmark = pytest.mark.xdist_group("sockets")  # they time things: one after the other


def test_given_an_officer_when_joining_then_the_board_comes_and_then_every_fact(web: Web) -> None:
    screen = web.screen("officer").say("join", board="console")
    snapshot = screen.wait("snapshot")
    assert snapshot["board"] == "console"
    assert snapshot["me"]["role"] == "officer"
    assert {"agencies", "categories", "kinds", "figures", "shift"} <= set(snapshot)
    incident = web.city.open(0.5)
    until(lambda: screen.told("incident.opened"))
    assert screen.events()[-1]["cards"]["incidents"][0]["id"] == incident
    screen.close()


def test_given_a_screen_that_was_away_when_it_returns_then_it_gets_exactly_what_it_missed(web: Web) -> None:
    first = web.screen("officer").say("join", board="console")
    board = from_snapshot(first.wait("snapshot"))
    first.close()
    missed = [web.city.open(0.6), web.city.open(0.7)]
    again = web.screen("officer").say("join", board="console", since=board["seq"])
    again.wait("events")
    assert again.all("snapshot") == []
    later = web.city.open(0.8)
    until(lambda: any(event["subject"] == f"incident:{later}" for event in again.events()))
    seqs = [event["seq"] for event in again.events()]
    assert seqs == sorted(set(seqs))
    assert seqs[0] > board["seq"]
    for event in again.events():
        apply(board, event)
    fresh = web.screen("officer").say("join", board="console")
    fresh.wait("snapshot")
    until(lambda: shelves(board) == shelves(fresh.board()))
    assert {*missed, later} <= set(board["incidents"])
    again.close()
    fresh.close()


def test_given_a_screen_told_by_another_log_when_it_returns_then_it_gets_the_board_whole(web: Web) -> None:
    first = web.screen("officer").say("join", board="console")
    board = from_snapshot(first.wait("snapshot"))
    first.close()
    ours = web.screen("officer").say("join", board="console", since=board["seq"], mark=board["mark"])
    ours.wait("events")
    ours.close()
    restored = web.screen("officer").say("join", board="console", since=board["seq"], mark="2020-01-01T00:00:00.000Z")
    whole = restored.wait("snapshot")
    assert (whole["seq"], whole["mark"]) >= (board["seq"], board["mark"])
    restored.close()


def test_given_every_role_when_asking_for_every_board_then_only_its_own_opens(web: Web) -> None:
    for role, permissions in ROLES.items():
        screen = web.screen(role, agency_id=web.city.drain, crew_id=web.city.crews[0])
        for count, (board, roles) in enumerate(BOARDS.items(), 1):
            name, data = screen.say("join", board=board).answer(count)
            allowed = role in roles and PERMISSIONS["join"] in permissions
            assert name == ("snapshot" if allowed else "refused"), (role, board)
            assert allowed or data["status"] == 403
        screen.close()


def test_given_every_role_when_saying_every_event_then_its_permission_decides(web: Web) -> None:
    for role, permissions in ROLES.items():
        screen = web.screen(role)
        screen.say("view", cells=["12/1/1"]).say("look", incident=None).say("join", board="no such board")
        denied = sum(PERMISSIONS[name] not in permissions for name in ("view", "look"))
        screen.wait("refused", denied + 1)
        screen.close()


def test_given_nobody_when_connecting_then_only_a_tracking_token_opens_anything(web: Web) -> None:
    report = web.city.report(0.3)
    with web.db.read() as session:
        token = session.get_one(Report, report).token
    screen = web.screen(None).say("join", board="console")
    assert screen.wait("refused")["status"] == 403
    screen.say("join", board="track", token="wrong")
    assert screen.wait("refused", 2)["status"] == 404
    screen.say("join", board="track", token=token)
    assert screen.wait("snapshot")["me"] is None
    web.city.open(0.35)
    with web.db.read() as session:
        incident = session.get_one(Report, report).incident_id
    web.city.triage(incident)
    until(lambda: screen.told("incident.triaged"))
    assert all("claimed_by" not in str(event) for event in screen.events())
    assert all(event["data"] == {} for event in screen.events())
    screen.close()


def test_given_a_wrong_token_or_another_site_when_connecting_then_the_door_stays_shut(web: Web) -> None:
    with pytest.raises(Refused):
        Screen(web.url, "ioc_wrong").open()
    with pytest.raises((Refused, ValueError)):  # gevent-websocket shakes hands before it asks us, then hangs up
        Screen(web.url, web.token("officer"), Origin="https://evil.example").open()
    polling = requests.get(web.url + "/socket.io/?EIO=4&transport=polling", timeout=5)
    assert polling.status_code == 400


def test_given_a_token_in_the_handshakes_auth_when_connecting_then_it_opens_its_board_and_a_wrong_one_nothing(
    web: Web,
) -> None:
    screen = Screen(web.url)
    screen.auth = {"token": web.token("viewer")}
    assert screen.open().say("join", board="wall").wait("snapshot")["me"]["role"] == "viewer"
    screen.close()
    for wrong in ("none", "", 7):
        stranger = Screen(web.url)
        stranger.auth = {"token": wrong}
        with pytest.raises(Refused):
            stranger.open()


def test_given_nonsense_when_said_then_the_answer_is_a_refusal_and_the_screen_lives(web: Web) -> None:
    screen = web.screen("officer")
    for data in (None, [], "join", 7, {"board": ["console"]}):
        screen.client.emit("join", data, namespace="/board")
    screen.client.emit("view", {"cells": "12/1/1"}, namespace="/board")
    screen.client.emit("look", {"incident": "1; drop table"}, namespace="/board")
    screen.wait("refused", 7)
    screen.say("join", board="console", since="yesterday")
    screen.wait("snapshot")
    screen.close()


def test_given_a_revoked_token_when_the_next_beat_comes_then_the_screen_is_shut(web: Web) -> None:
    secret = web.token("officer")
    screen = Screen(web.url, secret).open().say("join", board="console")
    screen.wait("snapshot")
    with web.db.write() as session:
        found = session.scalar(select(ApiToken.id).where(ApiToken.sha256 == tokens.digest(secret)))
        tokens.revoke(session, now(), found)
    assert screen.wait("refused", within_s=12)["status"] == 401
    until(lambda: not screen.client.connected or not screen.client.namespaces)


def test_given_two_officers_when_one_looks_at_an_incident_then_the_other_sees_it(web: Web) -> None:
    lan, nam = (web.screen("officer").say("join", board="console") for _ in range(2))
    nam.wait("snapshot")
    lan.wait("snapshot")
    lan.say("look", incident=1)
    until(lambda: any(looking.get("1") for looking in nam.all("presence")))
    lan.close()
    until(lambda: nam.all("presence")[-1] == {})
    nam.close()


def test_given_a_quiet_city_when_five_seconds_pass_then_a_head_tells_the_age(web: Web) -> None:
    screen = web.screen("viewer").say("join", board="wall")
    snapshot = screen.wait("snapshot")
    head = screen.wait("head", within_s=8)
    assert head["seq"] <= max(snapshot["seq"], *(event["seq"] for event in screen.events()), 0)  # it lacks nothing
    screen.close()


def test_given_a_locked_database_when_ten_seconds_pass_then_the_board_lives_on(web: Web) -> None:
    screen = web.screen("officer").say("join", board="console")
    screen.wait("snapshot")
    holder = sqlite3.connect(web.settings.home.dir("db") / "ioc.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    begun, took = time.monotonic(), []
    try:
        while time.monotonic() - begun < 10:
            asked = time.monotonic()
            assert requests.get(web.url + "/healthz", timeout=10).status_code in (200, 503)
            took.append(time.monotonic() - asked)
            time.sleep(0.5)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert sorted(took)[len(took) // 2] < 1, took
    assert max(took) < 8, "it waited for the lock"
    screen.wait("head", 2)
    other = web.screen("officer").say("join", board="console")
    other.wait("snapshot")
    web.city.open(0.9)
    until(lambda: screen.told("incident.opened"))
    screen.close()
    other.close()


def test_given_a_broker_that_is_killed_when_it_returns_then_facts_came_all_the_while_and_frames_again(web: Web) -> None:
    broker = web.broker()
    screen = web.screen("officer").say("join", board="console").say("view", cells=["12/3271/1843"])
    screen.wait("snapshot")
    record = struct.pack("<IBfI", 7, 5, 131.5, 1_763_800_000)
    bus = Bus(web.settings, "test")
    bus.start()

    def frame_comes() -> bool:
        bus.publish("ioc/frames/12/3271/1843", record)
        bus.publish("ioc/frames/12/1/1", record)
        time.sleep(0.2)
        return bool(screen.all("frame"))

    until(frame_comes, 20)
    broker.kill()
    broker.wait()
    seen = len(screen.events())
    web.city.open(1.1)
    until(lambda: len(screen.events()) > seen, 5)
    screen.heard.clear()
    web.broker()
    until(frame_comes, 30)
    assert all(bytes(frame) == record * (len(frame) // 13) for frame in screen.all("frame"))
    bus.stop()
    screen.close()


def test_given_a_fact_when_committed_elsewhere_then_it_is_on_the_screen_within_a_second(web: Web) -> None:
    screen = web.screen("officer").say("join", board="console")
    screen.wait("snapshot")
    took = []
    for _ in range(5):
        begun = time.monotonic()
        incident = web.city.open(1.3)
        until(lambda wanted=incident: any(e["subject"] == f"incident:{wanted}" for e in screen.events()))
        took.append(time.monotonic() - begun)
    assert sorted(took)[2] < 1, took  # a machine that stands still for a moment is not the feed's
    with web.db.read() as session:
        assert session.get(Incident, incident) is not None
    assert orjson.dumps(screen.all("event")[-1])
    screen.close()
