"""What must be true before the centre starts, each failure in one sentence that names the setting."""

import errno
import os
import shutil
import socket
from pathlib import Path

from ioc.kernel.config import Settings
from ioc.kernel.errors import ConfigError

NEEDED_BYTES = 300 * 1024 * 1024


def check(settings: Settings) -> None:
    """Raises ConfigError: IOC_HOME not writable, disk full, or a port taken."""
    root = settings.home.root
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe = root / ".writable"
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as error:
        raise ConfigError(f"IOC_HOME: {root} cannot be written ({error.strerror})") from error
    free = shutil.disk_usage(root).free
    if free < NEEDED_BYTES:
        raise ConfigError(
            f"IOC_HOME: the disk of {root} is full: {free // 2**20} MB free, {NEEDED_BYTES // 2**20} MB are needed"
        )
    if settings.port == settings.mqtt_port and settings.config.mqtt.embedded:
        raise ConfigError(f"IOC_MQTT_PORT: {settings.mqtt_port} is IOC_PORT already; give each its own")
    _port("IOC_PORT", "server.host", settings.config.server.host, settings.port)
    if settings.config.mqtt.embedded:
        _port("IOC_MQTT_PORT", "mqtt.host", settings.config.mqtt.host, settings.mqtt_port)


def _port(name: str, host_setting: str, host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0]) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(found[4])
    except OSError as error:
        raise ConfigError(_why(name, host_setting, host, port, error)) from error


def _why(name: str, host_setting: str, host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host_setting}: {host} is no address of this machine ({error.strerror})"
    if error.errno == errno.EACCES:
        return f"{name}: port {port} on {host} may not be listened on ({error.strerror}); set {name} above 1023"
    return f"{name}: port {port} on {host} is taken ({error.strerror}); end what uses it or set {name} to another"


def single(home: Path) -> int:
    """Takes the lock that keeps a second `ioc up` off the same IOC_HOME; returns its descriptor (held for life)."""
    import fcntl

    (home / "run").mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "run" / "up.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise ConfigError(f"IOC_HOME: another `ioc up` runs on {home}; stop it or choose another") from error
    return handle
