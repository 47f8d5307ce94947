"""A place for every ingest that is still to come, before the first device is let in."""

import time
from collections.abc import Mapping, Sequence

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ioc.kernel.mqtt import Login, ingest_client

ANSWER_S = 10.0
SHORT_S = 0.05


class Seats:
    """Subscribes in the name of each slice's ingest, and leaves.

    A device that comes before the ingest would be acknowledged by a broker with no one to hand its readings to. The
    broker keeps the session and gives what has waited to the ingest of that name (MQTT 3.1.1, 3.1.2.4).
    """

    def __init__(self, slices: Mapping[str, Sequence[str]]) -> None:
        self.free = dict(slices)

    def taken(self, login: Login) -> bool:
        """False while nobody listens, or nobody answers yet."""
        for name, filters in list(self.free.items()):
            if not _take(login, name, filters):
                return False
            del self.free[name]
        return True


def _take(login: Login, name: str, filters: Sequence[str]) -> bool:
    answered: list[bool] = []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=ingest_client(name), clean_session=False)
    client.username_pw_set(login.username, login.password)
    client.on_subscribe = lambda client, *_: answered.append(client.disconnect() == mqtt.MQTT_ERR_SUCCESS)
    try:
        client.connect(login.host, login.port)
    except OSError:
        return False
    client.subscribe([(each, 1) for each in filters])  # in one breath with the CONNECT
    deadline = time.monotonic() + ANSWER_S
    while client.loop(SHORT_S) == mqtt.MQTT_ERR_SUCCESS and time.monotonic() < deadline:
        pass
    return bool(answered)
