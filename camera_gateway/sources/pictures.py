"""JPEG bytes to pixels, after the header has said how large the picture wants to be."""

import cv2
import numpy as np

from camera_gateway.sources.base import Pixels
from camera_gateway.sources.errors import Unreadable

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
_FILL = 0xFF
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
LONGEST_SIDE = 16_384


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU T.81, B.2.2), without decoding."""
    if data[:2] != SOI:
        raise Unreadable("not a JPEG")
    at = 2
    while at + 9 <= len(data):
        if data[at] != _FILL:
            raise Unreadable("a damaged JPEG header")
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        elif marker in _FRAME_MARKERS:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise Unreadable("a JPEG without a frame header")


def check_size(width: int, height: int, max_pixels: int) -> None:
    if width <= 0 or height <= 0:
        raise Unreadable("a picture without size")
    if max(width, height) > LONGEST_SIDE or width * height > max_pixels:
        raise Unreadable(f"a picture of {width} × {height} is larger than we decode")


def decode_jpeg(data: bytes, max_pixels: int) -> Pixels:
    width, height = jpeg_size(data)
    check_size(width, height, max_pixels)
    # libjpeg fills what is missing with grey and calls it a picture; half a street is no evidence.
    if EOI not in data[-64:]:
        raise Unreadable("a truncated JPEG")
    try:
        pixels: Pixels | None = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as exc:
        raise Unreadable("a JPEG that does not decode") from exc
    if pixels is None:
        raise Unreadable("a JPEG that does not decode")
    return pixels


def encode_jpeg(pixels: Pixels, quality: int) -> bytes:
    ok, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise Unreadable("a picture that does not encode")
    return bytes(data)
