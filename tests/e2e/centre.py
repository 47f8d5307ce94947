"""A whole centre for a test: `ioc up` with its own IOC_HOME and ports, real broker, real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import paho.mqtt.client as mqtt
import requests
import yaml
from paho.mqtt.enums import CallbackAPIVersion

from tests.conftest import free_port

ROOT = Path(__file__).parents[2]
Found = TypeVar("Found")


def until(fact: Callable[[], Found], within_s: float = 20, every_s: float = 0.05) -> Found:
    """Waits for a fact and returns it; fails with the fact's name when it does not come about."""
    deadline = time.monotonic() + within_s
    while True:
        found = fact()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {within_s} s: {fact}"
        time.sleep(every_s)


class Centre:
    """`config` is merged over config.yaml, section by section."""

    def __init__(self, home: Path, config: dict[str, dict[str, Any]] | None = None, *, demo: bool = False) -> None:
        self.home = home
        self.port, self.mqtt_port = free_port(), free_port()
        settings = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
        for section, values in {"accounts": {"two_factor": "off"}, **(config or {})}.items():
            settings[section] |= values
        home.mkdir(parents=True, exist_ok=True)
        (home / "config.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
        self.env = {
            **os.environ,
            "IOC_HOME": str(home),
            "IOC_CONFIG": str(home / "config.yaml"),
            "IOC_PORT": str(self.port),
            "IOC_MQTT_PORT": str(self.mqtt_port),
            "IOC_DEMO": "1" if demo else "0",
        }
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self._tokens: dict[str, str] = {}

    def start(self, within_s: float = 120) -> None:
        log = (self.home / "up.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ioc.cli", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            until(self._up, within_s)
        except AssertionError:
            self.process.send_signal(signal.SIGINT)  # one that came up too late would stay
            raise

    def _up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.home / "up.log").read_text()
        return "Ctrl-C" in (self.home / "up.log").read_text()

    def stop(self) -> float:
        """Ctrl-C; returns how long it took, in seconds."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        (self.home / "up.log").write_text("")
        return time.monotonic() - begun

    def ioc(self, *arguments: str, given: str = "") -> str:
        """What `ioc …` prints."""
        ran = subprocess.run(
            [sys.executable, "-m", "ioc.cli", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            input=given,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def token(self, role: str, *more: str) -> str:
        key = " ".join([role, *more])
        if key not in self._tokens:
            self._tokens[key] = self.ioc("token", "create", "--role", role, *more)
        return self._tokens[key]

    def call(self, method: str, path: str, role: str = "admin", **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token(role)}", **kwargs.pop("headers", {})}
        return requests.request(method, self.url + path, headers=headers, timeout=30, **kwargs)

    def get(self, path: str, role: str = "admin", **params: Any) -> Any:
        answer = self.call("GET", path, role, params=params)
        assert answer.ok, answer.text
        return answer.json()

    def post(self, path: str, data: dict[str, Any] | None = None, role: str = "admin") -> Any:
        answer = self.call("POST", path, role, json=data or {})
        assert answer.ok, answer.text
        return answer.json()

    def person(self, role: str, username: str, **more: Any) -> tuple[str, str]:
        """A new account; its user name and password."""
        made = self.post(
            "/api/v1/users",
            {
                "email": f"{username}@test.invalid",
                "name": more.pop("name", username),
                "role": role,
                "username": username,
                **more,
            },
        )
        return username, made["password"]

    def children(self) -> dict[str, int]:
        """Name of each supervised process and its pid."""
        assert self.process is not None
        out = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        found = {}
        for line in out.stdout.splitlines():
            pid, args = line.strip().split(" ", 1)
            found[args.split(" -m ", 1)[-1].split(" ")[0]] = int(pid)
        return found

    def device(self) -> "Device":
        host, port, username, password = self.ioc("mqtt", "credentials").split()
        return Device(host, int(port), username, password)


class Device:
    """A sensor's side of MQTT, QoS 1."""

    def __init__(self, host: str, port: int, username: str, password: str) -> None:
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"test-{os.getpid()}-{time.monotonic_ns()}")
        self.client.username_pw_set(username, password)
        self.client.connect(host, port)
        self.client.loop_start()

    def say(self, topic: str, payload: dict[str, Any] | bytes) -> None:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.client.publish(topic, data, qos=1).wait_for_publish(10)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()
