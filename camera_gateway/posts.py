"""What goes to the centre from each camera: only the newest waits while the centre is away, the rest is gone."""

import logging
import random
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from camera_gateway.backoff import delay
from camera_gateway.centre import CentreError
from camera_gateway.slots import Slots

log = logging.getLogger(__name__)
chance = random.SystemRandom()
MOST_WAIT_S = 15.0

News = TypeVar("News")


class Post(Generic[News]):
    """One line of delivery with a thread of its own. `news` that no longer `matters` when its turn comes is let go."""

    def __init__(
        self, name: str, send: Callable[[str, News], None], matters: Callable[[News], bool] = lambda _news: True
    ) -> None:
        self._name = name
        self._send = send
        self._matters = matters
        self._slots: Slots[News] = Slots()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def put(self, key: str, news: News) -> None:
        self._slots.put(key, news)

    def forget(self, key: str) -> None:
        self._slots.drop(key)

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            taken = self._slots.take(1.0)
            if taken is not None and self._matters(taken[1]):
                failures = self._deliver(*taken, failures)

    def _deliver(self, key: str, news: News, failures: int) -> int:
        """The number of failures in a row after this one."""
        try:
            self._send(key, news)
        except CentreError as error:
            if error.refused:
                log.warning("%s of %s: %s", self._name, key, error)
                return failures
            if failures == 0:
                log.warning("%s waits: %s", self._name, error)
            self._slots.put_back(key, news)
            self._stop.wait(min(MOST_WAIT_S, delay(failures + 1, chance.random())))
            return failures + 1
        return 0
