"""The list of cameras, asked of the centre four times a minute; while the centre is away the last list holds."""

import logging
import random
import threading
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from camera_gateway.backoff import delay
from camera_gateway.centre import Centre, CentreError
from camera_gateway.shapes import CameraShape

log = logging.getLogger(__name__)
REFRESH_S = 15.0
chance = random.SystemRandom()


def read(cards: list[Any]) -> dict[str, CameraShape]:
    """The cards that can be read; one that cannot takes nobody down with it."""
    found: dict[str, CameraShape] = {}
    for card in cards:
        try:
            camera = CameraShape.model_validate(card)
        except ValidationError as error:
            key = card.get("key") if isinstance(card, dict) else None
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            log.warning("the card of camera %s is not readable at %s", key, where)
            continue
        found[camera.key] = camera
    return found


class Registry:
    def __init__(self, centre: Centre, gateway: str) -> None:
        self._centre = centre
        self._gateway = gateway
        self._cameras: Mapping[str, CameraShape] = {}
        self._stop = threading.Event()
        self.reached = False
        threading.Thread(target=self._run, name="registry", daemon=True).start()

    @property
    def cameras(self) -> Mapping[str, CameraShape]:
        return self._cameras

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                self._cameras = read(self._centre.cameras(self._gateway))
                if not self.reached:
                    log.info("the centre gives %d cameras", len(self._cameras))
                failures, self.reached, wait = 0, True, REFRESH_S
                if not self._cameras:
                    wait = REFRESH_S / 3  # nothing to do yet: someone may be registering the first one now
            except (CentreError, KeyError, TypeError, ValueError) as error:
                failures += 1
                if failures == 1 or self.reached:
                    log.warning("no list of cameras: %s", error)
                self.reached, wait = False, min(REFRESH_S, delay(failures, chance.random()))
            self._stop.wait(wait)
