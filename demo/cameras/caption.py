"""The name and the clock that every street camera burns into its picture."""

import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

U8 = NDArray[np.uint8]
SIZE = 17
# The product's own face where the browser side is installed, else what the system has.
FACES = (
    "node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-{part}-500-normal.woff2",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
PARTS = ("latin", "latin-ext", "vietnamese")


@lru_cache(maxsize=1)
def _fonts() -> list[ImageFont.FreeTypeFont | ImageFont.ImageFont]:
    root = Path(__file__).resolve().parents[2]
    found: list[ImageFont.FreeTypeFont | ImageFont.ImageFont] = []
    for face in FACES:
        for path in dict.fromkeys(face.format(part=part) for part in PARTS):
            try:
                found.append(ImageFont.truetype(str(root / path), SIZE))
            except OSError:
                continue
        if found:
            return found
    return [ImageFont.load_default(SIZE)]


def _draws(font: ImageFont.FreeTypeFont | ImageFont.ImageFont, letter: str) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def _font_for(letter: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    return next((font for font in _fonts() if letter == " " or _draws(font, letter)), None)


def _plain(letter: str) -> str:
    """Without its marks, for machines that hold no font with Vietnamese in it."""
    bare = {"đ": "d", "Đ": "D"}.get(letter, letter)
    return unicodedata.normalize("NFD", bare)[:1]


@lru_cache(maxsize=256)
def words(text: str) -> U8:
    """Coverage of one line of text, 0–255."""
    image = Image.new("L", (SIZE * len(text) + 4, round(SIZE * 1.6)))
    draw = ImageDraw.Draw(image)
    at = 0.0
    for letter in unicodedata.normalize("NFC", text):
        font, drawn = _font_for(letter), letter
        if font is None:
            font, drawn = _fonts()[0], _plain(letter)
        draw.text((at, round(SIZE * 1.2)), drawn, fill=255, font=font, anchor="ls")
        at += font.getlength(drawn)
    return np.asarray(image)[:, : max(1, round(at))]


def write(picture: U8, text: str, left: int, top: int) -> None:
    """White letters with a dark edge, readable on anything."""
    mark = words(text)
    height, width = picture.shape[:2]
    mark = mark[: max(0, height - top), : max(0, width - left)]
    place = picture[top : top + mark.shape[0], left : left + mark.shape[1]]
    if not place.size:
        return
    dark = cv2.cvtColor(cv2.dilate(mark, np.ones((3, 3), np.uint8)), cv2.COLOR_GRAY2BGR)
    cv2.subtract(place, cv2.convertScaleAbs(dark, alpha=0.75), dst=place)
    cv2.add(place, cv2.convertScaleAbs(cv2.cvtColor(mark, cv2.COLOR_GRAY2BGR), alpha=0.92), dst=place)


def clock(at: datetime) -> str:
    return at.strftime("%d.%m.%Y  %H:%M:%S")
