"""What must be true before the centre starts, each failure in one sentence that names the setting."""

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
    _port("IOC_PORT", settings.config.server.host, settings.port)
    if settings.config.mqtt.embedded:
        _port("IOC_MQTT_PORT", settings.config.mqtt.host, settings.mqtt_port)


def _port(name: str, host: str, port: int) -> None:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"{name}: port {port} on {host} is taken ({error.strerror}); end what uses it or set {name} to another"
            ) from error


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
