"""What a reading costs: a real broker, a real ingest process, a real database, against a bare paho loop."""

import json
import subprocess
import sys
import threading
import time
from statistics import quantiles

import psutil
import pytest
from sqlalchemy import select

from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.bus import Bus
from ioc.kernel.clock import now
from ioc.kernel.mqtt import device_login, ingest_login
from ioc.sensors.models import AlarmRule
from ioc.sensors.service import registry
from tests.bench.blast import Blaster, readings
from tests.ingest.city import SmallCity, reading, wait

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
SENSORS = 1000
READINGS = 200_000
MILLION = 1_000_000
RATE = 5000
ALARMS = 150


@pytest.fixture
def city(tmp_path, database_url, db):
    small = SmallCity(tmp_path, database_url, db)
    small.brokers.start()
    with db.write() as session:
        for number in range(SENSORS):
            place = {"lat": 16.4 + number * 1e-5, "lon": 107.5}
            key = f"D{number}"
            registry.register(session, SYSTEM, now(), key=key, kind="drainage", name=key, **place)
    yield small
    small.stop()


def listen(city) -> psutil.Process:
    device = city.device()
    city.start_ingest()
    wait(lambda: (device.publish("city/drainage/nobody", reading(1), qos=1), city.books()["received"] > 0)[1], 30)
    device.disconnect()
    time.sleep(0.5)
    return psutil.Process(city.ingest.pid)


def blaster(city) -> Blaster:
    login = device_login(city.settings)
    return Blaster(login.host, login.port, login.username, login.password)


def shout(city, count: int, start: int = 0) -> float:
    """Sends `count` readings and waits until they are stored; the seconds it took."""
    least = city.books()["stored"] + count
    shouter = blaster(city)
    begun = time.monotonic()
    shouter.send(readings(SENSORS, count, start=start))
    wait(lambda: city.books()["stored"] >= least, 300)
    shouter.close()
    return time.monotonic() - begun


def cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


def bare(city) -> dict[str, float]:
    login = ingest_login(city.settings)
    command = [sys.executable, "-m", "tests.bench.bare", login.host, str(login.port), login.username, login.password]
    reference = subprocess.Popen([*command, str(READINGS)], stdout=subprocess.PIPE, text=True)
    assert reference.stdout.readline() == "ready\n"
    shouter = blaster(city)
    shouter.send(readings(SENSORS, READINGS))
    shouter.close()
    found = json.loads(reference.stdout.readline())
    reference.wait(10)
    return found


def test_given_a_bare_paho_loop_then_a_reading_costs_at_most_1_8_times_its_cpu(city, database_url) -> None:
    reference = bare(city)
    process = listen(city)
    before = cpu(process)
    seconds = shout(city, READINGS)
    cost, rate = (cpu(process) - before) / READINGS * 1e6, READINGS / seconds
    print(
        f"\ningest {database_url.split(':')[0]}: {cost:.1f} µs CPU a reading, {rate:,.0f}/s; "
        f"bare paho loop {reference['us']:.1f} µs, {reference['per_s']:,.0f}/s; ratio {cost / reference['us']:.2f}"
    )
    assert cost / reference["us"] <= 1.8


def test_given_a_million_readings_then_memory_stays_flat(city) -> None:
    process = listen(city)
    seconds = shout(city, MILLION // 10)
    early = process.memory_info().rss
    for turn in range(1, 10):
        seconds += shout(city, MILLION // 10, start=turn * MILLION // 10)
    late = process.memory_info().rss
    print(f"\ningest: {MILLION / seconds:,.0f}/s over a million; memory {early >> 20} → {late >> 20} MiB")
    assert late - early < 16 << 20


def test_given_5000_readings_a_second_then_an_alarm_is_in_the_log_within_half_a_second(city) -> None:
    keys = [f"A{number}" for number in range(ALARMS)]
    with city.db.write() as session:
        rule = session.scalar(select(AlarmRule.id).where(AlarmRule.code == "drain-overflow"))
        at_once = {"on_delay_s": 0.0}
        registry.change_rule(session, SYSTEM, now(), rule, at_once)
        ids = {
            registry.register(session, SYSTEM, now(), key=k, kind="drainage", name=k, lat=16.4, lon=107.5).id: k
            for k in keys
        }
    listen(city)
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    bus = Bus(city.settings, "bench")
    known = 0

    def hint(_topic: str, _payload: bytes) -> None:
        nonlocal known
        with city.db.read() as session:
            for row in events.since(session, known):
                known = row.seq
                if row.kind == "alarm.raised" and row.data["sensor_id"] in ids and row.data["severity"] == 1:
                    seen[ids[row.data["sensor_id"]]] = time.monotonic()

    bus.on("ioc/events/head", hint)
    bus.start()
    wait(bus.client.is_connected)
    seconds = ALARMS * 0.1 + 2
    crowd = blaster(city)
    noise = threading.Thread(target=crowd.send, args=(readings(SENSORS, int(RATE * seconds), rate=RATE),))
    noise.start()
    device = city.device()
    time.sleep(1)
    for key in keys:
        sent[key] = time.monotonic()
        device.publish(f"city/drainage/{key}/up", reading(250), qos=1)
        time.sleep(0.1)
    noise.join()
    wait(lambda: len(seen) == ALARMS, 30)
    bus.stop()
    device.disconnect()
    delays = sorted((seen[key] - sent[key]) * 1000 for key in keys)
    p99 = quantiles(delays, n=100)[98]
    print(f"\nreading published → alarm in the log at {RATE}/s: median {delays[ALARMS // 2]:.0f} ms, p99 {p99:.0f} ms")
    assert p99 <= 500
