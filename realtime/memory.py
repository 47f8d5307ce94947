"""What this process told, to whom: for those who come back, and for those who join in the middle.

One list of messages in order, bounded by bytes. Everything after `floor` is held for every room, whether or not
somebody stands in it: a client that holds `seq >= floor` can be given exactly what it missed.
"""

from collections import defaultdict, deque
from dataclasses import dataclass

KEEP_BYTES = 16 << 20
ENOUGH = 500  # beyond this a snapshot is the shorter way


@dataclass(frozen=True, slots=True)
class Told:
    """One event as one room got it: encoded once, sent to everybody there."""

    seq: int
    room: str
    body: bytes


class Memory:
    def __init__(self, floor: int, mark: str = "", keep_bytes: int = KEEP_BYTES) -> None:
        self.floor = floor
        self.last = floor
        self.mark = mark  # of the log at `last`
        self._keep = keep_bytes
        self._bytes = 0
        self._order: deque[Told] = deque()
        self._rooms: defaultdict[str, deque[Told]] = defaultdict(deque)
        self._newest: dict[str, int] = {}

    def add(self, told: Told) -> None:
        self._order.append(told)
        self._rooms[told.room].append(told)
        self._newest[told.room] = told.seq
        self._bytes += len(told.body)
        while self._bytes > self._keep:
            self._drop()

    def reached(self, seq: int, mark: str) -> None:
        """Everything up to `seq` has been told."""
        self.last, self.mark = seq, mark

    def since(self, room: str, seq: int) -> list[Told] | None:
        """What the room was told after `seq`; None when that is too long ago or too much."""
        if seq < self.floor:
            return None
        missed = []
        for told in reversed(self._rooms.get(room, ())):
            if told.seq <= seq:
                break
            missed.append(told)
            if len(missed) > ENOUGH:
                return None
        return missed[::-1]

    def newest(self, room: str) -> int:
        """The newest event that this room was told; 0 when none is remembered."""
        return self._newest.get(room, 0)

    def _drop(self) -> None:
        oldest = self._order.popleft()
        room = self._rooms[oldest.room]
        room.popleft()
        if not room:
            del self._rooms[oldest.room]
            self._newest.pop(oldest.room, None)
        self._bytes -= len(oldest.body)
        self.floor = oldest.seq
