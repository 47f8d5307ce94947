"""The streets around the centre as an undirected network, in metres on a plane."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioc.places.plane import Plane
from ioc.places.streets import StreetGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MAIN_KMH = 29.0  # tertiary and above


@dataclass(frozen=True, slots=True)
class Network:
    plane: Plane
    xy: Floats  # of every node, (N, 2)
    a: Ints  # one end of every street piece
    b: Ints  # the other
    metres: Floats
    kmh: Floats
    name: NDArray[np.str_]
    centre: Floats

    @classmethod
    def of(cls, streets: StreetGraph, centre: tuple[float, float], radius_m: float) -> "Network":
        src, dst, metres, name_id = streets.edges
        plane = streets.plane
        xy, middle = plane.forward(streets.lon, streets.lat), plane.forward(*centre)
        near = streets.main & (np.hypot(*(xy - middle).T) <= radius_m)
        kept = np.flatnonzero(near[src] & near[dst])
        low, high = np.minimum(src, dst)[kept], np.maximum(src, dst)[kept]
        _, first = np.unique(low.astype(np.int64) * len(xy) + high, return_index=True)
        kept = kept[first]
        name = np.where(name_id[kept] >= 0, streets.names[name_id[kept]], "")
        kmh = streets.speeds[kept].astype(np.float64) * 3.6
        ends = src[kept].astype(np.int64), dst[kept].astype(np.int64)
        return cls(plane, xy, *ends, metres[kept].astype(np.float64), kmh, name, middle)

    @property
    def main(self) -> NDArray[np.bool_]:
        return self.kmh >= MAIN_KMH

    def degrees(self, node_or_xy: Floats) -> tuple[float, float]:
        lon, lat = self.plane.back(node_or_xy).tolist()
        return round(lon, 6), round(lat, 6)

    def far(self, xy: Floats) -> Floats:
        """Metres from the centre."""
        east, north = (xy - self.centre).T
        away: Floats = np.hypot(east, north)
        return away
