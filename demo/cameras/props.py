"""Things that stand in the street, painted from far to near over the surfaces: trees, lamp posts, wires, a railing."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from demo.cameras import noise
from demo.cameras.lens import F32, Lens
from demo.cameras.light import lamp_colour
from demo.cameras.street import Lamp, Street, Tree

SPRITE = 192
SHIFT = 4  # fractional bits of OpenCV's drawing
Point = tuple[float, float]


@dataclass(slots=True)
class Canvas:
    """One picture in the making; `mirrored` is the one in the wet ground."""

    lens: Lens
    night: F32
    day: F32
    shine: F32
    depth: F32
    mirrored: bool = False

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        return self.lens.project(x, y, z, mirrored=self.mirrored)


def paint(street: Street, canvas: Canvas) -> None:
    things: list[tuple[float, Tree | Lamp]] = [(tree.z, tree) for tree in street.trees]
    things += [(lamp.z, lamp) for lamp in street.lamps]
    _wires(street, canvas)
    for _, thing in sorted(things, key=lambda pair: -pair[0]):
        if isinstance(thing, Tree):
            _tree(street, canvas, thing)
        else:
            _lamp(street, canvas, thing)
    if street.left_open:
        _railing(street, canvas)


def line(canvas: Canvas, points: list[Point], width: float, colours: tuple[F32, F32], depth: float) -> None:
    thick = max(1, round(width))
    # Thinner than a pixel: paint fainter, so that far poles do not grow.
    share = min(1.0, max(0.25, width)) / 255
    spots = np.asarray(points, np.float32)
    height, columns = canvas.depth.shape
    left, top = np.maximum(np.floor(spots.min(axis=0)).astype(int) - thick - 1, 0).tolist()
    right, bottom = np.minimum(np.ceil(spots.max(axis=0)).astype(int) + thick + 2, (columns, height)).tolist()
    if left >= right or top >= bottom:
        return
    place = (slice(top, bottom), slice(left, right))
    mark = np.zeros((bottom - top, right - left), np.uint8)
    fixed = np.round((spots - (left, top)) * (1 << SHIFT)).astype(np.int32)
    cv2.polylines(mark, [fixed], isClosed=False, color=255, thickness=thick, lineType=cv2.LINE_AA, shift=SHIFT)
    part = mark[..., None].astype(np.float32) * share
    for image, colour in zip((canvas.night, canvas.day), colours, strict=True):
        image[place] = image[place] * (1 - part) + colour * part
    if width >= 1:
        canvas.depth[place][mark > 96] = depth  # the solid part of an anti-aliased line


def _lamp(street: Street, canvas: Canvas, lamp: Lamp) -> None:
    bottom, top = canvas.spot(lamp.x, 0, lamp.z), canvas.spot(lamp.x, lamp.tall - 0.7, lamp.z)
    head = canvas.spot(lamp.head_x, lamp.tall, lamp.z)
    scale = head[2]
    metal = (np.asarray((0.05, 0.055, 0.06), np.float32), np.asarray((0.30, 0.31, 0.31), np.float32))
    bend = ((top[0] * 0.6 + head[0] * 0.4), (top[1] * 0.25 + head[1] * 0.75))
    line(canvas, [bottom[:2], top[:2]], 0.15 * scale, metal, lamp.z)
    line(canvas, [top[:2], bend, head[:2]], 0.09 * scale, metal, lamp.z)
    height, width = canvas.depth.shape
    column, row = round(head[0]), round(head[1])
    if 0 <= column < width and 0 <= row < height:
        light = lamp_colour(street)
        size = (max(1, round(0.34 * scale)), max(1, round(0.12 * scale)))
        for image, strength in ((canvas.night, 3.2), (canvas.shine, 5.5)):
            colour = tuple(float(c) for c in light * strength)
            cv2.ellipse(image, (column, row), size, 0, 0, 360, colour, -1, cv2.LINE_AA)
        cv2.ellipse(canvas.day, (column, row), size, 0, 0, 360, (0.55, 0.56, 0.56), -1, cv2.LINE_AA)


def _tree(street: Street, canvas: Canvas, tree: Tree) -> None:
    bottom, fork = canvas.spot(tree.x, 0, tree.z), canvas.spot(tree.x, tree.tall * 0.5, tree.z)
    scale = bottom[2]
    bark = (np.asarray((0.045, 0.05, 0.055), np.float32), np.asarray((0.17, 0.19, 0.21), np.float32))
    line(canvas, [bottom[:2], fork[:2]], 0.3 * scale, bark, tree.z)
    share, bright = _crown(tree.seed)
    middle = canvas.spot(tree.x, tree.tall * 0.74, tree.z)
    half_wide, half_tall = tree.wide * 0.5 * scale, tree.tall * 0.34 * scale
    if canvas.mirrored:
        share, bright = share[::-1], bright[::-1]
    near = min((abs(lamp.z - tree.z) + abs(lamp.head_x - tree.x) for lamp in street.lamps), default=99.0)
    lit = 0.02 + 0.30 / (1 + (near / 5.5) ** 2)
    green = np.asarray((0.30, 0.52, 0.42), np.float32)
    night = bright[..., None] * green * lit * (0.5 + lamp_colour(street))
    day = bright[..., None] * green * 0.72
    box = (middle[0] - half_wide, middle[1] - half_tall, middle[0] + half_wide, middle[1] + half_tall)
    stamp(canvas, box, share, (night.astype(np.float32), day.astype(np.float32)), tree.z)


def stamp(canvas: Canvas, box: tuple[float, float, float, float], share: F32, looks: tuple[F32, F32], z: float) -> None:
    """A sprite stretched into the box (left, top, right, bottom), clipped by the picture."""
    height, width = canvas.depth.shape
    left, top, right, bottom = (round(edge) for edge in box)
    if right - left < 2 or bottom - top < 2:  # smaller than two pixels is nothing to see
        return
    inner = (max(0, left), max(0, top), min(width, right), min(height, bottom))
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return
    size = (right - left, bottom - top)
    cut = (slice(inner[1] - top, inner[3] - top), slice(inner[0] - left, inner[2] - left))
    place = (slice(inner[1], inner[3]), slice(inner[0], inner[2]))
    part = cv2.resize(share, size, interpolation=cv2.INTER_AREA)[cut]
    for image, look in zip((canvas.night, canvas.day), looks, strict=True):
        colour = cv2.resize(look, size, interpolation=cv2.INTER_AREA)[cut]
        image[place] = image[place] * (1 - part[..., None]) + colour * part[..., None]
    canvas.shine[place] *= (1 - part)[..., None]
    canvas.depth[place] = np.where(part > 0.5, z, canvas.depth[place])  # more leaf than gap


def _crown(seed: int) -> tuple[F32, F32]:
    """Cover and brightness of a tree's crown: many small clumps in an egg, lighter above."""
    rng = np.random.default_rng(seed)
    share = np.zeros((SPRITE, SPRITE), np.float32)
    bright = np.full((SPRITE, SPRITE), 0.3, np.float32)
    spots = sorted((float(rng.normal(0.56, 0.17)), float(rng.normal(0.5, 0.18))) for _ in range(120))
    for up, across in reversed(spots):
        if ((across - 0.5) / 0.42) ** 2 + ((up - 0.52) / 0.42) ** 2 > 1:
            continue
        centre = (round(across * SPRITE), round(up * SPRITE))
        radius = round(SPRITE * float(rng.uniform(0.05, 0.11)))
        cv2.circle(share, centre, radius, 1.0, -1, cv2.LINE_AA)
        tone = 0.95 - 0.75 * up + float(rng.uniform(-0.12, 0.12))
        cv2.circle(bright, centre, radius, max(0.12, tone), -1, cv2.LINE_AA)
    grain = noise.tile(seed % 100_000, 32, 3)[:SPRITE, :SPRITE]
    ragged = cv2.GaussianBlur(share, (0, 0), 3) + (grain - 0.5) * 0.9
    share = np.clip((ragged - 0.42) * 6, 0, 1).astype(np.float32) * 0.97
    return share, (cv2.GaussianBlur(bright, (0, 0), 2) * (0.45 + 1.1 * grain)).astype(np.float32)


def _wires(street: Street, canvas: Canvas) -> None:
    """The bundle of cables from post to post that no Vietnamese street goes without."""
    black = (np.asarray((0.02, 0.02, 0.02), np.float32), np.asarray((0.13, 0.13, 0.14), np.float32))
    posts = [lamp for lamp in street.lamps if lamp.x > 0]
    for first, second in pairwise(posts):
        for strand in range(3):
            points: list[Point] = []
            for step in np.linspace(0, 1, 9):
                sag = (0.9 + 0.25 * strand) * 4 * step * (1 - step)
                z = first.z + (second.z - first.z) * float(step)
                points.append(canvas.spot(first.x + 0.15 * strand, 6.2 - 0.25 * strand - sag, z)[:2])
            line(canvas, points, 0.05 * canvas.spot(first.x, 6, first.z)[2], black, first.z)


def _railing(street: Street, canvas: Canvas) -> None:
    x = -street.front + 0.3
    steel = (np.asarray((0.16, 0.18, 0.2), np.float32), np.asarray((0.55, 0.56, 0.56), np.float32))
    for z in np.arange(5.0, 70.0, 2.0):
        foot, top = canvas.spot(x, 0, float(z)), canvas.spot(x, 1.0, float(z))
        line(canvas, [foot[:2], top[:2]], 0.08 * foot[2], steel, float(z))
    for up in (0.55, 1.0):
        points = [canvas.spot(x, up, float(z))[:2] for z in np.geomspace(5, 120, 12)]
        line(canvas, points, 1.4, steel, 30.0)
