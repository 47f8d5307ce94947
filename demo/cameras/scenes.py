"""One demo camera: a street that lives on its own time, and the picture of it at any moment."""

import ctypes
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.cameras import caption, rain
from demo.cameras.lens import Lens
from demo.cameras.plates import Plates, kept
from demo.cameras.street import Style, lay
from demo.cameras.traffic import Traffic, crowd
from demo.cameras.weather import Weather, seen

U8 = NDArray[np.uint8]
WIDTH, HEIGHT = 768, 432
FPS = 2.0
QUALITY = 82
PHASE_S = 0.4
# Painting takes some fifty megabytes for a moment; eight at once would take them for good.
_one_at_a_time = threading.Lock()
_libc = ctypes.CDLL(None)
Trouble = Literal["", "frozen", "dark", "covered", "blurred", "hung"]


@dataclass(frozen=True, slots=True)
class DemoCamera:
    """What the demo city says about a camera. `kind` is the public door it uses: mjpeg or snapshot."""

    key: str
    name: str
    seed: int
    style: Style = "shops"
    kind: Literal["mjpeg", "snapshot"] = "snapshot"
    busy: float = 1.0


def daylight(at: datetime) -> float:
    """0 by night, 1 by day; about half an hour of dusk. `at` carries the city's own time zone."""
    hour = at.hour + at.minute / 60 + at.second / 3600
    # In the tropics the sun keeps the same hours all the year.
    height = math.sin(math.pi * (hour - 5.7) / 12.1) if 5.7 < hour < 17.8 else -0.05
    return min(1.0, max(0.0, height * 6))


def give_back() -> None:
    """Returns freed memory to the system; glibc would keep it in this thread's arena."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(0)


class Scene:
    """Threads may ask for pictures at once; each moment is painted at most once."""

    def __init__(self, camera: DemoCamera, folder: Path, now: Callable[[], datetime]) -> None:
        self.camera = camera
        self._folder = folder
        self._now = now
        rng = np.random.default_rng(camera.seed)
        aside, turn = float(rng.uniform(-1.2, 1.2)), float(rng.uniform(-0.07, 0.07))
        self._lens = Lens(WIDTH, HEIGHT, x=aside, above=float(rng.uniform(5.6, 7.2)), yaw=turn)
        self._street = lay(camera.style, camera.seed)
        self._traffic = Traffic(self._street, self._lens, crowd(self._street, camera.busy))
        self._plates: Plates | None = None
        self._lock = threading.Lock()
        self._weather = Weather()
        self._base: tuple[Weather, list[U8]] | None = None
        self._newest: tuple[int, bytes] = (-1, b"")
        self.trouble: Trouble = ""

    def prepare(self) -> None:
        """Draws what stands still, or reads it from disk. Two seconds of work at most."""
        if self._plates is None:
            with _one_at_a_time:
                plates = kept(self._street, self._lens, self._folder)
                give_back()
            # The first who asks should not wait for the weather either.
            self._still(plates, replace(self._weather, daylight=daylight(self._now())).coarse())
            self._plates = plates

    @property
    def ready(self) -> bool:
        return self._plates is not None

    @property
    def weather(self) -> Weather:
        return self._weather

    def set_rain(self, amount: float) -> None:
        """0 none to 1 cloudburst."""
        self._weather = replace(self._weather, rain=min(1.0, max(0.0, amount)))

    def set_water(self, metres: float) -> None:
        """Depth over the lowest point of this street."""
        self._weather = replace(self._weather, water=max(0.0, metres))

    def picture(self, at: datetime) -> U8:
        """The view at this moment, as pixels."""
        assert self._plates is not None
        weather = replace(self._weather, daylight=daylight(at))
        seconds = at.timestamp()
        phases = self._still(self._plates, weather.coarse())
        picture = phases[int(seconds / PHASE_S) % len(phases)].copy()
        self._traffic.draw(picture, seconds, weather)
        rain.fall(picture, weather.rain, int(seconds * 1000))
        picture = _spoiled(picture, self.trouble)
        caption.write(picture, self.camera.name, 14, HEIGHT - 30)  # at the foot: screens write their own at the head
        text = caption.clock(at)
        caption.write(picture, text, WIDTH - 14 - caption.words(text).shape[1], HEIGHT - 30)
        return picture

    def jpeg(self) -> bytes:
        """The newest picture; one that is frozen stays as it was, clock and all."""
        with self._lock:
            moment = int(time.monotonic() * FPS)
            old, data = self._newest
            if data and (moment == old or self.trouble == "frozen"):
                return data
            ok, encoded = cv2.imencode(".jpg", self.picture(self._now()), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            assert ok
            self._newest = (moment, bytes(encoded))
            return self._newest[1]

    def _still(self, plates: Plates, weather: Weather) -> list[U8]:
        if self._base is None or self._base[0] != weather:
            with _one_at_a_time:
                self._base = (weather, seen(plates, weather))
                give_back()
        return self._base[1]


def _spoiled(picture: U8, trouble: Trouble) -> U8:
    """What an installer dreads: a dead exposure, a leaf on the glass, a lens full of drops."""
    if trouble == "dark":
        return np.asarray(cv2.convertScaleAbs(picture, alpha=0.02), np.uint8)
    if trouble == "covered":
        grey = cv2.convertScaleAbs(cv2.GaussianBlur(picture, (0, 0), 40), alpha=0.05, beta=58)
        return np.asarray(grey, np.uint8)
    if trouble == "blurred":
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), 7), np.uint8)
    return picture
