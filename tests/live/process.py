"""A real `ioc web` in any async mode, beside a database that the test writes through the services."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import requests
import socketio
import yaml

from ioc import wiring
from ioc.accounts import tokens
from ioc.kernel import config
from ioc.kernel.clock import now
from ioc.kernel.db import Base, Database
from ioc.kernel.http import Services
from tests.conftest import free_port
from tests.live.reducer import apply, from_snapshot
from tests.live.scenario import City

ROOT = Path(__file__).resolve().parents[2]
BOARD = "/board"
HEARD = ("snapshot", "events", "event", "head", "refused", "presence", "figures", "frame")
Found = TypeVar("Found")


def until(fact: Callable[[], Found], within_s: float = 15) -> Found:
    """Waits for a fact and returns it."""
    deadline = time.monotonic() + within_s
    while not (found := fact()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
    return found


class Screen:
    """One Socket.IO client; keeps what it heard."""

    def __init__(self, url: str, token: str | None = None, **headers: str) -> None:
        self.url = url
        self.headers = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        self.auth: dict[str, Any] | None = None
        self.heard: list[tuple[str, Any]] = []
        self.client = socketio.Client(reconnection=False)
        for name in HEARD:
            self.client.on(name, self._keep(name), namespace=BOARD)

    def _keep(self, name: str) -> Callable[[Any], None]:
        return lambda data: self.heard.append((name, data))

    def open(self) -> "Screen":
        self.client.connect(
            self.url,
            headers=self.headers,
            auth=self.auth,
            namespaces=[BOARD],
            transports=["websocket"],
            wait_timeout=10,
        )
        return self

    def say(self, name: str, **data: Any) -> "Screen":
        self.client.emit(name, data, namespace=BOARD)
        return self

    def all(self, name: str) -> list[Any]:
        return [data for heard, data in self.heard if heard == name]

    def wait(self, name: str, count: int = 1, within_s: float = 15) -> Any:
        return until(lambda: len(self.all(name)) >= count and self.all(name)[count - 1 : count], within_s)[0]

    def answer(self, count: int) -> tuple[str, Any]:
        """The answer to the `count`-th join: its name and what it says."""

        def answers() -> list[tuple[str, Any]]:
            return [one for one in list(self.heard) if one[0] in ("snapshot", "refused")]

        return until(lambda: len(answers()) >= count and answers()[count - 1 : count])[0]

    def board(self) -> dict[str, Any]:
        """What its reducer holds now."""
        board = from_snapshot(self.all("snapshot")[-1])
        for event in self.events():
            apply(board, event)
        return board

    def events(self) -> list[dict[str, Any]]:
        """Everything it was told, in order, whether live or caught up."""
        found: list[dict[str, Any]] = []
        for name, data in list(self.heard):
            found += data if name == "events" else [data] if name == "event" else []
        return found

    def told(self, kind: str) -> bool:
        return any(event["kind"] == kind for event in self.events())

    def close(self) -> None:
        self.client.disconnect()


class Web:
    """`python -m realtime.web` with an IOC_HOME of its own."""

    def __init__(self, home: Path, mode: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        settings = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
        settings["server"]["async_mode"] = mode
        settings["accounts"]["two_factor"] = "off"
        (home / "config.yaml").write_text(yaml.safe_dump(settings), "utf-8")
        self.env = {
            **os.environ,
            "IOC_HOME": str(home),
            "IOC_CONFIG": str(home / "config.yaml"),
            "IOC_PORT": str(self.port),
            "IOC_MQTT_PORT": str(free_port()),
            "IOC_DEMO": "0",
        }
        self.home, self.url = home, f"http://127.0.0.1:{self.port}"
        self.settings = config.load(self.env)
        self.db = Database(self.settings.database_url)
        wiring.install()
        Base.metadata.create_all(self.db.write_engine)
        Services(self.settings, self.db)
        self.city = City(self.db, home)
        self.process: subprocess.Popen[bytes] | None = None
        self.others: list[subprocess.Popen[bytes]] = []

    def start(self) -> "Web":
        self.process = self._run("realtime.web")
        try:
            until(self._answers, 40)
        except BaseException:
            self.end()
            raise
        return self

    def broker(self) -> subprocess.Popen[bytes]:
        """The embedded brokers beside it."""
        process = self._run("ioc.broker")
        self.others.append(process)
        until((self.home / "run" / "bus.json").is_file)
        return process

    def token(self, role: str, **scope: int) -> str:
        with self.db.write() as session:
            return tokens.issue(session, now(), role, f"test {role}", **scope)

    def screen(self, role: str | None, **scope: int) -> Screen:
        return Screen(self.url, self.token(role, **scope) if role else None).open()

    def stop(self) -> float:
        """TERM; how long it took, in seconds."""
        begun = time.monotonic()
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        return time.monotonic() - begun

    def end(self) -> None:
        for process in (self.process, *self.others):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        self.db.dispose()

    def _run(self, module: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{module}.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.home / "realtime.web.log").read_text()
        try:
            return requests.get(self.url + "/healthz", timeout=2).status_code in (200, 503)
        except requests.ConnectionError:
            return False
