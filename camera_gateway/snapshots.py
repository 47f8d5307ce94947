"""The newest picture of each camera goes to the centre; while it is away, the newest waits and the rest is gone."""

import logging
import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from camera_gateway.backoff import delay
from camera_gateway.centre import Centre, CentreError
from camera_gateway.slots import Slots

log = logging.getLogger(__name__)
OLD_S = 60.0  # a picture older than this when the centre is back is no news
chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Snapshot:
    jpeg: bytes
    captured_at: datetime


class Uploader:
    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._slots: Slots[Snapshot] = Slots()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name="snapshots", daemon=True).start()

    def deliver(self, key: str, snapshot: Snapshot) -> None:
        self._slots.put(key, snapshot)

    def forget(self, key: str) -> None:
        self._slots.drop(key)

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            taken = self._slots.take(1.0)
            if taken is None:
                continue
            key, snapshot = taken
            if (datetime.now(UTC) - snapshot.captured_at).total_seconds() > OLD_S:
                continue
            try:
                self._centre.put_snapshot(key, snapshot.jpeg, snapshot.captured_at)
                failures = 0
            except CentreError as error:
                if error.refused:
                    log.warning("snapshot of %s: %s", key, error)
                    continue
                failures += 1
                if failures == 1:
                    log.warning("snapshots wait: %s", error)
                self._slots.put_back(key, snapshot)
                self._stop.wait(min(15.0, delay(failures, chance.random())))
