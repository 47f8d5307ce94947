"""A running centre in hard times: its database locked for ten seconds, its broker away for a minute, a huge upload."""

import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
import requests

from tests.e2e.centre import Centre, Device, until
from tests.e2e.traffic import Books

pytestmark = pytest.mark.timeout(300)
LOCKED_S, AWAY_S = 10, 60
CHUNK, CHUNKS = b"x" * 1_000_000, 200
GROWS_MB = 60
QUICK_S = 2.0


@pytest.fixture
def drain(centre: Centre) -> int:
    key = f"hard-{time.monotonic_ns()}"
    made = centre.post(
        "/api/v1/sensors", {"key": key, "kind": "drainage", "name": key, "lon": 105.8588, "lat": 19.6176}
    )
    return int(made["id"])


@pytest.fixture
def device(centre: Centre) -> Iterator[Device]:
    made = centre.device()
    made.client.reconnect_delay_set(1, 2)
    yield made
    made.close()


def key_of(centre: Centre, sensor: int) -> str:
    return str(centre.get(f"/api/v1/sensors/{sensor}")["key"])


def test_given_a_database_locked_for_ten_seconds_then_reads_go_on_and_no_write_is_lost(
    centre: Centre, device: Device, drain: int
) -> None:
    key, token = key_of(centre, drain), centre.token("officer")
    centre.get("/api/v1/incidents", "officer")
    answers: list[requests.Response] = []

    def report() -> None:
        body = {"category": "road", "text": f"khóa {key}", "lon": 105.8588, "lat": 19.6176}
        answers.append(
            requests.post(f"{centre.url}/api/v1/reports", json=body, headers={"Idempotency-Key": key}, timeout=60)
        )

    lock = sqlite3.connect(centre.home / "db" / "ioc.sqlite3", isolation_level=None, timeout=20)
    lock.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    sender = threading.Thread(target=report)
    sender.start()
    sent = [round(time.time() * 1000) + n for n in range(50)]
    for at in sent:
        device.client.publish(f"city/drainage/{key}/up", f'{{"ts": {at}, "level_cm": 20}}', qos=1)
    slowest = 0.0
    while time.monotonic() - begun < LOCKED_S:
        asked = time.monotonic()
        assert requests.get(
            f"{centre.url}/api/v1/incidents", headers={"Authorization": f"Bearer {token}"}, timeout=10
        ).ok
        slowest = max(slowest, time.monotonic() - asked)
        time.sleep(0.2)
    assert not answers
    lock.execute("ROLLBACK")
    lock.close()
    sender.join(60)
    assert slowest < QUICK_S
    assert answers[0].status_code == requests.codes.created
    until(lambda: set(sent) <= set(Books(centre).readings(drain)), 30)
    assert Books(centre).ask("SELECT count(*) FROM report WHERE text = ?", f"khóa {key}") == [(1,)]


def test_given_an_upload_of_two_hundred_megabytes_then_it_is_refused_and_memory_stays(centre: Centre) -> None:
    web = psutil.Process(centre.children()["realtime.web"])
    before = web.memory_info().rss
    most = [before]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most.append(web.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    head = b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(CHUNKS):
            yield CHUNK

    try:
        for data, known in ((body(), False), (head + CHUNK * CHUNKS, True)):
            headers = {"Content-Type": "multipart/form-data; boundary=edge"}
            try:
                answer = requests.post(f"{centre.url}/api/v1/reports", data=data, headers=headers, timeout=60)
                assert answer.status_code == requests.codes.request_entity_too_large, known
                assert answer.json()["title"]
            except requests.ConnectionError:
                assert requests.get(f"{centre.url}/healthz", timeout=10).ok  # hung up in the middle of it: also a no
    finally:
        over.set()
        watcher.join()
    assert (max(most) - before) / 1e6 < GROWS_MB
    assert requests.get(f"{centre.url}/report", timeout=10).ok


def test_given_the_devices_broker_away_for_a_minute_then_everything_else_goes_on_and_what_waited_arrives(
    centre: Centre, device: Device, drain: int
) -> None:
    key = key_of(centre, drain)
    first = round(time.time() * 1000)
    device.say(f"city/drainage/{key}/up", {"ts": first, "level_cm": 20})
    until(lambda: first in Books(centre).readings(drain))
    keeper = centre.children()["ioc.broker"]
    out = subprocess.run(["ps", "-ww", "-o", "pid=,args=", "--ppid", str(keeper)], capture_output=True, text=True)
    door = next(int(line.split()[0]) for line in out.stdout.splitlines() if "devices.toml" in line)
    os.kill(keeper, signal.SIGSTOP)  # whoever would start it again sleeps
    os.kill(door, signal.SIGKILL)
    begun = time.monotonic()
    try:
        until(lambda: not device.client.is_connected())
        sent = [round(time.time() * 1000) + n for n in range(100)]
        for at in sent:
            device.client.publish(f"city/drainage/{key}/up", f'{{"ts": {at}, "level_cm": 21}}', qos=1)
        while time.monotonic() - begun < AWAY_S:
            assert centre.get("/api/v1/incidents", "officer") is not None
            time.sleep(2)
        report = {"category": "road", "text": f"vắng {key}", "lon": 105.8588, "lat": 19.6176}
        assert requests.post(f"{centre.url}/api/v1/reports", json=report, timeout=20).ok
    finally:
        os.kill(keeper, signal.SIGCONT)
    until(lambda: set(sent) <= set(Books(centre).readings(drain)), 60)
    until(lambda: requests.get(f"{centre.url}/healthz", timeout=10).ok, 60)
    assert Books(centre).balanced()
