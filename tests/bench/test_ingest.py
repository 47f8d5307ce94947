"""What a reading costs: a real broker, a real ingest process, a real database, against a bare paho loop."""

import json
import subprocess
import sys
import threading
import time
from statistics import quantiles

import pytest
from sqlalchemy import select

from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.bus import Bus
from ioc.kernel.clock import now
from ioc.kernel.mqtt import ingest_login
from ioc.sensors.models import AlarmRule
from ioc.sensors.service import registry
from tests.bench.blast import readings
from tests.bench.town import SENSORS, Accounts, blaster, cpu, durable, in_the_citys_way, listen, shout
from tests.ingest.city import SmallCity, reading, wait

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
READINGS = 200_000
MILLION = 1_000_000
RATE = 5000
ALARMS = 150


@pytest.fixture(params=["embedded", "mosquitto"])
def way(request, database_url) -> str:
    """Which broker. Mosquitto with the settings that ship for a city, and that is PostgreSQL."""
    if request.param == "mosquitto" and database_url.startswith("sqlite"):
        pytest.skip("whoever runs Mosquitto runs PostgreSQL")
    return f"{database_url.split(':')[0]}, {request.param}"


@pytest.fixture
def city(tmp_path, database_url, db, way):
    durable(db)
    small = SmallCity(tmp_path, database_url, db)
    if way.endswith("mosquitto"):
        in_the_citys_way(small, tmp_path)
    small.brokers.start()
    with db.write() as session:
        for number in range(SENSORS):
            place = {"lat": 16.4 + number * 1e-5, "lon": 107.5}
            key = f"D{number}"
            registry.register(session, SYSTEM, now(), key=key, kind="drainage", name=key, **place)
    yield small
    small.stop()


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


def test_given_a_bare_paho_loop_then_a_reading_costs_at_most_1_8_times_its_cpu(city, way) -> None:
    reference = bare(city)
    process = listen(city)
    before, others = cpu(process), Accounts(city)
    seconds = shout(city, READINGS)
    cost, rate = (cpu(process) - before) / READINGS * 1e6, READINGS / seconds
    print(
        f"\ningest {way}: {cost:.1f} µs CPU a reading, {rate:,.0f}/s; bare paho loop {reference['us']:.1f} µs, "
        f"{reference['per_s']:,.0f}/s; ratio {cost / reference['us']:.2f}; {others.per_reading(READINGS)} µs"
    )
    assert cost / reference["us"] <= 1.8


def test_given_a_million_readings_then_memory_stays_flat(city, way) -> None:
    process = listen(city)
    seconds = shout(city, MILLION // 10)
    early = process.memory_info().rss
    for turn in range(1, 10):
        seconds += shout(city, MILLION // 10, start=turn * MILLION // 10)
    late = process.memory_info().rss
    print(f"\ningest {way}: {MILLION / seconds:,.0f}/s over a million; memory {early >> 20} → {late >> 20} MiB")
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
