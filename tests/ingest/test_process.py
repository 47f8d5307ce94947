"""The ingest process with a real broker and a real database: killed, starved, shouted at."""

import json
import threading
import time

from sqlalchemy import func, select, text

from ioc.cameras.models import Camera
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.mqtt import device_login
from ioc.sensors.models import Alarm, RejectedMessage, SensorState, UnknownSensor
from ioc.sensors.readings import tables
from ioc.sensors.service import registry, unknown
from tests.bench.blast import Blaster, readings
from tests.ingest.city import balanced, listen, reading, say, stored, wait
from tests.live.scenario import restored


def one(city, query):
    with city.db.read() as session:
        return session.scalar(query)


def test_given_a_registered_sensor_when_it_overflows_then_an_alarm_is_raised_and_returns(city) -> None:
    sensor = city.sensor("D1")
    device = city.device()
    listen(city, device)
    start = time.time_ns() // 1_000_000 - 200_000
    for step in range(8):
        say(city, device, "city/drainage/D1/up", reading(200, start + step * 1000))
    severe = select(Alarm.state).where(Alarm.sensor_id == sensor, Alarm.severity == 1)
    wait(lambda: one(city, severe) == "unack_active")
    with city.db.read() as session:
        state = session.get(SensorState, (sensor, "level_cm"))
        assert (state.value, state.at_ms) == (200, start + 7000)
    say(city, device, "city/drainage/D1/up", reading(10, start - 5000))  # older: stored, moves nothing
    for step in range(70):
        say(city, device, "city/drainage/D1/up", reading(20, start + 20_000 + step * 1000))
    wait(lambda: one(city, severe) == "rtn_unack")
    wait(lambda: stored(city) == city.books()["stored"] == 79)
    assert balanced(city.books())
    device.disconnect()


def test_given_everything_a_device_may_get_wrong_then_each_is_refused_with_its_reason_and_nothing_blocks(city) -> None:
    city.sensor("D1")
    device = city.device()
    listen(city, device)
    here = time.time_ns() // 1_000_000
    bad = [
        (b"\xff\xfe\x00\x80", "not JSON"),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "not JSON"),
        ('{"level_cm": NaN}', "not JSON"),
        ('{"level_cm": Infinity}', "not JSON"),
        ('{"level_cm": 1e999}', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"level_cm": "high"}', "no reading"),
        ('{"ts": "yesterday", "level_cm": 1}', "RFC 3339"),
        ('{"ts": true, "level_cm": 1}', "neither a number"),
        ('{"ts": "2026-11-22T10:00:00", "level_cm": 1}', "time zone"),
        (json.dumps({"ts": here + 3_600_000, "level_cm": 1}), "future"),
        (json.dumps({"ts": 1e300, "level_cm": 1}), "future"),
        (json.dumps({"ts": 0, "level_cm": 1}), "past"),
        (json.dumps({"ts": here, "<script>": 1}), "no name for a quantity"),
        (json.dumps({f"q{i}": i for i in range(100)}), "more than 64"),
    ]
    before = city.books()
    for payload, _ in bad:
        say(city, device, "city/drainage/D1/up", payload)
    say(city, device, "city", "{}")
    say(city, device, "city/toaster/T1/up", '{"level_cm": 1}')
    say(city, device, "city/drainage/D1/up", reading(33, here))
    wait(lambda: city.books()["stored"] == before["stored"] + 1)
    with city.db.read() as session:
        rows = session.scalars(select(RejectedMessage).order_by(RejectedMessage.id)).all()
    for (payload, reason), row in zip(bad, rows, strict=False):
        assert reason in row.reason, (payload[:40], row.reason)
    assert "names no sensor" in rows[-2].reason
    assert "unknown kind" in rows[-1].reason
    assert len(rows) == len(bad) + 2
    assert balanced(city.books())
    device.disconnect()


def test_given_an_unknown_sensor_when_it_is_adopted_then_its_next_reading_counts(city) -> None:
    device = city.device()
    listen(city, device)
    say(city, device, "city/drainage/new-1/up", reading(50))
    wait(lambda: one(city, select(UnknownSensor.key).where(UnknownSensor.key == "new-1")))
    with city.db.write() as session:
        unknown.adopt(session, SYSTEM, now(), "new-1", kind="drainage", name="Mới", lat=16.4, lon=107.5)
    say(city, device, "city/drainage/new-1/up", reading(51))  # at once: no reading of a registered sensor is refused
    wait(lambda: stored(city) == 1)
    assert balanced(city.books())
    device.disconnect()


def test_given_a_silent_sensor_when_three_intervals_pass_then_no_data_is_raised_and_a_word_ends_it(city) -> None:
    sensor = city.sensor("D1", expected_every_s=1)
    device = city.device()
    listen(city, device)
    say(city, device, "city/drainage/D1/up", reading(50))
    state = select(Alarm.state).where(Alarm.sensor_id == sensor)
    wait(lambda: one(city, state) == "unack_active")
    with city.db.write() as session:
        registry.change(session, SYSTEM, now(), sensor, {"expected_every_s": 3600})
    say(city, device, "city/drainage/D1/up", reading(51))
    wait(lambda: one(city, state) == "rtn_unack")
    device.disconnect()


def test_given_a_thousand_oscillations_then_one_alarm_with_a_repeat_count_and_few_facts(city) -> None:
    sensor = city.sensor("D1")
    device = city.device()
    listen(city, device)
    start = time.time_ns() // 1_000_000 - 40_000_000
    for step in range(1000):
        for half, value in enumerate((185, 150)):
            device.publish("city/drainage/D1/up", reading(value, start + step * 20_000 + half * 10_000), qos=1)
    wait(lambda: stored(city) == 2000, 60)
    severe = (Alarm.sensor_id == sensor, Alarm.severity == 1)
    wait(lambda: (one(city, select(Alarm.repeat_count).where(*severe)) or 0) >= 900, 30)
    assert one(city, select(func.count()).select_from(Alarm).where(*severe)) == 1
    with city.db.read() as session:
        facts = [row.kind for row in events.since(session, 0) if row.subject_type == "alarm"]
    assert facts.count("alarm.raised") == 2  # the overflow, and the high level below it
    assert len(facts) < 60
    device.disconnect()


def test_given_load_when_ingest_is_killed_again_and_again_then_every_reading_is_stored_exactly_once(city) -> None:
    for number in range(50):
        city.sensor(f"D{number}")
    device = city.device()
    listen(city, device)
    before = city.books()
    login = device_login(city.settings)
    total = 40_000

    def shout() -> None:
        blaster = Blaster(login.host, login.port, login.username, login.password)
        blaster.send(readings(50, total, rate=8000))
        blaster.close()

    shouting = threading.Thread(target=shout)
    shouting.start()
    for target in (5_000, 15_000, 25_000):
        wait(lambda least=target: city.books()["stored"] > before["stored"] + least, 60)
        city.kill_ingest()
        assert balanced(city.books())
        city.start_ingest()
    shouting.join()
    wait(lambda: city.books()["stored"] - before["stored"] >= total, 60)
    wait(lambda: _quiet(city), 30)
    after = city.books()
    assert after["stored"] - before["stored"] == stored(city) == total
    assert after["conflict"] == 0
    assert balanced(after)
    with city.db.read() as session:
        newest = dict(session.execute(select(SensorState.sensor_id, SensorState.at_ms)).tuples().all())
        days = " UNION ALL ".join(
            f"SELECT sensor_id, at_ms FROM {name}" for name in tables(session.connection()).values()
        )
        newest_of = text(f"SELECT sensor_id, max(at_ms) FROM ({days}) AS every_day GROUP BY sensor_id")
        real = session.execute(newest_of).tuples().all()
    assert newest == dict(real)
    device.disconnect()


def _quiet(city) -> bool:
    first = city.books()
    time.sleep(0.5)
    return first == city.books()


def test_given_a_broker_that_dies_when_it_is_back_then_ingest_listens_again(city) -> None:
    city.sensor("D1")
    device = city.device()
    listen(city, device)
    device.disconnect()
    city.brokers.stop()
    city.brokers.start()
    device = city.device()
    wait(lambda: (device.publish("city/drainage/D1/up", reading(50), qos=1), stored(city) > 0)[1], 30)
    assert city.ingest.poll() is None
    device.disconnect()


def test_given_a_gateway_whose_last_will_is_spoken_then_its_cameras_are_offline_at_once(city) -> None:
    with city.db.write() as session:
        values = {"name": "Cầu", "lat": 16.4, "lon": 107.5, "gateway": "edge-1", "created_at": now()}
        session.add(Camera(key="cam-1", source={}, state="online", state_at=now(), **values))
    device = city.device()
    listen(city, device)
    before = city.books()
    say(city, device, "gw/edge-1/status", '{"state": "online"}')
    say(city, device, "gw/edge-1/status", '{"state": "offline"}')
    wait(lambda: one(city, select(Camera.state)) == "offline")
    wait(lambda: one(city, select(Alarm.severity).where(Alarm.camera_id.is_not(None))) == 3)
    assert city.books() == before
    device.disconnect()


def test_given_a_second_process_for_a_slice_then_it_waits_until_the_first_has_gone(city) -> None:
    sensor = city.sensor("D1")
    device = city.device()
    listen(city, device)
    first = city.ingest
    city.start_ingest()
    second, city.ingest = city.ingest, first
    try:
        say(city, device, "city/drainage/D1/up", reading(50))
        wait(lambda: stored(city) == 1)
        assert first.poll() is None
        city.kill_ingest()
        say(city, device, "city/drainage/D1/up", reading(51))
        wait(lambda: stored(city) == 2, 30)
        assert one(city, select(SensorState.value).where(SensorState.sensor_id == sensor)) == 51
    finally:
        city.ingest = second
    device.disconnect()


def test_given_a_database_restored_under_it_then_ingest_ends_and_the_next_one_works_with_it(city) -> None:
    city.sensor("D1")
    backed_up = one(city, select(func.max(events.Event.seq)))
    city.sensor("D2")
    device = city.device()
    listen(city, device)
    before = city.ingest
    restored(city.db, backed_up)
    assert wait(lambda: before.poll() is not None)
    assert before.returncode == 1
    city.start_ingest()
    say(city, device, "city/drainage/D1/up", reading(10))
    wait(lambda: stored(city) == 1)
    device.disconnect()
