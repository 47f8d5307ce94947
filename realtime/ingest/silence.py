"""Who has fallen silent: a heap of deadlines, looked at lazily, so that a reading costs nothing here."""

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
        """Once is enough."""
        if tracked.guarded:
            return
        tracked.guarded = True
        self._turn += 1
        heapq.heappush(self._heap, (max(tracked.heard, self._since) + tracked.silence, self._turn, tracked))

    def resume(self, now: int) -> None:
        self._since = now

    def due(self, now: int) -> Iterator[Tracked]:
        """Those whose time has run out. They are watched again when they have spoken."""
        while self._heap and self._heap[0][0] <= now:
            tracked = heapq.heappop(self._heap)[2]
            tracked.guarded = False
            if max(tracked.heard, self._since) + tracked.silence > now:
                self.watch(tracked)
            elif not tracked.silent:
                yield tracked
