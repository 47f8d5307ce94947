"""What stands along the streets; ids are stable keys, degrees are WGS 84."""

from typing import NamedTuple


class Lamp(NamedTuple):
    id: str
    lon: float
    lat: float
    street: str


class Drain(NamedTuple):
    id: str
    lon: float
    lat: float
    street: str
    downstream: str | None  # None: it runs out into a canal or the river
    elevation: float  # of its bottom, metres
    depth_cm: float  # from its bottom to the street


class Junction(NamedTuple):
    id: str
    lon: float
    lat: float
    name: str  # `Lê Lợi – Hùng Vương`
    arms: int


class Camera(NamedTuple):
    id: str
    lon: float
    lat: float
    name: str
    bearing: float  # degrees from north, where it looks


class Sites(NamedTuple):
    lamps: list[Lamp]
    drains: list[Drain]
    junctions: list[Junction]
    cameras: list[Camera]
