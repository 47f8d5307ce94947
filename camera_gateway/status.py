"""`gw/{gateway}/status` on the devices' broker: here, or gone (the broker says so itself, by our last will)."""

import json
import logging
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

log = logging.getLogger(__name__)


class Status:
    def __init__(self, gateway: str, host: str, port: int, login: tuple[str, str]) -> None:
        self._topic = f"gw/{gateway}/status"
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"gw-{gateway}", clean_session=True)
        self._client.username_pw_set(*login)
        self._client.will_set(self._topic, json.dumps({"state": "offline"}), qos=1, retain=True)
        self._client.reconnect_delay_set(1, 30)
        self._client.on_connect = self._connected
        self._figures: dict[str, int] = {}
        self._client.connect_async(host, port, keepalive=20)
        self._client.loop_start()

    def tell(self, figures: dict[str, int]) -> None:
        """How many cameras in which state; sent at once when connected, else on connecting."""
        self._figures = figures
        if self._client.is_connected():
            self._publish("online")

    def stop(self) -> None:
        if self._client.is_connected():
            self._publish("offline")
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, *_rest: Any) -> None:
        self._publish("online")

    def _publish(self, state: str) -> None:
        payload = {"ts": int(time.time() * 1000), "state": state, **self._figures}
        self._client.publish(self._topic, json.dumps(payload), qos=1, retain=True)
