"""Runs the table of tasks: each on its own thread and clock, so that none can stop or delay another."""

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ioc.kernel.clock import now, rfc3339
from ioc.kernel.config import Home

log = logging.getLogger(__name__)
STOP_WITHIN_S = 4.0
BEAT_EVERY_S = 5.0
LONGEST_PAUSE_S = 300.0


@dataclass
class Task:
    """`work(now)` returns how much it did; while it did something it is asked again at once."""

    name: str
    every_s: float
    work: Callable[[datetime], int]
    eager: bool = False
    done: int = 0
    failures: int = 0  # in a row
    ended_at: datetime | None = None
    error: str | None = field(default=None)


class Runner:
    def __init__(self, tasks: Sequence[Task], home: Home) -> None:
        self.tasks = tasks
        self.beat = home.dir("run") / "worker.json"

    def run(self, stop: threading.Event) -> None:
        """Until `stop`; then waits a moment for work in hand (every task may be killed at any point)."""
        threads = [threading.Thread(target=self._keep, args=(task, stop), daemon=True) for task in self.tasks]
        for thread in threads:
            thread.start()
        while True:
            self.tell()
            if stop.wait(BEAT_EVERY_S):
                break
        deadline = time.monotonic() + STOP_WITHIN_S
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def tell(self) -> None:
        """Writes how the tasks fare, for /healthz and whoever looks."""
        state = {
            "at": rfc3339(now()),
            "tasks": {
                task.name: {"ended_at": rfc3339(task.ended_at), "done": task.done, "error": task.error}
                for task in self.tasks
            },
        }
        part = self.beat.with_suffix(".part")
        try:
            part.write_text(json.dumps(state))
            part.replace(self.beat)
        except OSError:
            log.exception("the heartbeat could not be written")

    def _keep(self, task: Task, stop: threading.Event) -> None:
        while not stop.is_set():
            did = self.once(task)
            if not (task.eager and did):
                stop.wait(pause(task))

    def once(self, task: Task) -> int:
        """One round of one task. Whatever goes wrong stays in it, is logged, and is tried again."""
        try:
            did = task.work(now())
        except Exception as error:
            task.failures += 1
            task.error = f"{type(error).__name__}: {error}"[:300]
            log.exception("%s failed (%s in a row)", task.name, task.failures)
            return 0
        task.failures, task.error = 0, None
        task.ended_at = now()
        task.done += did
        return did


def pause(task: Task) -> float:
    """Seconds until the next round: its own interval, doubled for every failure in a row."""
    return max(task.every_s, min(LONGEST_PAUSE_S, task.every_s * float(1 << min(task.failures, 10))))
