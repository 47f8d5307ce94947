"""The ingest process with a real broker and a real database."""

import time

import pytest
from sqlalchemy import select

from ioc.sensors.models import Alarm, SensorState
from tests.ingest.city import SmallCity, reading, wait


@pytest.fixture
def city(tmp_path, database_url, db):
    small = SmallCity(tmp_path, database_url, db)
    small.brokers.start()
    yield small
    small.stop()


def balanced(books) -> bool:
    return books["received"] == books["stored"] + books["duplicate"] + books["conflict"] + books["rejected"]


def test_given_a_registered_sensor_when_it_overflows_then_an_alarm_is_raised(city) -> None:
    sensor = city.sensor("D1")
    city.start_ingest()
    device = city.device()
    start = time.time_ns() // 1_000_000 - 60_000
    wait(lambda: _alive(city, device))
    for step in range(8):
        device.publish("city/drainage/D1/up", reading(200, start + step * 1000), qos=1).wait_for_publish(5)
    alarm = wait(lambda: _alarm(city, sensor))
    assert (alarm.state, alarm.severity) == ("unack_active", 1)
    with city.db.read() as session:
        state = session.get(SensorState, (sensor, "level_cm"))
        assert (state.value, state.at_ms) == (200, start + 7000)
    assert balanced(city.books())
    device.disconnect()


def _alive(city, device) -> bool:
    """The first message may come before ingest has subscribed, and then there is no session yet to keep it."""
    device.publish("city/drainage/nobody", reading(1), qos=1)
    return city.books()["received"] > 0


def _alarm(city, sensor):
    with city.db.read() as session:
        return session.scalar(select(Alarm).where(Alarm.sensor_id == sensor, Alarm.severity == 1))
