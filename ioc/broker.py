"""`ioc broker`: the embedded MQTT brokers, one for devices and one on loopback for the centre's own `ioc/…`.

rumqttd (PyPI iotcore) has logins but no access lists, so what must not mix does not share a door. Its queues are
memory: a restart forgets sessions. A city runs Mosquitto or EMQX instead (mqtt.embedded: false).
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
from pathlib import Path

from iotcore import IotCoreBroker

from ioc.kernel import config
from ioc.kernel.config import Home, Settings
from ioc.kernel.errors import ConfigError
from ioc.kernel.mqtt import device_login, ingest_login

READY_S = 10.0
TOO_LARGE = re.compile(r"PayloadSizeLimitExceeded\((\d+)\)")
MAX_PAYLOAD = 1 << 20  # beyond it the device is disconnected; documented in docs/

TOML = """id = 0
[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
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
    path.write_text(TOML.format(host=host, port=port, payload=MAX_PAYLOAD, logins=lines))
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


class Brokers:
    """Both brokers, as children that die with this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Raises ConfigError when IOC_MQTT_PORT is taken."""
        home = self.settings.home
        port = bus_port(home)
        self._run("bus", "127.0.0.1", port, {"ioc": home.secret("bus-password")})
        target = home.dir("run") / "bus.json"
        draft = target.with_suffix(".new")
        draft.write_text(json.dumps({"host": "127.0.0.1", "port": port}))
        draft.replace(target)
        device, ingest = device_login(self.settings), ingest_login(self.settings)
        logins = {device.username: device.password, ingest.username: ingest.password}
        self._run("devices", self.settings.config.mqtt.host, self.settings.mqtt_port, logins)

    def stop(self) -> None:
        for child in self.running:
            child.terminate()
        for child in self.running:
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.running.clear()

    @property
    def alive(self) -> bool:
        return all(child.poll() is None for child in self.running)

    def _run(self, name: str, host: str, port: int, logins: dict[str, str]) -> None:
        near = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
        if accepts(near, port):
            raise ConfigError(f"IOC_MQTT_PORT={port}: the port is taken; choose another one")
        path = settings_file(self.settings.home, name, host, port, logins)
        child = subprocess.Popen([sys.executable, "-m", "ioc.broker", "--serve", str(path)], stdin=subprocess.PIPE)
        self.running.append(child)
        deadline = time.monotonic() + READY_S
        while not accepts(near, port):
            if child.poll() is not None or time.monotonic() > deadline:
                raise ConfigError(f"the embedded broker does not come up on {host}:{port}")
            time.sleep(0.02)


def main() -> int:
    """Runs until TERM or INT; ends with 1 when a broker dies, so that the supervisor starts both anew."""
    settings = config.load()
    brokers = Brokers(settings)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        brokers.start()
        while not stop.wait(1):
            if not brokers.alive:
                return 1
    finally:
        brokers.stop()
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        raise SystemExit(main())
