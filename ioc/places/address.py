"""Where a point is, in words: `gần 112 Nguyễn Sinh Cung`."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioc.kernel.geo import in_words
from ioc.places.directory import Directory
from ioc.places.streets import StreetGraph

AT_THE_DOOR_M = 25.0
SAME_STREET_M = 250.0  # a street farther away says nothing about the point
NUMBER_KNOWN_M = 150.0  # a house number farther away neither
STILL_SAYS_M = 20_000.0  # beyond the wards a street this far away is still better than two numbers
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Address:
    street: str  # "" where no named street is near
    ward: str
    text: str
    metres: float  # to the street or the door
    number: str = ""  # house number, exact or interpolated


class _Near(NamedTuple):
    name: str
    metres: float
    along: NDArray[np.float64]  # unit vector of the street here


class _Door(NamedTuple):
    number: str
    street: str
    metres: float
    offset: NDArray[np.float64]  # metres east and north of the point asked about


class AddressBook:
    """Nearest street and house number; arrays are built when first used."""

    def __init__(self, streets: StreetGraph, directory: Directory) -> None:
        self._streets = streets
        self._directory = directory

    @cached_property
    def _named(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32], float]:
        """Named edges ordered by the x of their start: start, end, name_id; and the longest edge."""
        src, dst, metres, name_id = self._streets.edges
        named = np.flatnonzero(name_id >= 0)
        xy = self._streets.plane.forward(self._streets.lon, self._streets.lat)
        named = named[np.argsort(xy[src[named], 0], kind="stable")]
        longest = float(metres[named].max()) if len(named) else 0.0
        return xy[src[named]], xy[dst[named]], name_id[named], longest

    @cached_property
    def _doors(self) -> tuple[NDArray[np.float64], list[tuple[str, str]]]:
        """Known addresses ordered by x, with their number and street."""
        rows = self._directory.rows("SELECT lon, lat, name, detail FROM place WHERE kind = 'address' ORDER BY lon")
        at = np.array([row[:2] for row in rows], float).reshape(-1, 2)
        words = [(name.removesuffix(street).strip(), street) for _, _, name, street in rows]
        return self._streets.plane.forward(at[:, 0], at[:, 1]), words

    def find(self, lon: float, lat: float, ward: str) -> Address:
        at = self._streets.plane.forward(lon, lat)
        street, doors = self._street(at), self._doors_near(at)
        door = min(doors, key=lambda d: d.metres, default=None)
        if door and door.metres <= AT_THE_DOOR_M and (street is None or door.metres <= street.metres):
            return Address(door.street, ward, f"{door.number} {door.street}", round(door.metres, 1), door.number)
        if street is None:
            return Address("", ward, ward or self._far(at) or f"ngoài bản đồ ({in_words(lon, lat)})", 0.0)
        number = _number(doors, street)
        text = f"gần {number} {street.name}" if number else street.name
        return Address(street.name, ward, text, round(street.metres, 1), number)

    def _street(self, at: NDArray[np.float64]) -> _Near | None:
        start, end, name_id, longest = self._named
        reach = SAME_STREET_M + longest
        low, high = np.searchsorted(start[:, 0], (at[0] - reach, at[0] + reach))
        if low == high:
            return None
        a, way = start[low:high], end[low:high] - start[low:high]
        length2 = np.maximum((way**2).sum(1), 1e-9)
        part = np.clip(((at - a) * way).sum(1) / length2, 0, 1)
        away = np.hypot(*(a + part[:, None] * way - at).T)
        k = int(away.argmin())
        if away[k] > SAME_STREET_M:
            return None
        name = str(self._streets.names[name_id[low + k]])
        return _Near(name, float(away[k]), way[k] / np.sqrt(length2[k]))

    def _far(self, at: NDArray[np.float64]) -> str:
        """`cách Lê Lợi 1,2 km`: for a point beyond the wards, the nearest street that still says where that is."""
        start, _end, name_id, _longest = self._named
        away = np.hypot(*(start - at).T)
        if not len(away) or away.min() > STILL_SAYS_M:
            return ""
        k = int(away.argmin())
        kilometres = f"{away[k] / 1000:.1f}".replace(".", ",")
        return f"cách {self._streets.names[name_id[k]]} {kilometres} km"

    def _doors_near(self, at: NDArray[np.float64]) -> list[_Door]:
        xy, words = self._doors
        low, high = np.searchsorted(xy[:, 0], (at[0] - NUMBER_KNOWN_M, at[0] + NUMBER_KNOWN_M))
        offset = xy[low:high] - at
        away = np.hypot(*offset.T)
        near = np.flatnonzero(away <= NUMBER_KNOWN_M).tolist()
        return [_Door(words[low + i][0], words[low + i][1], float(away[i]), offset[i]) for i in near]


def _number(doors: list[_Door], street: _Near) -> str:
    """The number that should stand here: between the next ones on the nearest door's side, else the nearest's."""
    doors = [d for d in doors if d.street == street.name]
    if not doors:
        return ""
    ahead = [float(d.offset @ street.along) for d in doors]
    side = [bool(street.along[0] * d.offset[1] > street.along[1] * d.offset[0]) for d in doors]
    nearest = min(range(len(doors)), key=lambda i: abs(ahead[i]))
    rows = zip(doors, ahead, side, strict=True)
    plain = [(a, int(d.number)) for d, a, s in rows if s == side[nearest] and _NUMBER.fullmatch(d.number)]
    return _between(plain) or doors[nearest].number


def _between(doors: list[tuple[float, int]]) -> str:
    """Linear between the last number behind and the first ahead, when both are odd or both even."""
    behind = max((d for d in doors if d[0] <= 0), default=None)
    front = min((d for d in doors if d[0] > 0), default=None)
    if behind is None or front is None or (behind[1] - front[1]) % 2:
        return ""
    share = -behind[0] / (front[0] - behind[0])
    return str(behind[1] + round((front[1] - behind[1]) * share / 2) * 2)


def spoken(text: str, language: str) -> str:
    """An address as it is kept, for a reader: names stay, the words around them are in the reader's language."""
    if language != "vi":
        for ours, theirs in (("gần ", "near "), ("ngoài bản đồ", "off the map")):
            if text.startswith(ours):
                return theirs + text.removeprefix(ours)
    return text
