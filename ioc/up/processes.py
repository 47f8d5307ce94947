"""The processes of the centre and how each is kept alive."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ioc.kernel.errors import ConfigError

PR_SET_PDEATHSIG = 1
MOST_DOUBLINGS = 6  # beyond the longest wait; the power itself would overflow some day
SETTING_IS_WRONG = 2  # the exit status of every process of ours that says so in its last line
LARGEST_LOG = 20 << 20  # bytes; the one before is kept as .1
STABLE_S = 30  # a process that lived this long starts again at once
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Runs in the child before exec: when its parent ends, however, the kernel sends it SIGTERM (prctl(2))."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One supervised process. `tries` counts quick deaths in a row and sets the wait before the next start."""

    name: str
    module: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    tries: int = 0
    next_start: float = 0
    restarts: int = field(default=0)

    def start(self) -> None:
        """Starts it in a session of its own, so that a terminal's Ctrl-C reaches the supervisor alone."""
        self._rotate()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.module],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one prctl call, safe between fork and exec
                start_new_session=True,
            )
        self.started = time.monotonic()

    def _rotate(self) -> None:
        """At a start, when nobody writes: a log never fills the disk from one start to the next hundred."""
        if self.log.is_file() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_name(self.log.name + ".1"))

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self, say: Callable[[str], None]) -> None:
        """Starts it again when it has ended: at once after a long life, else after 0.5 s doubled up to 10 s."""
        if self.process is None or self.process.poll() is None:
            return
        self._begin_or_say_why()
        at = time.monotonic()
        if not self.next_start:
            self.tries = 0 if at - self.started > STABLE_S else self.tries + 1
            wait = min(10.0, 0.25 * 2 ** min(self.tries, MOST_DOUBLINGS)) if self.tries else 0.0
            self.next_start = at + wait
            say(f"{self.name} ended ({self.process.returncode}); it starts again in {wait:.1f} s. See {self.log}")
        if at >= self.next_start:
            self.next_start = 0
            self.restarts += 1
            self.start()

    def _begin_or_say_why(self) -> None:
        """A process that could not even begin, because a setting is wrong, will not at the next try either."""
        began = self.restarts or time.monotonic() - self.started > STABLE_S
        if self.process is not None and self.process.returncode == SETTING_IS_WRONG and not began:
            last = self.log.read_text(errors="replace").strip().rpartition("\n")[2]
            raise ConfigError(last.removeprefix(f"ioc {self.name.partition('-')[0]}: ") or f"see {self.log}")


def stop(children: list[Child], within_s: float = 8) -> None:
    """TERM to all, last started first; KILL to what is left after `within_s`."""
    alive = [child.process for child in reversed(children) if child.process and child.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + within_s
    for process in alive:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
