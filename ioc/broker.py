"""`ioc broker`: the embedded MQTT brokers, one for devices and one on loopback for the centre's own `ioc/…`.

rumqttd (PyPI iotcore) has logins but no access lists, so what must not mix does not share a door. Its queues are
memory: a restart forgets what waited in them. A city runs Mosquitto or EMQX instead (mqtt.embedded: false).
"""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
from iotcore import IotCoreBroker
from paho.mqtt.enums import CallbackAPIVersion

from ioc.kernel import config
from ioc.kernel.config import Home, Settings
from ioc.kernel.errors import ConfigError
from ioc.kernel.mqtt import device_login, ingest_client, ingest_login

DEVICES = "devices"
READY_S = 10.0
LOOK_S = 0.0005
SHORT_S = 0.05
MEND_S = 0.5
log = logging.getLogger(__name__)
TOO_LARGE = re.compile(r"PayloadSizeLimitExceeded\((\d+)\)")
MAX_PAYLOAD = 1 << 20  # beyond it the device is disconnected; documented in docs/
SEGMENTS = 16
# rumqttd holds that much of what was said for each filter, taken or not, and takes up to four times the room for it
HELD = {DEVICES: 64 << 20}
HELD_BUS = 16 << 20  # hints: who comes late looks into the database

TOML = """id = 0
[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 200
max_segment_size = {segment}
max_segment_count = {segments}
[v4.1]
name = "v4-1"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[v4.1.connections]
connection_timeout_ms = 60000
max_payload_size = {payload}
max_inflight_count = 100
dynamic_filters = true
[v4.1.connections.auth]
{logins}
"""


def settings_file(home: Home, name: str, host: str, port: int, logins: dict[str, str]) -> Path:
    """The broker's own configuration, readable by nobody else: it holds the passwords."""
    lines = "\n".join(f'"{user}" = "{password}"' for user, password in logins.items())
    path = home.dir("run") / f"{name}.toml"
    path.touch(mode=0o600)
    path.chmod(0o600)
    limits = {"payload": MAX_PAYLOAD, "segment": HELD.get(name, HELD_BUS) // SEGMENTS, "segments": SEGMENTS}
    path.write_text(TOML.format(host=host, port=port, logins=lines, **limits))
    return path


def bus_port(home: Home) -> int:
    """Yesterday's port when it is still free, so that clients find the bus again after a restart."""
    path = home.dir("run") / "bus.json"
    try:
        wanted = int(json.loads(path.read_text())["port"])
    except (OSError, ValueError, KeyError):
        wanted = 0
    for port in (wanted, 0):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(sock.getsockname()[1])
    raise ConfigError("no free port on 127.0.0.1 for the centre's bus")


class NotUp(ConfigError):
    """No broker came up this time, on a busy machine or at a port that is just being given back: the next try may."""


class Reasons(logging.Filter):
    """rumqttd writes a span for every connection as an error; let through only why a device was cut off."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        found = TOO_LARGE.search(said)
        if found:
            record.msg = "a device sent %s bytes, more than the limit of %s: it is disconnected and must send less"
            record.args = (found[1], MAX_PAYLOAD)
            return True
        return said.startswith("disconnected") and "ConnectionAborted" not in said


def serve(path: str) -> None:
    """The child: one broker, until the parent's end of our standard input closes."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s broker: %(message)s")
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    door = logging.getLogger("rumqttd.server.broker")
    door.setLevel(logging.ERROR)
    door.addFilter(Reasons())

    def leave() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=leave, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    IotCoreBroker(config_path=path).run_forever()


def accepts(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.2).close()
    except OSError:
        return False
    return True


@dataclass
class Door:
    """One broker: who may come in, and the child that serves it."""

    name: str
    host: str
    port: int
    logins: dict[str, str]
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def near(self) -> str:
        return "127.0.0.1" if self.host in ("0.0.0.0", "") else self.host  # noqa: S104 - compared, not bound

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def open(self, home: Home, first: Callable[[], bool]) -> None:
        """`first` is tried until it comes in. Raises ConfigError when the port is taken or no broker comes up."""
        if accepts(self.near, self.port):
            raise ConfigError(f"IOC_MQTT_PORT={self.port}: the port is taken; choose another one")
        path = settings_file(home, self.name, self.host, self.port, self.logins)
        self.child = subprocess.Popen([sys.executable, "-m", "ioc.broker", "--serve", str(path)], stdin=subprocess.PIPE)
        deadline = time.monotonic() + READY_S
        while not first():
            if not self.alive or time.monotonic() > deadline:
                raise NotUp(f"the embedded broker does not come up on {self.host}:{self.port}")
            time.sleep(LOOK_S)

    def close(self) -> None:
        if self.child is None:
            return
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None


class Seats:
    """Subscribes in the name of every ingest that is still to come, within milliseconds of the opening, and leaves.

    A device that comes before the ingest would be acknowledged by a broker with no one to hand its readings to. The
    broker keeps the session and gives what has waited to the ingest of that name (MQTT 3.1.1, 3.1.2.4).
    """

    def __init__(self, settings: Settings) -> None:
        self.login = ingest_login(settings)
        self.free = dict(settings.config.mqtt.slices)

    def taken(self) -> bool:
        """False while nobody listens, or nobody answers yet."""
        for name, filters in list(self.free.items()):
            if not self._take(name, filters):
                return False
            del self.free[name]
        return True

    def _take(self, name: str, filters: Sequence[str]) -> bool:
        answered: list[bool] = []
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=ingest_client(name), clean_session=False)
        client.username_pw_set(self.login.username, self.login.password)
        client.on_subscribe = lambda client, *_: answered.append(client.disconnect() == mqtt.MQTT_ERR_SUCCESS)
        try:
            client.connect(self.login.host, self.login.port)
        except OSError:
            return False
        client.subscribe([(each, 1) for each in filters])  # in one breath with the CONNECT
        deadline = time.monotonic() + READY_S
        while client.loop(SHORT_S) == mqtt.MQTT_ERR_SUCCESS and time.monotonic() < deadline:
            pass
        return bool(answered)


class Brokers:
    """Both brokers, as children that die with this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.doors: list[Door] = []

    def start(self) -> None:
        """Raises ConfigError when IOC_MQTT_PORT is taken."""
        home = self.settings.home
        bus = Door("bus", "127.0.0.1", bus_port(home), {"ioc": home.secret("bus-password")})
        self._open(bus)
        target = home.dir("run") / "bus.json"
        draft = target.with_suffix(".new")
        draft.write_text(json.dumps({"host": bus.host, "port": bus.port}))
        draft.replace(target)
        device, ingest = device_login(self.settings), ingest_login(self.settings)
        logins = {device.username: device.password, ingest.username: ingest.password}
        self._open(Door(DEVICES, self.settings.config.mqtt.host, self.settings.mqtt_port, logins))

    def mend(self) -> None:
        """Opens again what has died; the other one goes on, with all it holds. Raises ConfigError when it cannot."""
        for door in [door for door in self.doors if not door.alive]:
            log.warning("the broker for %s has died; it is started again", door.name)
            self.doors.remove(door)
            self._open(door)

    def stop(self) -> None:
        for door in self.doors:
            if door.child is not None:
                door.child.terminate()
        for door in self.doors:
            door.close()
        self.doors.clear()

    def _open(self, door: Door) -> None:
        self.doors.append(door)
        first = Seats(self.settings).taken if door.name == DEVICES else lambda: accepts(door.near, door.port)
        door.open(self.settings.home, first)
        log.info("the broker for %s listens on %s:%s", door.name, door.host, door.port)


def main() -> int:
    """Runs until TERM or INT; a broker that dies is started again."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s broker: %(message)s")
    try:
        brokers = Brokers(config.load())
        _serve(brokers)
    except ConfigError as error:
        sys.stderr.write(f"ioc broker: {error.detail}\n")
        return 1 if isinstance(error, NotUp) else 2
    return 0


def _serve(brokers: Brokers) -> None:
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        brokers.start()
        while not stop.wait(MEND_S):
            mend(brokers)
    finally:
        brokers.stop()


def mend(brokers: Brokers) -> None:
    """Its settings were good once: whatever it is now, the centre goes on, and we begin anew."""
    try:
        brokers.mend()
    except ConfigError as error:
        raise NotUp(error.detail) from error


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        raise SystemExit(main())
