"""A city that does not stop: readings, reports and assignments through the public doors, and what became of each.

Whoever sends tries again until it is accepted, with the same key: as a device, a phone and a console do.
"""

import itertools
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
import requests
from paho.mqtt.enums import CallbackAPIVersion

from tests.e2e.centre import Centre, Found, until
from tests.e2e.desk import crew_at

PAUSE_S = 0.05
WITHIN_S = 60
ACCEPTED, REFUSED = 300, 500


class Traffic:
    """`told`: readings the broker has acknowledged; `reports`, `sent`: what the centre has answered with 2xx."""

    def __init__(self, centre: Centre, name: str) -> None:
        self.centre = centre
        self.name = name
        self.lon, self.lat = centre.get("/pack/pack.json")["center"]
        self.sensor = self.register(f"{name}-steady")
        crew = crew_at(centre, f"T-{name}"[:12], self.lon, self.lat)
        self.crew = crew["id"]
        self.told: set[int] = set()
        self.reports: dict[str, int] = {}
        self.sent: dict[int, int] = {}
        self.wrong: list[str] = []
        self._open: dict[int, int] = {}
        self._over = threading.Event()
        self._device = self._connect()
        centre.token("officer")  # made before the hurry begins

    def register(self, key: str) -> int:
        place = {"lon": self.lon, "lat": self.lat}
        made = self.centre.post("/api/v1/sensors", {"key": key, "kind": "drainage", "name": key, **place})
        return int(made["id"])

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """While the block runs. What was begun is finished afterwards."""
        threads = [threading.Thread(target=work) for work in (self._readings, self._citizens, self._officer)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join(90)
            self._device.disconnect()
            self._device.loop_stop()
        assert not self.wrong

    def overflow(self, key: str) -> None:
        """A drain that overflowed a while ago tells it now, all its readings at once: an alarm without waiting."""
        begun = round(time.time() * 1000) - 200_000
        for step in range(8):
            data = json.dumps({"ts": begun + step * 5000, "level_cm": 250.0})
            self._device.publish(f"city/drainage/{key}/up", data, qos=1)

    def _connect(self) -> mqtt.Client:
        host, port, username, password = self.centre.ioc("mqtt", "credentials").split()
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"traffic-{self.name}", clean_session=False)
        client.username_pw_set(username, password)
        client.reconnect_delay_set(1, 2)
        client.on_publish = lambda _c, _d, mid, *_rest: self.told.add(self._open.pop(mid, 0))
        client.connect(host, int(port))
        client.loop_start()
        until(client.is_connected)
        return client

    def _readings(self) -> None:
        for number in itertools.count():
            if self._over.wait(PAUSE_S / 2):
                return
            at = round(time.time() * 1000)
            data = json.dumps({"ts": at, "level_cm": 30 + number % 10})
            self._open[self._device.publish(f"city/drainage/{self.name}-steady/up", data, qos=1).mid] = at

    def _citizens(self) -> None:
        for number in itertools.count():
            if self._over.wait(PAUSE_S):
                return
            words = f"{self.name} {number}"
            body = {"category": "road", "text": words, "lon": self.lon, "lat": self.lat}
            answer = self._insist("/api/v1/reports", body, words, {})
            if answer is not None:
                self.reports[words] = answer["id"]

    def _officer(self) -> None:
        bearer = {"Authorization": f"Bearer {self.centre.token('officer')}"}
        where = {"lon": self.lon, "lat": self.lat}
        for number in itertools.count():
            if self._over.wait(PAUSE_S):
                return
            made = self._insist("/api/v1/incidents", {"category": "flood", **where}, f"{self.name}-i{number}", bearer)
            if made is None:
                continue
            path = f"/api/v1/incidents/{made['id']}/dispatch"
            sent = self._insist(path, {"crew_ids": [self.crew]}, f"{self.name}-d{number}", bearer)
            if sent is not None:
                self.sent[sent["items"][0]["id"]] = made["id"]

    def _insist(self, path: str, body: dict[str, Any], key: str, headers: dict[str, str]) -> Any:
        """Until it is accepted; None when it is refused for good, which these never should be."""
        deadline, last = time.monotonic() + WITHIN_S, ""
        while time.monotonic() < deadline:
            try:
                given = requests.post(
                    self.centre.url + path, json=body, headers={**headers, "Idempotency-Key": key}, timeout=15
                )
            except requests.RequestException as error:
                last = repr(error)
                time.sleep(0.2)
                continue
            if given.status_code < ACCEPTED:
                return given.json()
            if given.status_code < REFUSED:
                self.wrong.append(f"{path}: {given.status_code} {given.text[:200]}")
                return None
            last = f"{given.status_code} {given.text[:200]}"
            time.sleep(float(given.headers.get("Retry-After", "0.2")))
        self.wrong.append(f"{path}: not accepted within a minute: {last}")
        return None


class Books:
    """What the database of a stopped or running centre holds, read beside it."""

    def __init__(self, centre: Centre) -> None:
        self.path = centre.home / "db" / "ioc.sqlite3"

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def readings(self, sensor: int) -> list[int]:
        names = self.ask("SELECT name FROM sqlite_master WHERE name GLOB 'reading_[0-9]*' AND type = 'table'")
        union = " UNION ALL ".join(f"SELECT sensor_id, at_ms FROM {name[0]}" for name in names)
        if not names:
            return []
        return [row[0] for row in self.ask(f"SELECT at_ms FROM ({union}) WHERE sensor_id = ?", sensor)]

    def balanced(self) -> bool:
        query = "SELECT received - stored - duplicate - conflict - rejected FROM ingest_count"
        return all(row[0] == 0 for row in self.ask(query))


def healthy(centre: Centre) -> bool:
    try:
        return requests.get(centre.url + "/healthz", timeout=5).status_code == requests.codes.ok
    except requests.RequestException:
        return False


def eventually(fact: Callable[[], Found], within_s: float = 60) -> Found:
    return until(fact, within_s, 0.2)
