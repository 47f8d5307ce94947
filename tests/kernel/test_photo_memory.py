"""A large photo is gone from memory when it is done."""

import gc
from io import BytesIO

import cv2
import numpy as np
import psutil
from PIL import Image

from ioc.kernel.pictures import FULL, encode

KEEPS_MB = 60


def street(width: int, height: int) -> bytes:
    """A JPEG with soft shapes, as large as a phone's."""
    rng = np.random.default_rng(3)
    shapes = rng.integers(0, 255, (height // 200, width // 200, 3), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(cv2.resize(shapes, (width, height), interpolation=cv2.INTER_CUBIC)).save(out, "JPEG")
    return out.getvalue()


def test_given_a_photo_of_twelve_megapixels_when_it_is_done_then_its_memory_is_given_back() -> None:
    encode(street(640, 480))  # what is loaded once
    gc.collect()
    before = psutil.Process().memory_info().rss
    done = encode(street(4000, 3000))
    assert max(done.width, done.height) == FULL
    gc.collect()
    assert (psutil.Process().memory_info().rss - before) / 1e6 < KEEPS_MB
