"""How the cameras are goes to the centre: at once when it changes, and each half minute in any case."""

import logging
import random
import threading
from typing import Any

from camera_gateway.backoff import delay
from camera_gateway.centre import Centre, CentreError
from camera_gateway.slots import Slots

log = logging.getLogger(__name__)
chance = random.SystemRandom()


class HealthPost:
    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._slots: Slots[dict[str, Any]] = Slots()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name="health", daemon=True).start()

    def put(self, key: str, health: dict[str, Any]) -> None:
        self._slots.put(key, health)

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            taken = self._slots.take(1.0)
            if taken is None:
                continue
            key, health = taken
            try:
                self._centre.post_health(key, health)
                failures = 0
            except CentreError as error:
                if error.refused:
                    log.warning("health of %s: %s", key, error)
                    continue
                failures += 1
                if failures == 1:
                    log.warning("health waits: %s", error)
                self._slots.put_back(key, health)
                self._stop.wait(min(15.0, delay(failures, chance.random())))
