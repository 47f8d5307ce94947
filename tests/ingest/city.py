"""A centre small enough for a test: real brokers, a real ingest process, a real database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import select, text

from ioc.agencies import seed as agencies
from ioc.broker.brokers import Brokers
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.db import Database
from ioc.kernel.mqtt import device_login
from ioc.sensors import seed
from ioc.sensors.models import IngestCount, UnknownSensor
from ioc.sensors.readings import tables
from ioc.sensors.service import registry
from tests.conftest import free_port


def wait(what: Callable[[], object], seconds: float = 20, every: float = 0.02) -> object:
    """Until `what` is true; fails with its last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(every)


class SmallCity:
    """`url` is the database's; everything else lives under `root`."""

    def __init__(self, root: Path, url: str, db: Database) -> None:
        self.db = db
        self.port = free_port()
        self.environ = {
            **os.environ,
            "IOC_HOME": str(root / "home"),
            "IOC_CONFIG": str(root / "config.yaml"),
            "IOC_MQTT_PORT": str(self.port),
            "IOC_DATABASE_URL": url,
            "IOC_DEMO": "0",
        }
        (root / "config.yaml").write_text("mqtt: {embedded: true}\n")
        self.settings = Settings(Config(), Home(root / "home"), self.environ)
        self.brokers = Brokers(self.settings)
        self.ingest: subprocess.Popen[bytes] | None = None
        with db.write() as session:
            agencies.seed(session)
            seed.seed(session)

    def sensor(self, key: str, kind: str = "drainage", **more: object) -> int:
        values = {"name": key, "lat": 16.46, "lon": 107.59} | more
        with self.db.write() as session:
            return registry.register(session, SYSTEM, now(), key=key, kind=kind, **values).id

    def start_ingest(self) -> None:
        self.ingest = subprocess.Popen([sys.executable, "-m", "realtime.ingest"], env=self.environ)

    def kill_ingest(self) -> None:
        if self.ingest is not None:
            self.ingest.kill()
            self.ingest.wait()

    def stop(self) -> None:
        if self.ingest is not None and self.ingest.poll() is None:
            self.ingest.send_signal(signal.SIGTERM)
            try:
                self.ingest.wait(10)
            except subprocess.TimeoutExpired:
                self.kill_ingest()
        self.brokers.stop()

    def device(self) -> mqtt.Client:
        login = device_login(self.settings)
        client = mqtt.Client(CallbackAPIVersion.VERSION2)
        client.username_pw_set(login.username, login.password)
        client.max_inflight_messages_set(500)
        client.connect(login.host, login.port)
        client.loop_start()
        wait(client.is_connected)
        return client

    def books(self) -> dict[str, int]:
        with self.db.read() as session:
            row = session.get(IngestCount, "all")
            names = ("received", "stored", "duplicate", "conflict", "rejected")
            return {name: getattr(row, name) if row else 0 for name in names}


def reading(value: float, at_ms: int | None = None, quantity: str = "level_cm") -> str:
    return json.dumps({"ts": at_ms or time.time_ns() // 1_000_000, quantity: value})


def say(_city, device, topic: str, payload: str | bytes) -> None:
    device.publish(topic, payload, qos=1).wait_for_publish(5)


def listen(city, device) -> None:
    """Starts ingest; from here on its session keeps every message."""
    city.start_ingest()
    wait(lambda: (device.publish("city/drainage/nobody", reading(1), qos=1), city.books()["received"] > 0)[1], 30)
    say(city, device, "city/drainage/last-nobody", reading(1))  # a device's words keep their order: it is the last
    wait(lambda: _knows(city, "last-nobody"))


def _knows(city, key: str) -> bool:
    with city.db.read() as session:
        return session.scalar(select(UnknownSensor.key).where(UnknownSensor.key == key)) is not None


def balanced(books) -> bool:
    return books["received"] == books["stored"] + books["duplicate"] + books["conflict"] + books["rejected"]


def stored(city) -> int:
    with city.db.read() as session:
        names = tables(session.connection()).values()
        return sum(session.scalar(text(f"SELECT count(*) FROM {name}")) for name in names)
