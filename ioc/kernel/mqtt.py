"""Who may connect to the devices' broker, and as whom. The embedded broker's logins are generated on first use."""

import os
from dataclasses import dataclass

from ioc.kernel.config import Settings


@dataclass(frozen=True, slots=True)
class Login:
    host: str
    port: int
    username: str
    password: str


def device_login(settings: Settings) -> Login:
    """For sensors and the demo city: what `ioc mqtt credentials` prints."""
    return _login(settings, "device")


def ingest_login(settings: Settings) -> Login:
    """For `ioc ingest`. A city's own broker: IOC_MQTT_USERNAME and the secret `mqtt-ingest`."""
    return _login(settings, "ingest")


def _login(settings: Settings, role: str) -> Login:
    host = "127.0.0.1" if settings.config.mqtt.embedded else settings.config.mqtt.host
    given = None if settings.config.mqtt.embedded else os.environ.get("IOC_MQTT_USERNAME")
    return Login(host, settings.mqtt_port, given or role, settings.home.secret(f"mqtt-{role}"))
