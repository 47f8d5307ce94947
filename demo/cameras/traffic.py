"""What drives by: motorbikes with riders in ponchos, cars, a bus. Small boxes in perspective, and by night lights."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.cameras.lens import Lens
from demo.cameras.light import haze_share
from demo.cameras.street import Street
from demo.cameras.weather import Weather, gloom, haze

U8 = NDArray[np.uint8]
Colour = tuple[float, float, float]
SHIFT = 4
BEGIN, END = 5.0, 120.0  # metres along the street between which vehicles are drawn
DEEP_M = 0.35  # water in which engines die
PONCHOS: tuple[Colour, ...] = (
    (200, 130, 60),
    (80, 70, 190),
    (70, 170, 210),
    (90, 150, 90),
    (190, 120, 190),
    (60, 60, 70),
)
PAINTS: tuple[Colour, ...] = (
    (190, 190, 190),
    (60, 60, 62),
    (70, 50, 140),
    (130, 100, 70),
    (220, 222, 224),
    (95, 95, 100),
)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`lane` is the distance from the middle; away from the camera on the right, towards it on the left."""

    kind: str
    lane: float
    speed: float
    start: float
    colour: Colour
    stalled_at: float | None = None

    @property
    def towards(self) -> bool:
        return self.lane < 0

    def z(self, seconds: float, pace: float) -> float:
        if self.stalled_at is not None:
            return self.stalled_at
        span = END - BEGIN
        gone = (self.start + self.speed * pace * seconds) % span
        return END - gone if self.towards else BEGIN + gone


SHAPES = {"bike": (0.55, 1.0, 1.7), "car": (1.75, 0.85, 4.2), "bus": (2.4, 2.9, 9.0)}


def crowd(street: Street, busy: float) -> list[Vehicle]:
    rng = np.random.default_rng(street.seed + 77)
    found: list[Vehicle] = []
    for number in range(round(13 * busy)):
        kind = str(rng.choice(["bike", "car", "bus"], p=[0.70, 0.26, 0.04]))
        side = -1 if number % 2 else 1
        outer = street.road - 1.1
        lane = side * float(rng.uniform(0.55 * outer, outer) if kind == "bike" else 0.45 * outer)
        colours = PONCHOS if kind == "bike" else PAINTS
        found.append(
            Vehicle(
                kind=kind,
                lane=lane,
                speed=float(rng.uniform(6.5, 9.0) if kind == "bike" else rng.uniform(7.5, 8.5)),
                start=float(rng.uniform(0, END - BEGIN)),
                colour=colours[int(rng.integers(len(colours)))],
            )
        )
    return found


def stalled(street: Street) -> Vehicle:
    """The one that tried, and stands in the water with its hazard lights on."""
    return Vehicle("car", -0.45 * street.road, 0.0, 0.0, PAINTS[0], stalled_at=street.dip + 2)


@dataclass(slots=True)
class Traffic:
    street: Street
    lens: Lens
    vehicles: list[Vehicle]

    def draw(self, picture: U8, seconds: float, weather: Weather) -> None:
        pace = max(0.0, 1.0 - weather.water / DEEP_M) * (1 - 0.3 * weather.rain)
        moving = [v for v in self.vehicles if pace > 0 or v.z(seconds, 0) > self.street.dip + 45]
        if weather.water > 0.8 * DEEP_M:
            moving.append(stalled(self.street))
        for vehicle in sorted(moving, key=lambda v: -v.z(seconds, pace)):
            self._one(picture, vehicle, seconds, weather, pace)

    def _one(self, picture: U8, vehicle: Vehicle, seconds: float, weather: Weather, pace: float) -> None:
        z = vehicle.z(seconds, pace)
        air = float(haze_share(np.float32(z), weather.rain))  # type: ignore[arg-type]  # one depth is a depth
        sunk = max(0.0, weather.water - 0.12)
        if air < 0.93:  # beyond, only its lights come through
            brush = _Brush(self.lens, picture, _veil(weather, air), weather.daylight * gloom(weather), sunk)
            brush.vehicle(vehicle, z)
        self._lights(picture, vehicle, z, seconds, (weather, air))

    def _lights(self, picture: U8, vehicle: Vehicle, z: float, seconds: float, seen: tuple[Weather, float]) -> None:
        weather, air = seen
        power = (1 - weather.daylight) * (1 - 0.55 * air) + 0.75 * weather.daylight * weather.rain
        if power < 0.08:  # lights by day are not worth the drawing
            return
        wide, tall, long = SHAPES[vehicle.kind]
        face = z - long / 2
        head: Colour = (0.80, 0.93, 1.0) if vehicle.towards else (0.12, 0.10, 0.95)
        if vehicle.stalled_at is not None:
            head = (0.08, 0.55, 1.0)
            power *= 1.2 if seconds % 1.0 < 0.5 else 0.15  # hazard lights, once a second
        spots = (0.0,) if vehicle.kind == "bike" else (-wide * 0.36, wide * 0.36)
        for aside in spots:
            up = 0.75 if vehicle.kind != "bus" else 0.9
            column, row, scale = self.lens.project(vehicle.lane + aside, up, face)
            size = (0.62 if vehicle.towards else 0.30) * scale
            glow(picture, (column, row), (size, size), head, power)
            wet = max(weather.rain * 1.4, min(1.0, weather.water * 6))
            if wet > 0.1:  # a dry street mirrors nothing
                below = self.lens.project(vehicle.lane + aside, up, face, mirrored=True)
                middle = (below[0], (below[1] + row) / 2 + tall * 0.2 * scale)
                glow(picture, middle, (size * 0.55, size * 2.6), head, 0.5 * power * min(1.0, wet))


def _veil(weather: Weather, air: float) -> tuple[float, Colour]:
    curve = np.power(1 - np.exp(-1.75 * haze(weather)), 1 / 1.75) * 255
    return air, (float(curve[0]), float(curve[1]), float(curve[2]))


@dataclass(slots=True)
class _Brush:
    lens: Lens
    picture: U8
    veil: tuple[float, Colour]
    daylight: float
    sunk: float

    def vehicle(self, vehicle: Vehicle, z: float) -> None:
        wide, tall, long = SHAPES[vehicle.kind]
        face, x = z - long / 2, vehicle.lane
        body = vehicle.colour
        if vehicle.kind == "bike":
            self._bike(x, face, body)
            return
        self._shadow(x, z, wide, long)
        self._box((x, 0.3, face), (wide, tall - 0.3, long), body)
        if vehicle.kind == "car":
            self._box((x, tall, face + 0.9), (wide * 0.86, 0.55, 2.1), tuple(0.55 * c for c in body), glass=True)  # type: ignore[arg-type]
        else:
            self._plane(
                [(x - 1.05, 1.5, face), (x + 1.05, 1.5, face), (x + 1.05, 2.5, face), (x - 1.05, 2.5, face)],
                (44, 42, 40),
            )

    def _bike(self, x: float, z: float, poncho: Colour) -> None:
        self._shadow(x, z + 0.8, 0.6, 1.7)
        self._plane([(x - 0.10, 0.05, z), (x + 0.10, 0.05, z), (x + 0.13, 0.8, z), (x - 0.13, 0.8, z)], (32, 32, 34))
        cloak = [(x - 0.42, 0.5, z), (x + 0.42, 0.5, z), (x + 0.24, 1.35, z), (x - 0.24, 1.35, z)]
        self._plane(cloak, poncho)
        column, row, scale = self.lens.project(x, 1.55 - self.sunk, z)
        shade = self._shade((150, 150, 156), 1.0)
        cv2.circle(self.picture, _fixed(column, row), max(8, round(0.16 * scale * 16)), shade, -1, cv2.LINE_AA, SHIFT)

    def _shadow(self, x: float, z: float, wide: float, long: float) -> None:
        if self.sunk:
            return
        half, front, back = wide * 0.55, z - long * 0.55, z + long * 0.5
        corners = [(x - half, 0.0, front), (x + half, 0.0, front), (x + half, 0.0, back), (x - half, 0.0, back)]
        ground = 74 if self.daylight else 26
        self._plane(corners, (ground, ground, ground + 2), 0.8)

    def _box(
        self, at: tuple[float, float, float], size: tuple[float, float, float], colour: Colour, *, glass: bool = False
    ) -> None:
        (x, y, z), (wide, tall, long) = at, size
        left, right, top, back = x - wide / 2, x + wide / 2, y + tall, z + long
        inner = left if x > self.lens.x else right
        pane: Colour = (52, 48, 44)
        side = pane if glass else colour
        self._plane([(inner, y, z), (inner, y, back), (inner, top, back), (inner, top, z)], side, 0.62)
        self._plane([(left, top, z), (right, top, z), (right, top, back), (left, top, back)], colour, 1.1)
        self._plane([(left, y, z), (right, y, z), (right, top, z), (left, top, z)], pane if glass else colour, 0.8)

    def _plane(self, corners: list[tuple[float, float, float]], colour: Colour, shade: float = 1.0) -> None:
        spots = [self.lens.project(x, max(0.0, y - self.sunk), z)[:2] for x, y, z in corners]
        fixed = np.asarray([_fixed(*spot) for spot in spots], np.int32)
        cv2.fillConvexPoly(self.picture, fixed, self._shade(colour, shade), cv2.LINE_AA, SHIFT)

    def _shade(self, colour: Colour, shade: float) -> Colour:
        air, veil = self.veil
        light = (0.30 + 0.62 * self.daylight) * shade
        mixed = [min(255.0, c * light) * (1 - air) + v * air for c, v in zip(colour, veil, strict=True)]
        return mixed[0], mixed[1], mixed[2]


def _fixed(column: float, row: float) -> tuple[int, int]:
    return round(column * (1 << SHIFT)), round(row * (1 << SHIFT))


_HALO = 33
_halo = np.square(np.clip(1 - np.hypot(*np.mgrid[-1 : 1 : _HALO * 1j, -1 : 1 : _HALO * 1j]), 0, 1)).astype(np.float32)


def glow(picture: U8, middle: tuple[float, float], size: tuple[float, float], colour: Colour, power: float) -> None:
    """Adds a soft spot of light; `size` is its radius across and up in pixels."""
    height, width = picture.shape[:2]
    across, up = max(2, round(size[0])), max(2, round(size[1]))
    left, top = round(middle[0]) - across, round(middle[1]) - up
    inner = (max(0, left), max(0, top), min(width, left + 2 * across), min(height, top + 2 * up))
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return
    spot = cv2.resize(_halo, (2 * across, 2 * up), interpolation=cv2.INTER_LINEAR)
    spot = spot[inner[1] - top : inner[3] - top, inner[0] - left : inner[2] - left]
    light = cv2.merge([spot * (c * power * 420) for c in colour])
    place = picture[inner[1] : inner[3], inner[0] : inner[2]]
    cv2.add(place, np.minimum(light, 255).astype(np.uint8), dst=place)
