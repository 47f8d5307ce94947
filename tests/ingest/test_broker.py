"""The embedded brokers: logins, the limit of a message, the bus found again."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time

import psutil
import pytest

from ioc.broker.__main__ import mend
from ioc.broker.brokers import Brokers, bus_port
from ioc.broker.door import Door, NotUp
from ioc.broker.rumqttd import DEVICES, MAX_PAYLOAD, accepts
from ioc.kernel.bus import Bus
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.errors import ConfigError
from ioc.kernel.mqtt import device_login, ingest_login
from realtime.ingest.link import Link
from tests.bench.blast import Blaster, greeting
from tests.conftest import free_port
from tests.ingest.city import wait

LOOKS, RESETS = 20, 100


@pytest.fixture
def centre(tmp_path):
    """`python -m ioc.broker` as `ioc up` runs it; what it says stands in broker.log."""
    environ = {"IOC_MQTT_PORT": str(free_port()), "IOC_HOME": str(tmp_path), "IOC_CONFIG": str(tmp_path / "c.yaml")}
    (tmp_path / "c.yaml").write_text("")
    settings = Settings(Config(), Home(tmp_path), environ)
    with (tmp_path / "broker.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "ioc.broker"], env=os.environ | environ, stderr=log)
    opened(settings, 1)
    yield settings
    process.terminate()
    assert process.wait(10) == 0


def test_given_a_wrong_password_then_the_door_stays_shut(centre) -> None:
    for user, password in (("device", "guess"), ("ioc", centre.home.secret("bus-password")), ("x", "")):
        with pytest.raises((AssertionError, IndexError, OSError)):
            Blaster("127.0.0.1", centre.mqtt_port, user, password)


def test_given_a_message_above_the_limit_then_the_device_is_cut_off_and_the_log_says_why(centre) -> None:
    login = device_login(centre)
    blaster = Blaster(login.host, login.port, login.username, login.password)
    assert blaster.send([("city/drainage/x/up", b"x" * (MAX_PAYLOAD - 100))]) == 1
    with pytest.raises((OSError, AssertionError)):
        blaster.send([("city/drainage/x/up", b"x" * (MAX_PAYLOAD + 100))])
    log = centre.home.root / "broker.log"
    wait(lambda: "more than the limit of 1048576" in log.read_text(), 5)


def test_given_a_restart_then_the_bus_is_found_at_the_same_place(centre, tmp_path) -> None:
    heard = []
    bus = Bus(centre, "listener")
    bus.on("ioc/#", lambda topic, payload: heard.append((topic, payload)))
    bus.start()
    wait(bus.client.is_connected)
    bus.publish("ioc/events/head", b"7")
    wait(lambda: heard == [("ioc/events/head", b"7")])
    bus.stop()
    (tmp_path / "run" / "bus.json").write_text(json.dumps({"host": "127.0.0.1", "port": (port := free_port())}))
    assert bus_port(centre.home) == port


def test_given_a_taken_port_then_one_sentence_names_the_setting(centre) -> None:
    with pytest.raises(ConfigError, match=f"IOC_MQTT_PORT={centre.mqtt_port}"):
        Brokers(centre).start()


def test_given_a_broker_that_cannot_be_mended_then_its_status_asks_for_another_try(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(Config(), Home(tmp_path), {"IOC_MQTT_PORT": str(taken.getsockname()[1])})
        brokers = Brokers(settings)
        brokers.doors.append(Door(DEVICES, "127.0.0.1", settings.mqtt_port, {}))
        with pytest.raises(NotUp):
            mend(brokers)


def test_given_places_not_yet_taken_then_nobody_is_let_in(tmp_path) -> None:
    home, port = Home(tmp_path), free_port()
    looks = []

    def seated(behind: int) -> bool:
        looks.append((accepts("127.0.0.1", behind), accepts("127.0.0.1", port)))
        return sum(inside for inside, _ in looks) > LOOKS

    door = Door(DEVICES, "127.0.0.1", port, {"device": "secret"})
    door.open(home, seated)
    assert not any(front for _, front in looks)
    assert Blaster("127.0.0.1", port, "device", "secret").send([("a/b", b"1")]) == 1
    door.child.terminate()
    door.close()


def test_given_a_device_that_resets_before_it_is_answered_again_and_again_then_the_others_still_come_in(centre) -> None:
    login = device_login(centre)
    for n in range(RESETS):
        with socket.create_connection((login.host, login.port)) as line:
            line.sendall(greeting("hasty", login.username, login.password))
            time.sleep(0.0001 * (n % 30))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert Blaster(login.host, login.port, login.username, login.password).send([("city/drainage/x/up", b"1")]) == 1


def test_given_far_more_than_it_may_hold_then_the_devices_broker_grows_no_further(centre) -> None:
    login = device_login(centre)
    blaster = Blaster(login.host, login.port, login.username, login.password)
    payload = b"x" * (256 << 10)
    blaster.send([("city/drainage/x/up", payload)] * 480)  # 120 MiB, and nobody takes them
    once = resident_mib(centre)
    blaster.send([("city/drainage/x/up", payload)] * 960)
    assert resident_mib(centre) < once + 100


def resident_mib(centre: Settings) -> int:
    mine = str(centre.home.root / "run" / "devices.toml")
    (broker,) = (p for p in psutil.process_iter(["cmdline"]) if mine in (p.info["cmdline"] or ()))
    return broker.memory_info().rss >> 20


def opened(centre: Settings, times: int) -> None:
    """The door for devices, as the log says it."""
    log = centre.home.root / "broker.log"
    wait(lambda: log.read_text().count("the broker for devices listens") == times)


def told(centre: Settings, name: str, many: int) -> None:
    login = device_login(centre)
    blaster = Blaster(login.host, login.port, login.username, login.password)
    payload = b'{"level_cm": 20}'
    assert blaster.send([(f"city/drainage/{name}-{n}/up", payload) for n in range(many)]) == many


def heard(centre: Settings, many: int) -> set[str]:
    """What an ingest of the shipped settings finds waiting, acknowledged."""
    (name, filters), *_ = centre.config.mqtt.slices.items()
    link = Link(ingest_login(centre), name, filters, 1000, lambda: None)
    topics: set[str] = set()

    def gather() -> bool:
        topics.update(topic for topic, *_ in link.gather(0.1))
        link.ack()
        return len(topics) >= many

    wait(gather, 20)
    link.close()
    return topics


def test_given_devices_that_speak_before_any_ingest_has_come_then_it_finds_what_they_said(centre) -> None:
    told(centre, "early", 1000)
    assert heard(centre, 1000) == {f"city/drainage/early-{n}/up" for n in range(1000)}


def test_given_the_devices_broker_killed_then_it_alone_is_mended_and_what_is_said_at_once_is_kept(centre) -> None:
    bus = Bus(centre, "stays")
    gone = []
    bus.start()
    wait(bus.client.is_connected)
    bus.client.on_disconnect = lambda *_: gone.append(1)
    out = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True)
    mine = str(centre.home.root / "run" / "devices.toml")
    (door,) = [int(line.split()[0]) for line in out.stdout.splitlines() if mine in line]
    os.kill(door, signal.SIGKILL)
    opened(centre, 2)
    told(centre, "hurry", 500)
    assert heard(centre, 500) == {f"city/drainage/hurry-{n}/up" for n in range(500)}
    assert not gone
    bus.stop()
