"""Plates and faces made unreadable before a photo is kept.

OpenCV's cascades, as shipped: trained on Russian plates (one row, dark on white) and frontal faces. They find what
is large and straight; a plate with two rows, at night or at an angle is often missed. docs/installers/photos.md
says so: this lowers what is exposed, it does not promise anonymity.
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageFilter

LOOK_AT = 1600  # px of the longer side that the cascades see
CELLS = 6  # what remains of a plate's width
CASCADES = (
    # file, neighbours that must agree (more = fewer false finds), smallest width in px, growth of the box
    ("haarcascade_russian_plate_number.xml", 4, 40, 0.15),
    ("haarcascade_license_plate_rus_16stages.xml", 5, 40, 0.15),
    ("haarcascade_frontalface_default.xml", 8, 28, 0.1),
)
Box = tuple[int, int, int, int]


def private_parts(image: Image.Image) -> list[Box]:
    """Left, top, right, bottom of every plate and face found in an RGB picture."""
    scale = min(1.0, LOOK_AT / max(image.size))
    small = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    grey = cv2.equalizeHist(cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2GRAY))
    found: list[Box] = []
    for name, neighbours, least, grow in CASCADES:
        hits: Any = _cascade(name).detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=neighbours, minSize=(least, least // 3)
        )
        found += [_grown(tuple(int(v) for v in hit), grow, scale, image.size) for hit in hits]
    return found


def blurred(image: Image.Image) -> tuple[Image.Image, int]:
    """The picture with each private part turned into a few soft cells, and how many there were."""
    boxes = private_parts(image)
    for box in boxes:
        part = image.crop(box)
        cells = (CELLS, max(2, CELLS * part.height // max(1, part.width)))
        coarse = part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.BICUBIC)
        image.paste(coarse.filter(ImageFilter.GaussianBlur(part.width / CELLS / 2)), box)
    return image, len(boxes)


def _grown(hit: tuple[int, ...], by: float, scale: float, size: tuple[int, int]) -> Box:
    x, y, w, h = hit
    left, top = (x - w * by) / scale, (y - h * by) / scale
    right, bottom = (x + w * (1 + by)) / scale, (y + h * (1 + by)) / scale
    return max(0, int(left)), max(0, int(top)), min(size[0], int(right) + 1), min(size[1], int(bottom) + 1)


def _cascade(name: str) -> Any:
    """Made anew for each picture: it keeps 140 MB of a large one for as long as it lives, and loads in 50 ms."""
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))
