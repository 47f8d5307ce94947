"""Who may connect to the devices' broker, and as whom. The embedded broker's logins are generated on first use."""

from dataclasses import dataclass

from ioc.kernel.config import Settings


@dataclass(frozen=True, slots=True)
class Login:
    host: str
    port: int
    username: str
    password: str


def device_login(settings: Settings) -> Login:
    """For sensors, camera gateways and the demo city: what `ioc mqtt credentials` prints."""
    return _login(settings, settings.config.mqtt.device_username, "mqtt-device")


def ingest_login(settings: Settings) -> Login:
    """For `ioc ingest`, which reads what every device says."""
    return _login(settings, settings.config.mqtt.username, "mqtt-ingest")


def ingest_client(name: str) -> str:
    """The client id of a slice's ingest: the broker keeps its subscriptions and what waits for it under this name."""
    return f"ioc-ingest-{name}"


def _login(settings: Settings, username: str, secret: str) -> Login:
    host = "127.0.0.1" if settings.config.mqtt.embedded else settings.config.mqtt.host
    return Login(host, settings.mqtt_port, username, settings.home.secret(secret))
