"""Falling rain: a few tiles of streaks made once, laid over each picture at another place."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
SIZE = (1152, 1536)  # rows and columns of a tile: larger than any picture, so that a window fits anywhere
TILES = 3


@lru_cache(maxsize=TILES)
def tile(number: int) -> U8:
    """Near streaks are long, bright and few; far ones short, faint and many. All fall slightly aslant."""
    rng = np.random.default_rng(4000 + number)
    image = np.zeros(SIZE, np.uint8)
    for count, length, strength in ((2600, 9, 26), (900, 20, 34), (170, 44, 38)):
        columns, rows = rng.integers(0, SIZE[1], count), rng.integers(0, SIZE[0], count)
        lengths = rng.uniform(0.6, 1.3, count) * length
        for column, row, long in zip(columns.tolist(), rows.tolist(), lengths.tolist(), strict=True):
            cv2.line(image, (column, row), (round(column - long * 0.14), round(row + long)), strength, 1, cv2.LINE_AA)
    soft: U8 = cv2.blur(image, (1, 5))
    return soft


def fall(picture: U8, amount: float, frame: int) -> None:
    """Adds rain (0–1) to the picture in place."""
    if amount <= 0:
        return
    rng = np.random.default_rng(frame)
    height, width = picture.shape[:2]
    row, column = int(rng.integers(SIZE[0] - height)), int(rng.integers(SIZE[1] - width))
    streaks = tile(int(rng.integers(TILES)))[row : row + height, column : column + width]
    cv2.add(
        picture, cv2.cvtColor(cv2.convertScaleAbs(streaks, alpha=0.5 + 1.1 * amount), cv2.COLOR_GRAY2BGR), dst=picture
    )
