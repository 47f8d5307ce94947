"""The centre's own MQTT bus (`ioc/…`): hints and frames. Losing a message loses nothing."""

import json
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ioc.kernel.config import Home, Settings

NOWHERE = ("127.0.0.1", 9)  # the discard port: refused at once
Handler = Callable[[str, bytes], None]


def address(settings: Settings) -> tuple[str, int]:
    """Host and port of the bus: run/bus.json (written by `ioc broker`) when embedded, else the city's broker."""
    if settings.config.mqtt.embedded:
        return _embedded(settings.home)
    return settings.config.mqtt.host, settings.mqtt_port


def _embedded(home: Home) -> tuple[str, int]:
    found = json.loads((home.dir("run") / "bus.json").read_text())
    return str(found["host"]), int(found["port"])


class Bus:
    """One client on the bus; reconnects by itself. Handlers run in paho's thread."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings = settings
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=True)
        self.client.username_pw_set("ioc", settings.home.secret("bus-password"))
        self.handlers: dict[str, Handler] = {}
        self.client.on_connect = self._connected
        self.client.on_message = self._message
        self.client.on_connect_fail = lambda *_: self._find()
        self.client.on_disconnect = lambda *_: self._find()
        self.stopping = False

    def start(self) -> None:
        """Connects when the bus is there: the broker may start later, or again on another port."""
        self._find()
        self.client.reconnect_delay_set(1, 5)
        self.client.loop_start()

    def _find(self) -> None:
        if self.stopping:
            return
        try:
            host, port = address(self.settings)
        except (OSError, ValueError, KeyError):
            host, port = NOWHERE  # no broker has written its address yet; the next try looks again
        self.client.connect_async(host, port, keepalive=20)

    def stop(self) -> None:
        self.stopping = True
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, payload: bytes) -> None:
        self.client.publish(topic, payload, qos=0)

    def on(self, pattern: str, handler: Handler) -> None:
        """Calls `handler(topic, payload)` for every message that matches; before or after `start`."""
        self.handlers[pattern] = handler
        if self.client.is_connected():
            self.client.subscribe(pattern, 0)

    def _connected(self, client: mqtt.Client, *_rest: Any) -> None:
        for pattern in self.handlers:
            client.subscribe(pattern, 0)

    def _message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        for pattern, handler in self.handlers.items():
            if mqtt.topic_matches_sub(pattern, message.topic):
                handler(message.topic, bytes(message.payload))
