"""One plate seen in this light, this rain and this water: what changes slowly, made anew only when it changed."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.cameras.lens import F32
from demo.cameras.light import haze_share
from demo.cameras.plates import Plates, unpack

U8 = NDArray[np.uint8]
PHASES = 3
MUD_NIGHT, MUD_DAY = (0.045, 0.055, 0.06), (0.30, 0.36, 0.40)
HAZE_NIGHT, HAZE_DAY = (0.108, 0.116, 0.120), (0.56, 0.56, 0.55)


@dataclass(frozen=True, slots=True)
class Weather:
    """Rain 0–1, water over the street's lowest point in metres, daylight 0–1."""

    rain: float = 0.0
    water: float = 0.0
    daylight: float = 0.0

    def coarse(self) -> "Weather":
        """Rounded, so that a slow change makes a new picture only now and then."""
        return Weather(round(self.rain * 10) / 10, round(self.water * 50) / 50, round(self.daylight * 12) / 12)


def haze(weather: Weather) -> F32:
    night, day = np.asarray(HAZE_NIGHT, np.float32), np.asarray(HAZE_DAY, np.float32)
    return night * (1 - weather.daylight) * (0.4 + 0.9 * weather.rain) + day * weather.daylight * gloom(weather)


def gloom(weather: Weather) -> float:
    """How much of the day's light thick rain clouds let through."""
    return 1 - 0.58 * weather.rain * weather.daylight


def lamps_on(weather: Weather) -> float:
    return float(np.clip((0.45 - weather.daylight) / 0.15, 0, 1))


def seen(plates: Plates, weather: Weather) -> list[U8]:
    """The street, once for each phase of the water's movement."""
    light = weather.daylight
    base = _mixed(plates.night, plates.day, light)
    mirror = _mixed(plates.night_mirror, plates.day_mirror, light)
    gloss = plates.gloss.astype(np.float32)[..., None]
    wet = min(1.0, weather.rain * 2.5)
    if wet:
        streaks = cv2.blur(cv2.blur(mirror, (3, 45)), (1, 31))
        base = base * (1 - 0.4 * wet * (gloss > 0)) + (0.85 * streaks + 0.15 * mirror) * gloss * (1.35 * wet)
    depth = plates.depth.astype(np.float32)
    air = haze_share(depth, weather.rain)[..., None]
    glow = unpack(plates.glow) * (lamps_on(weather) * (0.45 + 0.75 * weather.rain))
    under = np.clip((weather.water - plates.heights.astype(np.float32)) / 0.05, 0, 1)[..., None]
    phases = PHASES if under.any() else 1
    pictures = []
    for phase in range(phases):
        scene = base
        if under.any():
            scene = base * (1 - under) + _water(mirror, gloss, weather, phase) * under
        scene = scene * (gloom(weather) * (1 - air)) + haze(weather) * air + glow
        pictures.append(_developed(scene))
    return pictures


def _mixed(night: U8, day: U8, daylight: float) -> F32:
    if daylight <= 0:
        return unpack(night)
    if daylight >= 1:
        return unpack(day)
    return unpack(night) * np.float32(1 - daylight) + unpack(day) * np.float32(daylight)


def _water(mirror: F32, gloss: F32, weather: Weather, phase: int) -> F32:
    """Muddy water that mirrors the street in slow waves; waves shrink towards the horizon."""
    height, width = mirror.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    near = np.clip(rows / height - 0.33, 0.01, 1)
    turn = phase * 2 * np.pi / PHASES
    wave = np.sin(rows / (0.6 + 9 * near) * 1.9 + turn) * 7 * near + np.sin(columns / 19 + rows / 7 + turn) * 4 * near
    sway = np.sin(rows / (0.8 + 6 * near) + columns / 43 + turn) * 3.5 * near
    image = cv2.remap(mirror, columns + sway, rows + wave * 1.6, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    image = 0.35 * cv2.blur(image, (3, 9)) + 0.65 * cv2.blur(image, (5, 33))
    mud = (
        np.asarray(MUD_NIGHT, np.float32) * (1 - weather.daylight) + np.asarray(MUD_DAY, np.float32) * weather.daylight
    )
    share = np.clip(gloss * 1.05 + 0.12, 0, 0.92)
    return np.asarray(mud * (1 - share) + image * share * 1.1, np.float32)


def _developed(scene: F32) -> U8:
    """Light to picture: a shoulder for the lamps, a gentle toe, square-root gamma."""
    curve = 1 - np.exp(-1.75 * scene)
    return np.asarray(np.power(curve, np.float32(1 / 1.75)) * 255 + 0.5, np.uint8)
