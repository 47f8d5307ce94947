"""The street graph: how long a crew needs to a place, and which way it goes.

One reverse Dijkstra from the incident gives the time of every crew at once.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from ioc.places.plane import Plane

Point = tuple[float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ACCESS_M_PER_S = 3.0  # from the kerb to the point itself: on foot, or through an alley
TOO_FAR_M = 3_000.0  # a point farther than this from any street is not in this city


class Travel(NamedTuple):
    seconds: float
    metres: float


@dataclass(frozen=True, slots=True)
class _Tree:
    """Shortest ways of every node to one node. `onward` is the next node on the way, negative where there is none."""

    seconds: Floats
    onward: Ints
    metres: Floats


class StreetGraph:
    """`streets.npz` of a pack, read when first used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree_to = lru_cache(maxsize=8)(self._grow)

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any]]:
        with np.load(self._path, allow_pickle=False) as stored:
            return {k: stored[k] for k in stored.files}

    @property
    def lon(self) -> Floats:
        return self._arrays["lon"]

    @property
    def lat(self) -> Floats:
        return self._arrays["lat"]

    @property
    def edges(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
        """src, dst, metres and name_id of every directed edge."""
        a = self._arrays
        return a["src"], a["dst"], a["metres"], a["name_id"]

    @property
    def names(self) -> NDArray[np.str_]:
        return self._arrays["names"]

    @cached_property
    def plane(self) -> Plane:
        return Plane.around(self.lon, self.lat)

    @cached_property
    def _xy(self) -> Floats:
        return self.plane.forward(self.lon, self.lat)

    @cached_property
    def _matrix(self) -> tuple[Any, Ints, Floats]:
        """Reversed graph in seconds; and, by sorted key `dst·N + src`, the metres of each edge."""
        n, a = len(self.lon), self._arrays
        key = a["dst"].astype(np.int64) * n + a["src"]
        order = np.lexsort((a["seconds"], key))  # of parallel edges only the fastest counts (csr would add them up)
        key = key[order]
        first = np.ones(len(key), bool)
        first[1:] = key[1:] != key[:-1]
        order, key = order[first], key[first]
        seconds = np.maximum(a["seconds"][order], 1e-3).astype(np.float64)  # a zero would mean: no edge
        matrix = csr_matrix((seconds, (a["dst"][order], a["src"][order])), shape=(n, n))
        return matrix, key, a["metres"][order].astype(np.float64)

    @cached_property
    def main(self) -> NDArray[np.bool_]:
        """The nodes from which every other of them can be reached: the city without islands and dead one-ways."""
        _, part = connected_components(self._matrix[0], directed=True, connection="strong")
        main: NDArray[np.bool_] = part == np.bincount(part).argmax()
        return main

    @cached_property
    def _nearest(self) -> tuple[Any, Ints]:
        ids = np.flatnonzero(self.main)
        return cKDTree(self._xy[ids]), ids

    def snap(self, places: list[Point]) -> tuple[Ints, Floats]:
        """The nearest node of the main part, and the metres to it, for each place."""
        tree, ids = self._nearest
        at = np.asarray(places, float).reshape(-1, 2)
        away, k = tree.query(self.plane.forward(at[:, 0], at[:, 1]))
        return ids[k], away

    def travel(self, targets: list[Point], to: Point) -> list[Travel | None]:
        """Time and way of each target to `to`; None where it is not in this city."""
        if not targets:
            return []
        node, away = self.snap([*targets, to])
        tree = self._tree_to(int(node[-1]))
        walk = away[:-1] + away[-1]
        seconds = tree.seconds[node[:-1]] + walk / ACCESS_M_PER_S
        metres = tree.metres[node[:-1]] + walk
        near = (away[:-1] <= TOO_FAR_M) & (away[-1] <= TOO_FAR_M) & np.isfinite(seconds)
        rows = zip(near.tolist(), seconds.tolist(), metres.tolist(), strict=True)
        return [Travel(round(s, 1), round(m, 1)) if ok else None for ok, s, m in rows]

    def route(self, a: Point, b: Point) -> list[Point]:
        """The way from a to b, both included; empty where there is none."""
        node, away = self.snap([a, b])
        if away.max() > TOO_FAR_M:
            return []
        onward = self._tree_to(int(node[1])).onward
        at, way = int(node[0]), [int(node[0])]
        while at != node[1]:
            at = int(onward[at])
            if at < 0:
                return []
            way.append(at)
        return [a, *zip(self.lon[way].tolist(), self.lat[way].tolist(), strict=True), b]

    def _grow(self, root: int) -> _Tree:
        matrix, key, length = self._matrix
        seconds, onward = dijkstra(matrix, indices=root, return_predecessors=True)
        n = len(seconds)
        jump = np.where(onward >= 0, onward, np.arange(n)).astype(np.int64)
        has = np.flatnonzero(onward >= 0)
        metres = np.zeros(n)
        metres[has] = length[np.searchsorted(key, jump[has] * n + has)]
        while True:  # pointer doubling: after k rounds each node has summed up 2^k edges of its way
            further = jump[jump]
            if np.array_equal(further, jump):
                return _Tree(seconds, onward.astype(np.int64), metres)
            metres += metres[jump]
            jump = further
