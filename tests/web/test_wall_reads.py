"""What a wall's token can read over the API: no more than the wall is shown."""

import pytest
from flask import Flask
from sqlalchemy import select

from ioc.dispatch import service as dispatch
from ioc.incidents import service as incidents
from ioc.kernel.db import Database
from ioc.sensors.models import Alarm
from ioc.sensors.service import alarms, repairs
from tests.live.scenario import City
from tests.web.test_permissions import path_of, routes

SECRET = ("0905111222", "Lê Văn Nam", "Hoàng Thị Lan", "Nước ngập", "đường ngập sâu", "hỏng bơm")
SAID = "gọi chị Hoa"  # what an officer writes, in every box there is


@pytest.fixture
def town(db: Database, settings) -> City:
    """An incident with everything that people said about it."""
    city = City(db, settings.home.root)
    incident, other = city.open(), city.open(0.9)
    city.alarm(60)
    city.ack()
    with db.write() as session:
        dispatch.crews.edit(session, city.lan, city.now(), city.crews[0], {"phone": SECRET[0]})
        incidents.note(session, city.lan, city.now(), incident, SAID)
    city.report()
    city.triage(incident)
    city.claim(incident)
    (assignment,) = city.send(incident, 0)
    city.move(assignment, "decline")
    (assignment,) = city.send(incident, 1)
    city.pause(2)
    with db.write() as session:
        incidents.check(session, city.lan, city.now(), incident, "block", done=True)
        incidents.hold(session, city.lan, city.now(), other, SAID, city.now().replace(year=2099))
        alarms.shelve(session, city.lan, city.now(), session.scalars(select(Alarm.id)).first(), SAID, 30)
        repairs.take_out(session, city.lan, city.now(), city.sensor, SAID, None)
    return city


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_given_a_wall_when_it_reads_all_it_may_then_no_words_and_no_person_are_in_it(
    town: City, app: Flask, client_for
) -> None:
    wall, officer = client_for("viewer"), client_for("officer")
    read = 0
    for rule in routes(app):
        if not rule.rule.startswith("/api/v1/") or "GET" not in rule.methods or rule.rule.endswith("/me"):
            continue
        path = path_of(app, rule).replace("999999", "1").replace("cameras/nothing", "cameras/C01")
        answer = wall.get(
            path + ("?state=all" if rule.rule.endswith(("/incidents", "/assignments", "/alarms")) else "")
        )
        if answer.status_code != 200 or rule.rule == "/api/v1/shift":  # who is on watch stands on the wall
            continue
        read += 1
        found = [word for word in (*SECRET, SAID) if word.encode() in answer.data]
        assert not found, (rule.rule, found)
    assert read >= 12
    case = officer.get("/api/v1/incidents/1").json
    assert SAID in str(case["timeline"])
    bare = wall.get("/api/v1/incidents/1").json
    assert [line["kind"] for line in bare["timeline"] if not line["kind"].startswith("report")] == [
        line["kind"] for line in case["timeline"] if not line["kind"].startswith("report")
    ]
    assert {line["actor"]["id"] for line in bare["timeline"]} == {None}
