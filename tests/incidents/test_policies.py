"""Alarms and reports become incidents in the unit that brings them, on both kinds of database."""

from datetime import timedelta

import pytest

from ioc.incidents import service
from ioc.incidents.models import Incident
from ioc.incidents.service import Draft
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.db import Database
from ioc.sensors import seed as sensor_seed
from ioc.sensors.models import Alarm, AlarmRule, Sensor
from ioc.sensors.rules.watch import Move
from ioc.sensors.service.happenings import Happening, record
from tests.incidents.conftest import LAT, LON, NOON


@pytest.fixture
def flooded(centre: Database) -> tuple[int, int]:
    """A drainage sensor and its most severe rule that opens incidents."""
    with centre.write() as session:
        sensor_seed.seed(session)
        sensor = Sensor(
            version=1, key="MN-07", kind="drainage", name="Đập Đá", lat=LAT, lon=LON, expected_every_s=60,
            in_service=True, origin="real", created_at=NOON,
        )  # fmt: skip
        session.add(sensor)
        session.flush()
        rules = session.query(AlarmRule).filter_by(kind="drainage", opens_incident=True).order_by(AlarmRule.severity)
        return sensor.id, rules.first().id


def raise_alarm(db: Database, source: tuple[int, int], at=NOON, move: Move = Move.RAISE) -> None:
    with db.write() as session:
        record(session, at, [Happening(*source, move, 62.0, None, repeats=1 if move == Move.REPEAT else 0)])


def only_alarm(db: Database) -> Alarm:
    with db.read() as session:
        return session.query(Alarm).order_by(Alarm.id.desc()).first()


def test_given_an_alarm_when_raised_then_an_incident_opens_with_its_severity_and_place(
    centre: Database, flooded: tuple[int, int]
) -> None:
    raise_alarm(centre, flooded)
    alarm = only_alarm(centre)
    with centre.read() as session:
        incident = session.get_one(Incident, alarm.incident_id)
        log = [(row.kind, row.cause) for row in events.since(session, 0)]
        rule = session.get_one(AlarmRule, flooded[1])
    assert (incident.alarms, incident.priority, incident.lat) == (1, alarm.severity, LAT)
    assert incident.title == rule.title["vi"]
    kinds = [kind for kind, _cause in log]
    assert kinds == ["alarm.raised", "incident.opened", "alarm.linked"]
    assert [cause for _kind, cause in log] == [None, 1, 1]


def test_given_an_incident_near_when_an_alarm_is_raised_then_it_joins(
    centre: Database, flooded: tuple[int, int]
) -> None:
    with centre.write() as session:
        category = session.get_one(AlarmRule, flooded[1]).category
        first = service.open_incident(session, SYSTEM, NOON, Draft(category, LON + 0.0005, LAT)).id
    raise_alarm(centre, flooded)
    assert only_alarm(centre).incident_id == first


def test_given_a_rule_that_opens_none_when_raised_then_there_is_no_incident(
    centre: Database, flooded: tuple[int, int]
) -> None:
    with centre.write() as session:
        session.get_one(AlarmRule, flooded[1]).opens_incident = False
    raise_alarm(centre, flooded)
    assert only_alarm(centre).incident_id is None


def test_given_a_repeat_when_its_incident_is_over_then_another_one_opens(
    centre: Database, lan: Actor, flooded: tuple[int, int]
) -> None:
    raise_alarm(centre, flooded)
    first = only_alarm(centre).incident_id
    later = NOON + timedelta(minutes=1)
    raise_alarm(centre, flooded, later, Move.REPEAT)
    assert only_alarm(centre).incident_id == first
    with centre.write() as session:
        service.resolve(session, lan, later, first)
    raise_alarm(centre, flooded, later, Move.REPEAT)
    assert only_alarm(centre).incident_id not in (None, first)
