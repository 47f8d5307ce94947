"""Telemetry for the screens: the newest values that changed, per map cell, at most four times a second."""

import logging
import struct
import time
from collections import defaultdict

from ioc.kernel.bus import Bus
from ioc.kernel.config import Settings
from realtime.ingest.memory import Tracked

log = logging.getLogger(__name__)
EVERY_S = 0.25
RECORD = struct.Struct("<IBfI")  # stable sensor id, state, value, epoch seconds


class Frames:
    """Publishes `ioc/frames/{cell}` and the hint `ioc/events/head`. Without a bus nothing is lost."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings = settings
        self.name = name
        self._bus: Bus | None = None
        self._last = 0.0
        self._next_try = 0.0

    def send(self, changed: set[Tracked]) -> None:
        """Empties `changed` when it is time."""
        now = time.monotonic()
        if not changed or now - self._last < EVERY_S:
            return
        self._last = now
        cells: dict[str, bytearray] = defaultdict(bytearray)
        for tracked in changed:
            slot = tracked.slots.get(tracked.primary)
            heard = slot is not None and slot.at >= 0
            value, at = (slot.value, slot.at // 1000) if slot and heard else (0.0, 0)
            cells[tracked.cell] += RECORD.pack(tracked.id, tracked.state, _f32(value), at)
        changed.clear()
        bus = self._open()
        if bus is not None:
            for cell, records in cells.items():
                bus.publish(f"ioc/frames/{cell}", bytes(records))

    def hint(self, seq: int) -> None:
        bus = self._open()
        if bus is not None:
            bus.publish("ioc/events/head", str(seq).encode())

    def close(self) -> None:
        if self._bus is not None:
            self._bus.stop()

    def _open(self) -> Bus | None:
        if self._bus is None and time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + 2
            bus = Bus(self.settings, f"ioc-ingest-{self.name}-bus")
            try:
                bus.start()
            except (OSError, ValueError, KeyError) as error:
                log.warning("the centre's bus cannot be found yet: %s", error)
                return None
            self._bus = bus
        return self._bus


def _f32(value: float) -> float:
    """Beyond what four bytes hold there is only infinity; the exact value is in the database."""
    return max(-3.4e38, min(3.4e38, value))
