"""Both brokers, as children that die with this process."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace

from ioc.broker.door import Door
from ioc.broker.rumqttd import DEVICES, LOOPBACK, accepts, free_port
from ioc.broker.seats import Seats
from ioc.kernel.config import Home, Settings
from ioc.kernel.mqtt import device_login, ingest_login

log = logging.getLogger(__name__)
BUS = "bus"


def bus_port(home: Home) -> int:
    """Yesterday's port when it is still free, so that clients find the bus again after a restart."""
    try:
        wanted = int(json.loads((home.dir("run") / "bus.json").read_text())["port"])
    except (OSError, ValueError, KeyError):
        wanted = 0
    return free_port(wanted)


class Brokers:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.doors: list[Door] = []

    def start(self) -> None:
        """Raises ConfigError when IOC_MQTT_PORT is taken."""
        home = self.settings.home
        bus = Door(BUS, LOOPBACK, bus_port(home), {"ioc": home.secret("bus-password")})
        self._open(bus)
        target = home.dir("run") / "bus.json"
        draft = target.with_suffix(".new")
        draft.write_text(json.dumps({"host": bus.host, "port": bus.port}))
        draft.replace(target)
        device, ingest = device_login(self.settings), ingest_login(self.settings)
        logins = {device.username: device.password, ingest.username: ingest.password}
        self._open(Door(DEVICES, self.settings.config.mqtt.host, self.settings.mqtt_port, logins))

    def mend(self) -> None:
        """Opens again what has died; the other one goes on, with all it holds. Raises ConfigError when it cannot."""
        for door in [door for door in self.doors if not door.alive]:
            log.warning("the broker for %s has died; it is started again", door.name)
            self.doors.remove(door)
            self._open(door)

    def stop(self) -> None:
        for door in self.doors:
            if door.child is not None:
                door.child.terminate()
        for door in self.doors:
            door.close()
        self.doors.clear()

    def _open(self, door: Door) -> None:
        self.doors.append(door)
        door.open(self.settings.home, self._seated() if door.name == DEVICES else lambda port: accepts(LOOPBACK, port))
        log.info("the broker for %s listens on %s:%s", door.name, door.host, door.port)

    def _seated(self) -> Callable[[int], bool]:
        seats = Seats(self.settings.config.mqtt.slices)
        login = ingest_login(self.settings)
        return lambda port: seats.taken(replace(login, host=LOOPBACK, port=port))
