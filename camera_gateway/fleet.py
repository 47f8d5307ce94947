"""The workers: as many as the cameras need, restarted when they die, hang, swell or stop giving pictures."""

import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from camera_gateway.backoff import delay
from camera_gateway.child import Child
from camera_gateway.placing import place
from camera_gateway.shapes import Beat, CameraShape, Order
from camera_gateway.verdicts import Verdict, verdict

log = logging.getLogger(__name__)
PROVEN_S = 60.0  # a worker that lived this long has no bad name
STOP_S = 5.0
chance = random.SystemRandom()


@dataclass(slots=True)
class Seat:
    """A worker's place: the child that holds it now, and its record."""

    child: Child | None = None
    failures: int = 0
    again_at: float = 0.0
    keys: list[str] = field(default_factory=list)


class Fleet:
    def __init__(self, per_worker: int, memory_limit_mb: float) -> None:
        self._per_worker = per_worker
        self._memory_limit_mb = memory_limit_mb
        self._seats: dict[int, Seat] = {}
        self._placed: dict[str, int] = {}
        self._alone: set[str] = set()

    def tend(self, cameras: Mapping[str, CameraShape], order: Order) -> None:
        """One round: place the cameras, look after each worker, give the orders. Never blocks."""
        self._alone &= cameras.keys()
        self._placed = place(self._placed, list(cameras), self._per_worker, self._alone)
        for seat in self._seats.values():
            seat.keys = []
        for key, number in self._placed.items():
            self._seats.setdefault(number, Seat()).keys.append(key)
        for number, seat in list(self._seats.items()):
            self._look_after(number, seat)
            if seat.child is not None:
                mine = tuple(cameras[key] for key in seat.keys)
                seat.child.order(order.model_copy(update={"cameras": mine}))
            elif not seat.keys:
                del self._seats[number]

    def beats(self) -> list[tuple[Beat, float]]:
        """The newest beat of each worker and its age in seconds."""
        found = [seat.child.beat() for seat in self._seats.values() if seat.child is not None]
        return [got for got in found if got is not None]

    def stop(self) -> None:
        children = [seat.child for seat in self._seats.values() if seat.child is not None]
        for child in children:
            child.end()
        deadline = time.monotonic() + STOP_S
        for child in children:
            while not child.ended and time.monotonic() < deadline:
                child.push()
                time.sleep(0.05)
            child.bury()

    def _look_after(self, number: int, seat: Seat) -> None:
        child = seat.child
        if child is None:
            if seat.keys and time.monotonic() >= seat.again_at:
                seat.child = Child(number)
        elif child.ended:
            self._mourn(number, seat, child)
        elif child.ending:
            child.push()
        elif not seat.keys:
            child.end()
        else:
            self._judge(number, seat, child)

    def _judge(self, number: int, seat: Seat, child: Child) -> None:
        facts = child.facts()
        found = verdict(facts, self._memory_limit_mb)
        if found == Verdict.KEEP:
            if facts.age_s > PROVEN_S:
                seat.failures = 0
            return
        log.warning("worker %d (pid %d) is ended: %s %s", number, child.pid, found.value, " ".join(facts.hung))
        self._alone.update(facts.hung)
        if found == Verdict.HEAVY:
            seat.failures = 0  # an ordinary change of the guard
        child.end()

    def _mourn(self, number: int, seat: Seat, child: Child) -> None:
        child.bury()
        seat.child = None
        if not seat.keys:
            return
        seat.failures += 1
        wait = delay(seat.failures, chance.random())
        seat.again_at = time.monotonic() + wait
        log.warning("worker %d ended (%s); again in %.1f s", number, child.exit_code, wait)
        if seat.failures > 1 and len(seat.keys) > 1:
            # One of them kills the others with it: each gets a process of its own.
            self._alone.update(seat.keys)
