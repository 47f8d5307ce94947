"""A thousand sensors, real brokers, a real ingest process, a real database; and what each of them costs."""

import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import yaml
from sqlalchemy import text

from ioc.kernel.config import read
from ioc.kernel.db import Database
from ioc.kernel.mqtt import device_login
from tests.bench.blast import Blaster, readings
from tests.ingest.city import SmallCity, reading, wait
from tests.mosquitto import SHIPPED, mosquitto

SENSORS = 1000


class CityBroker:
    """Mosquitto in the place of the embedded brokers, for the devices and for the centre's own words."""

    def __init__(self, city: SmallCity, root: Path) -> None:
        self.city = city
        self.folder = root / "mosquitto"
        self.running = ExitStack()

    def start(self) -> None:
        home, login = self.city.settings.home, device_login(self.city.settings)
        passwords = {"ioc": home.secret("bus-password"), login.username: login.password}
        (home.dir("secrets") / "mqtt-ingest").write_text(passwords["ioc"])
        self.running.enter_context(mosquitto(self.folder, self.city.port, passwords))
        wait(self._listens)

    def stop(self) -> None:
        self.running.close()

    def _listens(self) -> bool:
        try:
            blaster(self.city).close()
        except OSError:
            return False
        return True


def in_the_citys_way(city: SmallCity, root: Path) -> None:
    """Broker and batch as `deploy/` ships them."""
    shipped = yaml.safe_load((SHIPPED.parent / "config.city.yaml").read_text())
    path = root / "config.yaml"
    path.write_text(yaml.safe_dump({"mqtt": shipped["mqtt"] | {"host": "127.0.0.1"}, "ingest": shipped["ingest"]}))
    city.settings.config = read(path)
    city.brokers = CityBroker(city, root)


def durable(db: Database) -> None:
    """The tests' server does not wait for the disk; a figure of what is stored must."""
    if db.sqlite:
        return
    with db.bare() as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("SELECT pg_reload_conf()")


def listen(city: SmallCity) -> psutil.Process:
    device = city.device()
    city.start_ingest()
    wait(lambda: (device.publish("city/drainage/nobody", reading(1), qos=1), city.books()["received"] > 0)[1], 30)
    device.disconnect()
    time.sleep(0.5)
    return psutil.Process(city.ingest.pid)


def blaster(city: SmallCity) -> Blaster:
    login = device_login(city.settings)
    return Blaster(login.host, login.port, login.username, login.password)


def shout(city: SmallCity, count: int, start: int = 0) -> float:
    """Sends `count` readings and waits until they are stored; the seconds it took."""
    least = city.books()["stored"] + count
    shouter = blaster(city)
    begun = time.monotonic()
    shouter.send(readings(SENSORS, count, start=start))
    wait(lambda: city.books()["stored"] >= least, 300, every=0.1)  # asking costs CPU too
    shouter.close()
    return time.monotonic() - begun


def cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


class Accounts:
    """The CPU that everybody but ingest has used since this was made."""

    def __init__(self, city: SmallCity) -> None:
        self.server: psutil.Process | None = None
        if not city.db.sqlite:
            with city.db.read() as session:
                self.server = psutil.Process(session.scalar(text("SELECT pg_backend_pid()"))).parent()
        self.before = self._now()

    def per_reading(self, count: int) -> str:
        """In µs of a reading, for people."""
        used: dict[str, float] = {}
        for (part, process), seconds in self._now().items():
            used[part] = used.get(part, 0) + seconds - self.before.get((part, process), 0)
        return ", ".join(f"{part} {seconds / count * 1e6:.1f}" for part, seconds in used.items())

    def _now(self) -> dict[tuple[str, psutil.Process], float]:
        us = psutil.Process()
        parts = [("sender", us)]
        parts += [("broker", p) for p in us.children(recursive=True) if "realtime.ingest" not in p.cmdline()]
        parts += [("PostgreSQL", p) for p in self.server.children()] if self.server else []
        return {part: cpu(part[1]) for part in parts}
