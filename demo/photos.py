"""Photographs that the simulated people take: rendered, never downloaded. One scene per category, and one after."""

import io
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
_EXIF_GPS = 0x8825


def photo(category: str, chance: Random, *, after: bool = False, at: tuple[float, float] | None = None) -> bytes:
    """A JPEG of the place; with `at` (lon, lat) its EXIF carries the position, as a phone's does."""
    picture = _asphalt(chance)
    draw = ImageDraw.Draw(picture, "RGBA")
    _line(draw, chance)
    (_mended if after else _SCENES.get(category, _pothole))(draw, chance)
    picture = picture.filter(ImageFilter.GaussianBlur(1.6))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, exif=_gps(at) if at else Image.Exif())
    return out.getvalue()


def _asphalt(chance: Random) -> Image.Image:
    grain = np.random.default_rng(chance.randrange(2**32))
    base = grain.normal(98 + chance.uniform(-14, 14), 13, (HEIGHT, WIDTH))
    coarse = grain.normal(0, 5, (HEIGHT // 24, WIDTH // 24))
    light: NDArray[np.float64] = np.linspace(1.12, 0.82, HEIGHT)[:, None] * np.ones((1, WIDTH))
    shade = Image.fromarray(coarse.astype(np.float32)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    grey = np.clip((base + np.asarray(shade)) * light, 0, 255)
    tint = np.array([0.98, 1.0, 1.03])
    return Image.fromarray(np.clip(grey[..., None] * tint, 0, 255).astype(np.uint8), "RGB")


def _line(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x = chance.uniform(0.08, 0.25) * WIDTH
    draw.polygon([(x, 0), (x + 34, 0), (x + 120, HEIGHT), (x + 60, HEIGHT)], fill=(214, 214, 206, 190))


def _blob(chance: Random, cx: float, cy: float, rx: float, ry: float) -> list[tuple[float, float]]:
    turns = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    return [
        (cx + rx * np.cos(a) * chance.uniform(0.82, 1.12), cy + ry * np.sin(a) * chance.uniform(0.82, 1.12))
        for a in turns
    ]


def _pothole(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    cx, cy = WIDTH * chance.uniform(0.5, 0.62), HEIGHT * chance.uniform(0.5, 0.62)
    draw.polygon(_blob(chance, cx, cy, 210, 128), fill=(74, 66, 58, 255))
    draw.polygon(_blob(chance, cx, cy + 6, 186, 108), fill=(150, 146, 138, 255))
    draw.polygon(_blob(chance, cx + 12, cy + 16, 140, 74), fill=(178, 180, 178, 255))


def _water(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    top = HEIGHT * chance.uniform(0.28, 0.4)
    draw.rectangle([0, top, WIDTH, HEIGHT], fill=(112, 104, 88, 225))
    for _ in range(70):
        x, y = chance.uniform(-40, WIDTH), chance.uniform(top, HEIGHT)
        w = chance.uniform(40, 190) * (y - top + 60) / HEIGHT
        draw.arc([x, y, x + w, y + w * 0.18], 190, 350, fill=(206, 204, 192, 120), width=2)


def _leaves(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    draw.polygon([(60, 560), (820, 250), (850, 310), (90, 640)], fill=(74, 56, 40, 255))
    for _ in range(420):
        x, y = chance.gauss(620, 170), chance.gauss(280, 110)
        r = chance.uniform(8, 26)
        green = chance.randrange(60, 120)
        draw.ellipse([x - r, y - r * 0.6, x + r, y + r * 0.6], fill=(38, green, 44, 220))


def _dark(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    draw.rectangle([0, 0, WIDTH, HEIGHT], fill=(8, 10, 16, 205))
    x = WIDTH * chance.uniform(0.55, 0.75)
    draw.rectangle([x, 90, x + 14, HEIGHT], fill=(40, 44, 50, 255))
    draw.rectangle([x - 120, 84, x + 14, 98], fill=(40, 44, 50, 255))


def _heap(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for _ in range(60):
        x, y = chance.gauss(WIDTH * 0.58, 130), chance.gauss(HEIGHT * 0.66, 60)
        s = chance.uniform(30, 90)
        colour = chance.choice([(50, 60, 52), (168, 160, 150), (92, 98, 120), (190, 186, 176), (60, 50, 44)])
        draw.polygon(_blob(chance, x, y, s, s * 0.7), fill=(*colour, 255))


def _mended(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x, y = WIDTH * chance.uniform(0.38, 0.46), HEIGHT * 0.38
    draw.polygon([(x, y), (x + 330, y), (x + 370, y + 260), (x - 20, y + 260)], fill=(58, 60, 64, 255))


_SCENES = {
    "flood": _water,
    "drain": _water,
    "water": _water,
    "tree": _leaves,
    "lamp": _dark,
    "waste": _heap,
    "road": _pothole,
}


def _gps(at: tuple[float, float]) -> Image.Exif:
    def dms(value: float) -> tuple[float, float, float]:
        minutes = (value % 1) * 60
        return float(int(value)), float(int(minutes)), round((minutes % 1) * 60, 4)

    exif = Image.Exif()
    lon, lat = at
    exif[_EXIF_GPS] = {1: "N" if lat >= 0 else "S", 2: dms(abs(lat)), 3: "E" if lon >= 0 else "W", 4: dms(abs(lon))}
    return exif
