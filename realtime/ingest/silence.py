"""Who has fallen silent: a heap of deadlines, looked at lazily, so that a reading costs nothing here.

All times are steady ones: a clock that is set makes nobody silent.
"""

import heapq
from collections.abc import Iterator

from realtime.ingest.memory import Tracked


class Silence:
    """While the broker is away nobody is silent: `resume` starts everybody's time anew."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Tracked]] = []
        self._since = 0
        self._turn = 0

    def watch(self, tracked: Tracked) -> None:
        """Again for one whose interval has become shorter: its earlier deadline then no longer counts."""
        deadline = max(tracked.heard, self._since) + tracked.silence
        if tracked.deadline and tracked.deadline <= deadline:
            return  # it is looked at soon enough
        tracked.deadline = deadline
        self._turn += 1
        heapq.heappush(self._heap, (deadline, self._turn, tracked))

    def resume(self, now: int) -> None:
        self._since = now

    def due(self, now: int) -> Iterator[Tracked]:
        """Those whose time has run out. They are watched again when they have spoken."""
        while self._heap and self._heap[0][0] <= now:
            deadline, _, tracked = heapq.heappop(self._heap)
            if deadline != tracked.deadline:
                continue
            tracked.deadline = 0
            if max(tracked.heard, self._since) + tracked.silence > now:
                self.watch(tracked)
            elif not tracked.silent:
                yield tracked
