"""The layout of a city: what docker-compose.yml asks for is explained, and its broker lets nobody say too much."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
import yaml
from paho.mqtt.enums import CallbackAPIVersion

from ioc.kernel.config import read
from tests.conftest import free_port
from tests.mosquitto import mosquitto

ROOT = Path(__file__).parents[2]
PASSWORD = "only-for-this-test"


def _compose() -> dict[str, dict[str, dict[str, object]]]:
    loaded: dict[str, dict[str, dict[str, object]]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_given_the_compose_file_then_every_variable_it_asks_for_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked == given


def test_given_the_compose_file_then_nothing_but_the_later_token_may_be_missing() -> None:
    optional = set(re.findall(r"\$\{(\w+):-\}", (ROOT / "docker-compose.yml").read_text()))
    assert optional == {"IOC_GATEWAY_TOKEN"}  # it can only be made once the centre runs


def test_given_the_citys_configuration_then_it_is_valid_and_names_services_that_exist() -> None:
    config, services = read(ROOT / "deploy" / "config.city.yaml"), _compose()["services"]
    assert config.mqtt.host in services
    assert config.cameras.centre.removeprefix("http://") in services
    assert config.server.behind_proxy
    assert not config.mqtt.embedded


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    with mosquitto(tmp_path / "mosquitto", port, dict.fromkeys(("ioc", "device", "mn-07"), PASSWORD)):
        yield port


def _client(port: int, user: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"test-{user}")
    client.username_pw_set(user, PASSWORD)
    until = time.monotonic() + 10
    while True:
        try:
            client.connect("127.0.0.1", port)
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    client.loop_start()
    _wait(client.is_connected)
    return client


def _heard(port: int, user: str, topics: list[str]) -> list[str]:
    """What the centre hears of these topics, said by `user` and closed by one word of its own."""
    heard: list[str] = []
    centre = _client(port, "ioc")
    subscribed: list[int] = []
    centre.on_message = lambda _c, _u, message: heard.append(message.topic)
    centre.on_subscribe = lambda _c, _u, mid, *_: subscribed.append(mid)
    centre.subscribe("#", qos=1)
    _wait(lambda: bool(subscribed))
    for topic in topics:
        _say(port, user, topic)
    centre.publish("ioc/end", b"", qos=1)
    _wait(lambda: "ioc/end" in heard)
    centre.disconnect()
    centre.loop_stop()
    return heard[:-1]


def _say(port: int, user: str, topic: str) -> None:
    speaker = _client(port, user)
    said = speaker.publish(topic, b"{}", qos=1)
    _wait(lambda: said.is_published() or not speaker.is_connected())  # some brokers hang up on a forbidden word
    speaker.disconnect()
    speaker.loop_stop()


def _wait(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_given_the_shared_login_when_a_device_speaks_then_only_sensors_topics_are_heard(broker: int) -> None:
    said = ["city/drainage/mn-07/data", "gw/main/status", "ioc/hint", "other"]
    assert _heard(broker, "device", said) == said[:2]


def test_given_a_login_of_its_own_when_a_device_speaks_then_it_is_heard_only_as_itself(broker: int) -> None:
    said = ["city/drainage/mn-07/data", "city/drainage/mn-08/data", "gw/main/status", "ioc/hint"]
    assert _heard(broker, "mn-07", said) == said[:1]
