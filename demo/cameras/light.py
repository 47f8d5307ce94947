"""Light on the surfaces: street lamps and shops by night, an overcast sky by day."""

import cv2
import numpy as np

from demo.cameras import noise
from demo.cameras.lens import F32, HORIZON, Lens
from demo.cameras.street import Street
from demo.cameras.surfaces import FAR, Surfaces

SODIUM, WHITE = (0.40, 0.70, 1.0), (0.95, 0.92, 0.86)
NIGHT_SKY, NIGHT_GLOW = (0.055, 0.05, 0.045), (0.16, 0.19, 0.22)
DAY_SKY, DAY_LOW = (0.66, 0.60, 0.55), (0.78, 0.78, 0.76)


def lamp_colour(street: Street) -> F32:
    return np.asarray(WHITE if street.white_light else SODIUM, np.float32)


def by_night(street: Street, s: Surfaces) -> F32:
    lit = np.zeros(s.depth.shape, np.float32)
    for lamp in street.lamps:
        across, along, up = s.x - lamp.head_x, s.z - lamp.z, lamp.tall - s.y
        square = across**2 + along**2 + up**2
        cosine = np.where(s.wall, np.abs(across), np.abs(up)) / np.sqrt(square)
        lit += 34.0 * cosine / (square + 6.0)
    shops = np.zeros_like(lit)
    if not street.left_open:
        shops += 0.35 / (1 + np.maximum(0, s.x + street.front) ** 2 * 0.6)
    shops += 0.35 / (1 + np.maximum(0, street.front - s.x) ** 2 * 0.6)
    light = lit[..., None] * lamp_colour(street) + np.asarray((0.075, 0.06, 0.05), np.float32)
    light += np.where(s.ground, shops, 0.0)[..., None] * np.asarray((0.45, 0.7, 0.95), np.float32)
    colour = s.colour * light + s.shine
    return _with_sky(street, s, colour, NIGHT_SKY, NIGHT_GLOW)


def by_day(street: Street, s: Surfaces) -> F32:
    # Under an overcast sky fronts get less than the street, and both get it from above.
    light = np.where(s.ground, 1.2, 0.95 + 0.02 * np.minimum(s.y, 12.0)).astype(np.float32)
    colour = s.colour * light[..., None] * np.asarray((1.02, 1.0, 0.97), np.float32) + s.shine * 0.18
    return _with_sky(street, s, colour, DAY_SKY, DAY_LOW)


def _with_sky(street: Street, s: Surfaces, colour: F32, high: tuple[float, ...], low: tuple[float, ...]) -> F32:
    rows = np.linspace(0, 1, s.depth.shape[0], dtype=np.float32)[:, None, None]
    cloud = noise.at(
        noise.tile(street.seed + 6, 4, 5),
        np.broadcast_to(np.linspace(0, 0.7, s.depth.shape[1], dtype=np.float32), s.depth.shape),
        np.broadcast_to(rows[..., 0] * 1.3, s.depth.shape),
    )
    amount = np.clip(rows / 0.33, 0, 1) ** 1.5
    sky = np.asarray(high, np.float32) * (1 - amount) + np.asarray(low, np.float32) * amount
    sky = sky * (0.82 + 0.36 * cloud)[..., None]
    return np.where(s.sky[..., None], sky, colour).astype(np.float32)


def far_bank(street: Street, lens: Lens, s: Surfaces, night: F32, day: F32) -> None:
    """Over the river: the other bank with its trees, and by night its row of lights."""
    if not street.left_open:
        return
    water = s.ground & (s.x < -street.front)
    columns = np.arange(lens.width)
    horizon = lens.height * HORIZON
    ridge = 4 + 9 * noise.tile(street.seed + 7, 16)[0][columns * 512 // lens.width % 512]
    rows = np.arange(lens.height, dtype=np.float32)[:, None]
    # Only where the view goes out over the river and nothing nearer stands.
    open_side = np.asarray(np.maximum.accumulate(np.any(water, axis=0)[::-1])[::-1], np.bool_)
    low = np.asarray((rows > horizon - ridge[None, :]) & (rows <= horizon + 1), np.bool_)
    bank = s.sky & low & open_side[None, :]
    night[bank], day[bank] = (0.035, 0.035, 0.03), (0.34, 0.38, 0.34)
    s.depth[bank] = 160
    for number in range(0, lens.width, 23):
        row = round(horizon - 2)
        if bank[row, number]:
            night[row - 1 : row + 1, number : number + 2] = (0.7, 1.1, 1.5)
            s.shine[row - 1 : row + 1, number : number + 2] = (0.3, 0.6, 0.9)


def bloom(shine: F32) -> F32:
    """What glass and mist make of bright things: three halos, the widest from a small picture."""
    height, width = shine.shape[:2]
    total = cv2.GaussianBlur(shine, (0, 0), 2.2) * 0.55
    for shrink, sigma, weight in ((4, 3.5, 0.5), (8, 7.0, 0.55)):
        small = cv2.resize(shine, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
        total += cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma), (width, height)) * weight
    return np.asarray(total, np.float32)


def haze_share(depth: F32, rain: float) -> F32:
    """How much of what is seen is air: little on a clear evening, much in rain."""
    thickness = 0.0022 + 0.011 * rain
    return (1 - np.exp(-thickness * np.minimum(depth, FAR * 0.75))).astype(np.float32)
