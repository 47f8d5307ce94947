"""The still picture of a street, ready to be seen in any light, rain and water: made once, kept on disk."""

from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.cameras.lens import F32, Lens
from demo.cameras.light import bloom, by_day, by_night, far_bank
from demo.cameras.props import Canvas, paint
from demo.cameras.street import Street
from demo.cameras.surfaces import FAR, heights, meet

MADE = 1  # raise it when the pictures change, so that old ones are made anew
OVERSAMPLE = 1.5
U8 = NDArray[np.uint8]
F16 = NDArray[np.float16]


@dataclass(slots=True)
class Plates:
    """Colours are 8-bit square roots of light, so that the dark keeps its steps."""

    night: U8
    day: U8
    night_mirror: U8
    day_mirror: U8
    glow: U8
    depth: F16
    heights: F16
    gloss: F16  # share of light a wet ground mirrors towards the camera, 0 where there is no ground


def pack(light: F32) -> U8:
    return np.asarray(np.sqrt(np.clip(light / 2.0, 0, 1)) * 255 + 0.5, np.uint8)


def unpack(stored: U8) -> F32:
    return np.asarray(np.square(stored.astype(np.float32) * np.float32(1 / 255)) * np.float32(2.0), np.float32)


def draw(street: Street, lens: Lens) -> Plates:
    big = Lens(round(lens.width * OVERSAMPLE), round(lens.height * OVERSAMPLE), lens.x, lens.above, lens.yaw)
    scene = meet(street, big)
    night, day = by_night(street, scene), by_day(street, scene)
    far_bank(street, big, scene, night, day)
    canvas = Canvas(big, night, day, scene.shine.copy(), scene.depth.copy())
    ground_height = heights(street, scene)
    _, down, ahead = big.rays()
    slope = np.abs(down) / np.sqrt(down**2 + ahead**2 + 0.1)
    gloss = np.where(scene.ground, 0.05 + 0.85 * (1 - np.minimum(slope, 1)) ** 4, 0).astype(np.float32)
    paint(street, canvas)
    # What stands before the ground hides it: no reflection and no water there.
    hidden = canvas.depth < np.where(scene.ground, scene.depth, FAR) - 0.01
    hidden = scene.ground & hidden
    # What the wet ground shows is blurred anyway: no need to draw it large.
    below = meet(street, lens, mirrored=True)
    mirror = Canvas(
        lens, by_night(street, below), by_day(street, below), below.shine.copy(), below.depth, mirrored=True
    )
    paint(street, mirror)
    size = (lens.width, lens.height)
    return Plates(
        night=pack(_small(canvas.night, size)),
        day=pack(_small(canvas.day, size)),
        night_mirror=pack(_small(mirror.night, size) + bloom(_small(mirror.shine, size)) * 0.6),
        day_mirror=pack(_small(mirror.day, size)),
        glow=pack(bloom(_small(canvas.shine, size))),
        depth=_small(canvas.depth, size).astype(np.float16),
        heights=np.minimum(_small(np.where(hidden, 9.0, ground_height), size), 9.0).astype(np.float16),
        gloss=_small(np.where(hidden, 0.0, gloss), size).astype(np.float16),
    )


def _small(image: F32, size: tuple[int, int]) -> F32:
    return np.asarray(cv2.resize(image.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def kept(street: Street, lens: Lens, folder: Path) -> Plates:
    """The plates from disk, else drawn (about two seconds) and kept."""
    name = f"{street.style}-{street.seed}-{lens.width}x{lens.height}-{MADE}.npz"
    path = folder / name
    try:
        with np.load(path) as stored:
            return Plates(**{field.name: stored[field.name] for field in fields(Plates)})
    except (OSError, ValueError, KeyError):
        pass
    plates = draw(street, lens)
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, **{field.name: getattr(plates, field.name) for field in fields(Plates)})
    part.replace(path)
    return plates
