"""Privacy masks: burned into the pixels before anything is measured, stored or sent."""

import math
from collections.abc import Sequence

import numpy as np

from camera_gateway.shapes import Mask
from camera_gateway.sources.base import Pixels

FILL = (58, 52, 48)


def burn(pixels: Pixels, masks: Sequence[Mask]) -> float:
    """Fill the masks in place, rounded outwards; returns the share of the picture that is hidden."""
    if not masks:
        return 0.0
    height, width = pixels.shape[:2]
    hidden = np.zeros((height, width), np.bool_)
    for x, y, w, h in masks:
        left, top = max(0, math.floor(x * width)), max(0, math.floor(y * height))
        right, bottom = math.ceil((x + w) * width), math.ceil((y + h) * height)
        hidden[top : max(top, bottom), left : max(left, right)] = True
    pixels[hidden] = FILL
    return float(hidden.mean())
