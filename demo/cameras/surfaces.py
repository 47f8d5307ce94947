"""What each pixel's ray meets: ground, house fronts, river, sky; and the colour of that surface by day and night.

All arrays have the picture's shape. Colours are BGR, linear enough, 0–1 and above where something shines.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.cameras import noise
from demo.cameras.lens import F32, Lens
from demo.cameras.street import SHOP_COLOURS, Street

FAR = 400.0
STOREY = 3.4
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Surfaces:
    x: F32
    y: F32
    z: F32
    depth: F32
    ground: Flags
    wall: Flags
    sky: Flags
    side: F32  # -1 or 1 for the left and right front
    colour: F32
    shine: F32  # light of its own at night: windows, shops, signs


def meet(street: Street, lens: Lens, *, mirrored: bool = False) -> Surfaces:
    """`mirrored` follows the rays that the wet ground reflects, as seen by a camera below it."""
    dx, dy, dz = lens.rays()
    above = np.float32(lens.above)
    if mirrored:
        dy, above = np.abs(dy), np.float32(-lens.above)
    to_ground = np.where(dy < -1e-5, -above / np.minimum(dy, -1e-5), FAR).astype(np.float32)
    side = np.where(dx < 0, -1.0, 1.0).astype(np.float32)
    edge = street.front * side
    to_wall = np.where(np.abs(dx) > 1e-5, (edge - lens.x) / np.where(np.abs(dx) > 1e-5, dx, 1.0), FAR).astype(
        np.float32
    )
    to_wall = np.where(to_wall > 0, to_wall, FAR).astype(np.float32)
    wall_y, wall_z = above + dy * to_wall, dz * to_wall
    tall = _roofs(street, wall_z, side)
    wall = (to_wall < to_ground) & (wall_y < tall) & (wall_y > 0) & (wall_z > 0) & (wall_z < FAR)
    if mirrored:
        wall &= wall_y > 0
    ground = ~wall & (to_ground < FAR) & ~np.full(dx.shape, mirrored)
    sky = ~wall & ~ground
    far = np.where(wall, to_wall, np.where(ground, to_ground, FAR)).astype(np.float32)
    found = Surfaces(
        x=(lens.x + dx * far).astype(np.float32),
        y=(above + dy * far).astype(np.float32),
        z=(dz * far).astype(np.float32),
        depth=far,
        ground=ground,
        wall=wall,
        sky=sky,
        side=side,
        colour=np.zeros((*dx.shape, 3), np.float32),
        shine=np.zeros((*dx.shape, 3), np.float32),
    )
    _paint_walls(street, found)
    if not mirrored:
        _paint_ground(street, found)
    return found


def _block(street: Street, z: F32, side: F32) -> NDArray[np.int64]:
    """Which house along the street; tube houses are four to five metres wide."""
    number = np.floor(z / (4.6 + 0.5 * side) + 40).astype(np.int64) * 2
    return np.asarray(number + (side > 0) + street.seed * 977, np.int64)


def _roofs(street: Street, z: F32, side: F32) -> F32:
    house = _block(street, z, side)
    # At least two storeys: the camera hangs at six metres and must not see what nobody has drawn behind.
    tall = STOREY * (2 + np.floor(noise.chance(house, 1) * 2.9)) + 1.2 * noise.chance(house, 2)
    if street.left_open:
        tall = np.where(side < 0, 0.0, tall)
    return np.asarray(tall, np.float32)


def _paint_walls(street: Street, s: Surfaces) -> None:
    house = _block(street, s.z, s.side)
    width = 4.6 + 0.5 * s.side
    along = np.mod(s.z, width) / width
    storey = np.floor(s.y / STOREY)
    up = np.mod(s.y, STOREY) / STOREY
    palette = np.asarray(SHOP_COLOURS, np.float32) / 255 * 0.62
    plaster = palette[(noise.chance(house, 3) * len(SHOP_COLOURS)).astype(int)]
    grain = noise.at(noise.tile(street.seed + 1, 16), s.z / 7, s.y / 7)
    colour = plaster * (0.55 + 0.5 * grain)[..., None]
    colour *= (1 - 0.45 * ((along < 0.03) | (up < 0.05)))[..., None]
    columns = 2 + (noise.chance(house, 4) > 0.6)
    pane = np.mod(along * columns, 1.0)
    window = (storey >= 1) & (up > 0.28) & (up < 0.78) & (pane > 0.24) & (pane < 0.76)
    frame = window & ((np.abs(pane - 0.5) < 0.025) | (np.abs(up - 0.53) < 0.02))
    colour[window] = (0.075, 0.06, 0.05)
    colour[frame] = (0.3, 0.3, 0.3)
    balcony = (storey >= 1) & (up < 0.3) & (noise.chance(house, 5) > 0.5) & (np.mod(along * 26, 1.0) < 0.3)
    colour[balcony] = (0.16, 0.16, 0.17)
    shop = (storey < 1) & (up < 0.74) & (along > 0.07) & (along < 0.93)
    shut = noise.chance(house, 6) > 0.55
    colour[shop & shut] = (0.24, 0.25, 0.26)
    colour[shop & shut & (np.mod(s.y * 9, 1.0) < 0.22)] = (0.17, 0.18, 0.19)
    colour[shop & ~shut] = (0.12, 0.13, 0.14)
    sign = (storey < 1) & (up >= 0.76) & (up < 0.97) & (along > 0.05) & (along < 0.95)
    hue = noise.chance(house, 7)
    letters = (
        sign & (np.abs(up - 0.865) < 0.055) & (np.mod(along * 13 + hue, 1.0) < 0.62) & (along > 0.2) & (along < 0.8)
    )
    board = np.stack([0.22 + 0.35 * hue, 0.16 + 0.22 * (1 - hue), 0.42 - 0.32 * hue], axis=-1)
    colour[sign] = board[sign]
    colour[letters] = (0.62, 0.68, 0.7)
    s.colour[s.wall] = colour[s.wall]
    _shine_walls(street, s, house, (window & ~frame, storey, pane, columns), (shop & ~shut, sign, letters))


def _shine_walls(
    street: Street,
    s: Surfaces,
    house: NDArray[np.int64],
    windows: tuple[Flags, F32, F32, NDArray[np.int64]],
    shops: tuple[Flags, Flags, Flags],
) -> None:
    window, storey, _, columns = windows
    which = np.floor(np.mod(s.z, 4.6 + 0.5 * s.side) / (4.6 + 0.5 * s.side) * columns).astype(np.int64)
    lit = noise.chance(house, storey.astype(np.int64) * 7 + which, 8)
    warm = np.where((noise.chance(house, which, 9) > 0.35)[..., None], (0.34, 0.56, 0.8), (0.74, 0.74, 0.66))
    shine = np.zeros_like(s.colour)
    on = window & (lit > 0.66)
    shine[on] = (warm * (0.35 + 0.5 * lit)[..., None])[on]
    goods = noise.at(noise.tile(street.seed + 2, 32, 2), s.z / 5, s.y / 5)
    inside = (0.25 + 0.5 * goods + 0.3 * (s.y / STOREY)) * (0.35 + 0.65 * noise.chance(house, 11))
    open_shop, sign, letters = shops
    hue = np.where((noise.chance(house, 12) > 0.7)[..., None], (0.8, 0.82, 0.76), (0.42, 0.68, 0.95))
    shine[open_shop] = (hue * inside[..., None] * 0.8)[open_shop]
    glow = sign & (noise.chance(house, 10) > 0.45)
    shine[glow] = (s.colour * 1.1)[glow]
    shine[glow & letters] = (0.9, 0.95, 1.0)
    s.shine[s.wall] = shine[s.wall].astype(np.float32)


def _paint_ground(street: Street, s: Surfaces) -> None:
    across = np.abs(s.x)
    fine = noise.at(noise.tile(street.seed + 3, 64, 3), s.x / 9, s.z / 9)
    broad = noise.at(noise.tile(street.seed + 4, 4, 4), s.x / 31, s.z / 47)
    asphalt = 0.15 * (0.62 + 0.5 * fine + 0.35 * broad)
    colour = np.stack([asphalt * 1.04, asphalt, asphalt * 0.97], axis=-1)
    near = np.clip(1.2 - s.depth / 90, 0, 1)
    middle = (across < 0.07) & (np.mod(s.z, 6.0) < 3.0)
    edge = np.abs(across - (street.road - 0.35)) < 0.06
    worn = (0.75 * (0.5 + 0.5 * fine) * near)[..., None]
    for lines in (middle, edge, _zebra(street, s, across)):
        colour = np.where(lines[..., None], colour * (1 - worn) + 0.62 * worn, colour)
    tiles = (np.mod(s.x, 0.6) < 0.05) | (np.mod(s.z, 0.6) < 0.05)
    paved = 0.27 * (0.8 + 0.3 * broad) * np.where(tiles & (s.depth < 30), 0.8, 1.0)
    pavement = np.stack([paved * 0.92, paved * 0.97, paved], axis=-1)
    colour = np.where((across > street.road)[..., None], pavement, colour)
    kerb = (across > street.road - 0.02) & (across < street.road + 0.22)
    stripe = np.where((np.mod(s.z, 2.0) < 1.0)[..., None], (0.5, 0.52, 0.54), (0.3, 0.3, 0.31))
    colour = np.where(kerb[..., None], stripe, colour)
    if street.left_open:
        river = (s.x < -street.front) & s.ground
        colour = np.where(river[..., None], (0.14, 0.15, 0.13), colour)
    s.colour[s.ground] = colour[s.ground].astype(np.float32)


def _zebra(street: Street, s: Surfaces, across: F32) -> Flags:
    if not street.zebra:
        return np.zeros(across.shape, bool)
    stripes = (np.abs(s.z - street.zebra) < 1.7) & (np.mod(s.x + 50, 0.9) < 0.48) & (across < street.road - 0.5)
    return np.asarray(stripes, np.bool_)


def heights(street: Street, s: Surfaces) -> F32:
    """Height of the ground in metres above its lowest point: water fills what lies below its level."""
    across = np.abs(s.x)
    crown = 0.10 * np.clip(1 - across / street.road, 0, 1)
    dip = np.minimum(0.00055 * (s.z - street.dip) ** 2, 0.45)
    bumps = 0.05 * noise.at(noise.tile(street.seed + 5, 8, 4), s.x / 17, s.z / 17)
    walk = np.where(across > street.road, 0.16, 0.0)
    ground: F32 = (crown + dip + bumps + walk - 0.025).astype(np.float32)
    return np.where(s.ground, ground, 99.0).astype(np.float32)
