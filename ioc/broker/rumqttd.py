"""The file that tells rumqttd who may come in, and what it may hold."""

import socket
from pathlib import Path

from ioc.kernel.config import Home
from ioc.kernel.errors import ConfigError

LOOPBACK = "127.0.0.1"
DEVICES = "devices"
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
next_connection_delay_ms = 0
[v4.1.connections]
connection_timeout_ms = 60000
max_payload_size = {payload}
max_inflight_count = 100
dynamic_filters = true
[v4.1.connections.auth]
{logins}
"""


def settings_file(home: Home, name: str, port: int, logins: dict[str, str]) -> Path:
    """rumqttd's own configuration, on loopback alone; readable by nobody else, because it holds the passwords."""
    lines = "\n".join(f'"{user}" = "{password}"' for user, password in logins.items())
    path = home.dir("run") / f"{name}.toml"
    path.touch(mode=0o600)
    path.chmod(0o600)
    limits = {"payload": MAX_PAYLOAD, "segment": HELD.get(name, HELD_BUS) // SEGMENTS, "segments": SEGMENTS}
    path.write_text(TOML.format(host=LOOPBACK, port=port, logins=lines, **limits))
    return path


def accepts(host: str, port: int) -> bool:
    """Whether somebody listens there; every address of the machine is asked on loopback."""
    near = LOOPBACK if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((near, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def free_port(wanted: int = 0) -> int:
    """`wanted` when it is free on loopback this moment, else another one."""
    for port in (wanted, 0):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(sock.getsockname()[1])
    raise ConfigError("no free port on 127.0.0.1 for the embedded brokers")
