"""One worker process as the supervisor sees it: its newest beat, its orders, its end."""

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from camera_gateway.shapes import Beat, Order
from camera_gateway.verdicts import Facts

log = logging.getLogger(__name__)
TERM_S = 3.0  # from TERM to KILL


class Child:
    """Start it from the main thread: the kernel ties its life to the thread that forked it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.started_at = time.monotonic()
        self._beat: tuple[Beat, float] | None = None
        self._ordered: str = ""
        self._slowest_s = 0.0
        self._ending_at: float | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "camera_gateway.worker", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._process.stdin is not None
        # A stopped worker must not stop the supervisor by a full pipe.
        os.set_blocking(self._process.stdin.fileno(), False)
        threading.Thread(target=self._listen, name=f"worker-{number}", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def ending(self) -> bool:
        return self._ending_at is not None

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    def beat(self) -> tuple[Beat, float] | None:
        """The newest beat and its age in seconds."""
        got = self._beat
        return None if got is None else (got[0], time.monotonic() - got[1])

    def order(self, order: Order) -> None:
        text = order.model_dump_json()
        if text == self._ordered or self.ending or self.ended:
            return
        assert self._process.stdin is not None
        data = text.encode() + b"\n"
        try:
            written = self._process.stdin.write(data)
        except OSError:
            written = 0
        if written != len(data):
            log.warning("worker %d does not take its orders", self.number)
            self.end()
        self._ordered = text
        self._slowest_s = max((camera.every_s or order.every_s for camera in order.cameras), default=0.0)

    def end(self) -> None:
        """TERM now; `push` sends KILL when that does not help."""
        if self._ending_at is None and not self.ended:
            self._ending_at = time.monotonic()
            self._process.terminate()

    def push(self) -> None:
        if self._ending_at is not None and not self.ended and time.monotonic() - self._ending_at > TERM_S:
            self._process.kill()

    def bury(self) -> None:
        """Close what is left of an ended process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def facts(self) -> Facts:
        got = self.beat()
        age = time.monotonic() - self.started_at
        if got is None:
            return Facts(age)
        beat, beat_age = got
        frame_ages = [camera.age_s for camera in beat.cameras.values() if camera.age_s is not None]
        return Facts(
            age_s=age,
            beat_age_s=beat_age,
            rss_mb=beat.rss_mb,
            hung=tuple(key for key, camera in beat.cameras.items() if camera.phase_s > camera.limit_s),
            frame_age_s=min(frame_ages, default=None),
            slowest_s=self._slowest_s,
        )

    def _listen(self) -> None:
        assert self._process.stdout is not None
        buffer = b""
        with suppress(OSError, ValueError):
            while data := self._process.stdout.read(65536):
                *lines, buffer = (buffer + data).split(b"\n")
                if lines:
                    self._beat = (Beat.model_validate_json(lines[-1]), time.monotonic())
