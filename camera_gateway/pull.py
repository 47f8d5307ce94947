"""One camera's thread: connect, decode, mask, measure, hand on; on any failure wait and begin again."""

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict

import cv2

from camera_gateway.backoff import delay
from camera_gateway.shapes import CameraBeat, CameraShape, Measured, Phase
from camera_gateway.snapshots import Snapshot
from camera_gateway.sources.base import Frame, Pixels, Source
from camera_gateway.sources.errors import Ended, SourceError
from camera_gateway.sources.kinds import open_source
from camera_gateway.sources.pictures import encode_jpeg
from camera_gateway.sources.spec import Bounds, SourceSpec
from camera_gateway.vision.masks import burn
from camera_gateway.vision.measure import Eye
from camera_gateway.vision.rules import Limits, Measures

log = logging.getLogger(__name__)
MARGIN_S = 20.0  # beyond its own bounds a source may take this long before its thread counts as hung
chance = random.SystemRandom()

Deliver = Callable[[str, Snapshot], None]


class Pull:
    """Pulls one camera until stopped. Everything it tells, it tells through `beat` and `deliver`."""

    def __init__(
        self, camera: CameraShape, every_s: float, bounds: Bounds, size: tuple[int, int], deliver: Deliver
    ) -> None:
        self.camera = camera
        self._bounds = bounds
        self._width, self._quality = size
        self._deliver = deliver
        source = camera.source
        self._spec = SourceSpec(
            source.kind, source.url, source.username or "", source.password or "", camera.every_s or every_s
        )
        self._eye = Eye(Limits())
        self._stop = threading.Event()
        self._source: Source | None = None
        self._phase: Phase = "connecting"
        self._phase_at = time.monotonic()
        self._frames = 0
        self._frame_at: float | None = None
        self._gap_s = 0.0
        self._measured: Measures | None = None
        self._error = ""
        self._patience = 2 * self._spec.every_s + 2 * (bounds.open_s + bounds.read_s) + bounds.key_s + MARGIN_S
        self._wait_s = 0.0
        threading.Thread(target=self._run, name=f"pull-{camera.key}", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        if self._source is not None:
            self._source.close()

    def beat(self) -> CameraBeat:
        now = time.monotonic()
        measured = self._measured
        return CameraBeat(
            phase=self._phase,
            phase_s=round(now - self._phase_at, 3),
            limit_s=self._patience + self._wait_s,
            frames=self._frames,
            age_s=None if self._frame_at is None else round(now - self._frame_at, 3),
            measured=None if measured is None else Measured.model_validate(asdict(measured)),
            error=self._error,
            fps=round(1 / self._gap_s, 2) if self._gap_s else 0.0,
        )

    def _run(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            before = self._frames
            error = self._pull()
            if self._stop.is_set():
                return
            attempt = 1 if self._frames > before else attempt + 1
            self._error = error.code
            self._wait_s = delay(attempt, chance.random(), error.code)
            log.warning("camera %s: %s; again in %.0f s", self.camera.key, error, self._wait_s)
            self._enter("waiting")
            self._stop.wait(self._wait_s)
            self._wait_s = 0.0

    def _pull(self) -> SourceError:
        """Runs the source to its end and returns why it ended."""
        self._enter("connecting")
        try:
            self._source = open_source(self._spec, self._bounds)
            with closing(self._source.frames()) as frames:
                for frame in frames:
                    self._take(frame)
                    if self._stop.is_set():
                        break
                    self._enter("reading")
        except SourceError as error:
            return error
        except Exception as error:  # a decoder's surprise must not end the thread: the camera would be lost
            log.exception("camera %s: unexpected", self.camera.key)
            return SourceError(f"unexpected {type(error).__name__}")
        return Ended("the source is over")

    def _take(self, frame: Frame) -> None:
        self._enter("judging")
        masked = burn(frame.pixels, self.camera.masks)
        self._measured = self._eye.measure(frame.pixels, masked)
        if self._stop.is_set():
            return  # the card may have changed: these masks are no longer the right ones
        data = encode_jpeg(_fitted(frame.pixels, self._width), self._quality)
        self._deliver(self.camera.key, Snapshot(data, frame.captured_at))
        now = time.monotonic()
        if self._frame_at is not None:
            gap = now - self._frame_at
            self._gap_s = gap if not self._gap_s else 0.8 * self._gap_s + 0.2 * gap
        self._frame_at = now
        self._frames += 1
        self._error = ""

    def _enter(self, phase: Phase) -> None:
        self._phase, self._phase_at = phase, time.monotonic()


def _fitted(pixels: Pixels, width: int) -> Pixels:
    if pixels.shape[1] <= width:
        return pixels
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    fitted: Pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return fitted
