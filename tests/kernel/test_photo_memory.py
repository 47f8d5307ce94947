"""A large photo is gone from memory when it is done."""

import gc
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import psutil
from PIL import Image

from ioc.kernel.pictures import FULL, encode

KEEPS_MB = 60
ROOT = Path(__file__).resolve().parents[2]


def street(width: int, height: int) -> bytes:
    """A JPEG with soft shapes, as large as a phone's."""
    rng = np.random.default_rng(3)
    shapes = rng.integers(0, 255, (height // 200, width // 200, 3), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(cv2.resize(shapes, (width, height), interpolation=cv2.INTER_CUBIC)).save(out, "JPEG")
    return out.getvalue()


def kept_mb() -> float:
    """What a process holds more after a large photo than after a small one."""
    encode(street(640, 480))  # what is loaded once
    gc.collect()
    before = psutil.Process().memory_info().rss
    done = encode(street(4000, 3000))
    assert max(done.width, done.height) == FULL
    gc.collect()
    return float(psutil.Process().memory_info().rss - before) / 1e6


def test_given_a_photo_of_twelve_megapixels_when_it_is_done_then_its_memory_is_given_back() -> None:
    # a process of its own, as the worker is one: in the tests' the heap of everything before lies between
    ran = subprocess.run([sys.executable, "-m", __name__], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(ran.stdout) < KEEPS_MB


if __name__ == "__main__":
    sys.stdout.write(str(kept_mb()))
