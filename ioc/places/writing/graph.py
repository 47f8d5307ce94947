"""Ways become the arrays of streets.npz."""

import itertools
from array import array
from collections.abc import Hashable, Sequence
from math import cos, hypot, radians
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ioc.places.plane import M_PER_DEGREE, Plane

# km/h that a crew's lorry makes in town traffic, by OSM highway class
SPEED_KMH = {
    "motorway": 80,
    "trunk": 55,
    "primary": 40,
    "secondary": 35,
    "tertiary": 30,
    "unclassified": 25,
    "residential": 20,
    "road": 20,
    "living_street": 15,
    "service": 12,
}
SAME_STREET_M = 150.0  # two pieces of one name closer than this are one street


class GraphDraft:
    """Nodes are shared by key, so that ways meet where they share one."""

    def __init__(self) -> None:
        self._index: dict[Hashable, int] = {}
        self._lon, self._lat = array("d"), array("d")
        self._src, self._dst, self._name = array("i"), array("i"), array("i")
        self._seconds, self._metres = array("f"), array("f")
        self._names: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        return list(self._names)

    @property
    def edges(self) -> int:
        return len(self._src)

    def way(
        self, nodes: Sequence[tuple[Hashable, float, float]], highway: str, name: str = "", *, oneway: bool = False
    ) -> None:
        """One street piece through (key, lon, lat) nodes in its direction."""
        metres_per_s = SPEED_KMH[highway] / 3.6
        name_id = self._names.setdefault(name, len(self._names)) if name else -1
        ids = [self._node(*node) for node in nodes]
        for a, b in itertools.pairwise(ids):
            if a != b:
                metres = self._length(a, b)
                self._edge(a, b, metres, metres / metres_per_s, name_id)
                if not oneway:
                    self._edge(b, a, metres, metres / metres_per_s, name_id)

    def _node(self, key: Hashable, lon: float, lat: float) -> int:
        known = self._index.get(key)
        if known is None:
            known = self._index[key] = len(self._lon)
            self._lon.append(lon)
            self._lat.append(lat)
        return known

    def _length(self, a: int, b: int) -> float:
        x = (self._lon[b] - self._lon[a]) * cos(radians(self._lat[a]))
        return M_PER_DEGREE * hypot(x, self._lat[b] - self._lat[a])

    def _edge(self, a: int, b: int, metres: float, seconds: float, name_id: int) -> None:
        self._src.append(a)
        self._dst.append(b)
        self._metres.append(metres)
        self._seconds.append(max(seconds, 0.01))
        self._name.append(name_id)

    @property
    def lon(self) -> NDArray[np.float64]:
        return np.frombuffer(self._lon, np.float64)

    @property
    def lat(self) -> NDArray[np.float64]:
        return np.frombuffer(self._lat, np.float64)

    def save(self, path: Path) -> None:
        np.savez(
            path,
            lon=self.lon,
            lat=self.lat,
            src=np.frombuffer(self._src, np.int32),
            dst=np.frombuffer(self._dst, np.int32),
            seconds=np.frombuffer(self._seconds, np.float32),
            metres=np.frombuffer(self._metres, np.float32),
            name_id=np.frombuffer(self._name, np.int32),
            names=np.array(self.names or [""], np.str_),
        )

    def streets(self) -> list[tuple[str, float, float]]:
        """Every named street once (twice where two streets of the town share a name): name and a point on it."""
        name_id = np.frombuffer(self._name, np.int32)
        named = np.flatnonzero(name_id >= 0)
        if not len(named):
            return []
        src, dst = np.frombuffer(self._src, np.int32)[named], np.frombuffer(self._dst, np.int32)[named]
        metres, name = np.frombuffer(self._metres, np.float32)[named], name_id[named]
        part = self._pieces(src, dst, name)
        order = np.lexsort((np.arange(len(part)), -metres, part))  # the longest edge of each piece first
        best = order[np.unique(part[order], return_index=True)[1]]
        lon, lat = (self.lon[src[best]] + self.lon[dst[best]]) / 2, (self.lat[src[best]] + self.lat[dst[best]]) / 2
        called = self.names
        return [(called[k], x, y) for k, x, y in zip(name[best].tolist(), lon.tolist(), lat.tolist(), strict=True)]

    def _pieces(self, src: NDArray[np.int32], dst: NDArray[np.int32], name: NDArray[np.int32]) -> NDArray[np.int32]:
        """Which piece each named edge belongs to: edges of one name that hang together, or nearly."""
        n = len(self._lon)
        key = np.concatenate([src, dst]) + np.concatenate([name, name]).astype(np.int64) * n
        nodes, local = np.unique(key, return_inverse=True)
        xy = Plane.around(self.lon, self.lat).forward(self.lon, self.lat)[nodes % n]
        floor = (nodes // n)[:, None] * 1e6  # every name on a floor of its own: other names are never near
        near = cKDTree(np.hstack([xy, floor])).query_pairs(SAME_STREET_M, output_type="ndarray")
        rows = np.concatenate([local[: len(src)], near[:, 0]])
        cols = np.concatenate([local[len(src) :], near[:, 1]])
        graph = csr_matrix((np.ones(len(rows), np.int8), (rows, cols)), shape=(len(nodes), len(nodes)))
        part: NDArray[np.int32] = connected_components(graph, directed=False)[1]
        return part[local[: len(src)]]
