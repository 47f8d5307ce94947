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
        src, dst = np.frombuffer(self._src, np.int32), np.frombuffer(self._dst, np.int32)
        name_id = np.frombuffer(self._name, np.int32)
        metres = np.frombuffer(self._metres, np.float32)
        order = np.argsort(name_id, kind="stable")
        bounds = np.searchsorted(name_id[order], np.arange(len(self._names) + 1))
        xy = Plane.around(self.lon, self.lat).forward(self.lon, self.lat)
        found: list[tuple[str, float, float]] = []
        for k, name in enumerate(self._names):
            edges = order[bounds[k] : bounds[k + 1]]
            for piece in _pieces(src[edges], dst[edges], xy):
                best = edges[piece][metres[edges[piece]].argmax()]
                ends = [src[best], dst[best]]
                found.append((name, float(self.lon[ends].mean()), float(self.lat[ends].mean())))
        return found


def _pieces(src: NDArray[np.int32], dst: NDArray[np.int32], xy: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Edges of one name in groups that hang together."""
    nodes, local = np.unique(np.concatenate([src, dst]), return_inverse=True)
    a, b = local[: len(src)], local[len(src) :]
    near = cKDTree(xy[nodes]).query_pairs(SAME_STREET_M, output_type="ndarray")
    rows, cols = np.concatenate([a, near[:, 0]]), np.concatenate([b, near[:, 1]])
    n = len(nodes)
    count, part = connected_components(csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(n, n)), directed=False)
    return [np.flatnonzero(part[a] == k) for k in range(count)]
