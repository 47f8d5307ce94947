"""When a stream of values is an alarm: one comparator with a dead band, then an on-delay and an off-delay.

The comparator comes first: it switches on beyond the threshold and off only at the clear value; the delays run on its
output. Event time decides while readings arrive, the clock (arrival times) when they do not: a value holds until the
next one. A comparator that flaps ten times within five minutes is abnormal by itself and raises without waiting.
"""

from dataclasses import dataclass
from enum import IntEnum

ABOVE, BELOW, EQUALS, NO_DATA = "above", "below", "equals", "no_data"
FLAPS, FLAP_WINDOW_MS = 10, 300_000
QUIET_MS = 600_000  # what breaks again within this time after its return is the same alarm
REPORT_REPEATS_MS = 10_000  # repeats are written together, at most this often
NO_DATA_FACTOR = 3  # silence of so many expected intervals


class Phase(IntEnum):
    """Idle and ACTIVE rest; the others wait for a delay."""

    IDLE = 0
    PENDING = 1
    ACTIVE = 2
    LEAVING = 3


class Move(IntEnum):
    """What a watch tells the world."""

    RAISE = 1
    RETURN = 2
    REPEAT = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """A rule made ready for comparing: a value v is read as `sign * v`, or as minus its distance from `pivot`."""

    limit: float
    clear: float
    on_ms: float
    off_ms: float
    sign: float = 1.0
    pivot: float | None = None


def limits(condition: str, threshold: float, clear: float | None, on_delay_s: float, off_delay_s: float) -> Limits:
    """Raises ValueError for a clear value on the wrong side of the threshold, or an unknown condition."""
    on_ms, off_ms = on_delay_s * 1000, off_delay_s * 1000
    if condition == EQUALS:
        return Limits(-1e-9, -1e-9, on_ms, off_ms, pivot=threshold)
    if condition not in (ABOVE, BELOW):
        raise ValueError(f"no such condition: {condition}")
    sign = 1.0 if condition == ABOVE else -1.0
    back = threshold if clear is None else clear
    if sign * back > sign * threshold:
        raise ValueError("the clear value lies beyond the threshold")
    return Limits(sign * threshold, sign * back, on_ms, off_ms, sign)


class Watch:
    """One rule on one sensor: where it stands. `since` is event time, `armed` the arrival time, both in ms."""

    __slots__ = (
        "armed", "broke", "flap_start", "flaps", "limits", "phase", "repeats", "returned", "since", "told", "unwritten",
    )  # fmt: skip

    def __init__(self, rule: Limits, *, active: bool = False, repeats: int = 0) -> None:
        self.limits = rule
        self.phase = Phase.ACTIVE if active else Phase.IDLE
        self.broke = active  # the comparator's output
        self.since = self.armed = self.told = 0
        self.flaps = self.flap_start = 0
        self.repeats = repeats
        self.unwritten = 0
        self.returned = -QUIET_MS

    def observe(self, at: int, arrived: int, value: float) -> list[Move] | None:
        """Takes the next value in event-time order. The caller never passes one older than the last."""
        rule = self.limits
        pivot = rule.pivot
        level = rule.sign * value if pivot is None else -abs(value - pivot)
        if self.broke:
            if level > rule.clear:
                # nothing changes but time
                return self._elapsed(at) if self.phase == Phase.PENDING else None
            moves = self._elapsed(at)
            self.broke = False
            self._cleared(at, arrived)
        elif level > rule.limit:
            moves = self._elapsed(at)
            self.broke = True
            self._broken(at, arrived)
        else:
            return self._elapsed(at) if self.phase == Phase.LEAVING else None
        return (moves or []) + (self._elapsed(at) or []) or None

    def tick(self, now: int) -> list[Move] | None:
        """Lets the clock run: `now` is compared with arrival times."""
        moves = self._elapsed(self.since + (now - self.armed)) or []
        if self.unwritten and now - self.told >= REPORT_REPEATS_MS:
            self.told = now
            moves.append(Move.REPEAT)
        return moves or None

    @property
    def waiting(self) -> bool:
        """Whether the clock may move this watch."""
        return self.phase in (Phase.PENDING, Phase.LEAVING) or self.unwritten > 0

    @property
    def off_ms(self) -> float:
        """The off-delay grows with every repeat, so that a chattering point settles into one alarm."""
        delay = self.limits.off_ms
        if not self.repeats:
            return delay
        return max(delay, min(QUIET_MS, max(delay, 1000) * float(1 << min(self.repeats, 10))))

    def take_repeats(self) -> int:
        """The repeats not yet written; they count as written from here on."""
        count, self.unwritten = self.unwritten, 0
        return count

    def _elapsed(self, at: int) -> list[Move] | None:
        waited = at - self.since
        if self.phase == Phase.PENDING and waited >= self.limits.on_ms:
            return [self._raised(at)]
        if self.phase == Phase.LEAVING and waited >= self.off_ms:
            self.phase = Phase.IDLE
            self.returned = at
            return [Move.RETURN]
        return None

    def _raised(self, at: int) -> Move:
        self.phase = Phase.ACTIVE
        if at - self.returned < QUIET_MS:
            self.repeats += 1
        else:
            self.repeats = 0
        self.flaps = 0
        return Move.RAISE

    def _broken(self, at: int, arrived: int) -> None:
        if self.phase == Phase.LEAVING:  # it never returned: the same alarm once more
            self.phase = Phase.ACTIVE
            self.repeats += 1
            self.unwritten += 1
            return
        if at - self.flap_start > FLAP_WINDOW_MS:
            self.flap_start, self.flaps = at, 0
        self.flaps += 1
        self.phase, self.since, self.armed = Phase.PENDING, at, arrived
        if self.flaps >= FLAPS:
            self.since = at - int(self.limits.on_ms)

    def _cleared(self, at: int, arrived: int) -> None:
        if self.phase == Phase.PENDING:
            self.phase = Phase.IDLE
        elif self.phase == Phase.ACTIVE:
            self.phase, self.since, self.armed = Phase.LEAVING, at, arrived


def silence_ms(expected_every_s: float) -> int:
    """How long a sensor may be silent before its no-data alarm."""
    return int(expected_every_s * NO_DATA_FACTOR * 1000)
