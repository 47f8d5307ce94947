"""The street graph: how long a crew needs to a place, and which way it goes.

One reverse Dijkstra from the incident gives the time of every crew at once. scipy is imported where it is used:
it takes 20 MB, and the processes that only ask for wards and addresses do without.
"""

from functools import cached_property, lru_cache
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ioc.places.plane import Plane

Point = tuple[float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ACCESS_M_PER_S = 3.0  # from the kerb to the point itself: on foot, or through an alley
TOO_FAR_M = 3_000.0  # a point farther than this from any street is not in this city


class Travel(NamedTuple):
    seconds: float
    metres: float


class _Tree:
    """Shortest ways of every node to one node."""

    def __init__(
        self, root: int, seconds: Floats, onward: NDArray[np.int32], xy: tuple[memoryview, memoryview]
    ) -> None:
        self.seconds = seconds
        self._onward = onward.data  # the next node on the way, negative where there is none
        self._x, self._y = xy
        self._metres = {root: 0.0}  # filled along the ways that are asked for: few of all nodes

    def way(self, node: int) -> list[int]:
        """From the node to the root, both included. The node must reach it."""
        way = [node]
        while (node := self._onward[node]) >= 0:
            way.append(node)
        return way

    def metres(self, node: int) -> float:
        """Length of the way; edges are straight."""
        known, fresh = self._metres, []
        while node not in known:
            fresh.append(node)
            node = self._onward[node]
        metres, x, y = known[node], self._x, self._y
        for back in reversed(fresh):
            metres += hypot(x[back] - x[node], y[back] - y[node])
            known[back] = metres
            node = back
        return metres


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
    def speeds(self) -> NDArray[np.float32]:
        """Metres a second on every directed edge."""
        speeds: NDArray[np.float32] = self._arrays["metres"] / np.maximum(self._arrays["seconds"], 1e-3)
        return speeds

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
    def _columns(self) -> tuple[memoryview, memoryview]:
        x, y = np.ascontiguousarray(self._xy.T)
        return x.data, y.data

    @cached_property
    def _reversed(self) -> Any:
        """Sparse matrix of seconds, every edge turned round."""
        from scipy.sparse import csr_matrix

        n, a = len(self.lon), self._arrays
        key = a["dst"].astype(np.int64) * n + a["src"]
        order = np.lexsort((a["seconds"], key))  # of parallel edges only the fastest counts (csr would add them up)
        key = key[order]
        first = np.ones(len(key), bool)
        first[1:] = key[1:] != key[:-1]
        order = order[first]
        seconds = np.maximum(a["seconds"][order], 1e-3).astype(np.float64)  # a zero would mean: no edge
        return csr_matrix((seconds, (a["dst"][order], a["src"][order])), shape=(n, n))

    @cached_property
    def main(self) -> NDArray[np.bool_]:
        """The nodes from which every other of them can be reached: the city without islands and dead one-ways."""
        from scipy.sparse.csgraph import connected_components

        _, part = connected_components(self._reversed, directed=True, connection="strong")
        main: NDArray[np.bool_] = part == np.bincount(part).argmax()
        return main

    @cached_property
    def _nearest(self) -> tuple[Any, Ints]:
        from scipy.spatial import cKDTree

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
        if away[-1] > TOO_FAR_M:
            return [None] * len(targets)
        tree = self._tree_to(int(node[-1]))
        walk = away[:-1] + away[-1]
        drive = tree.seconds[node[:-1]]
        reached = (away[:-1] <= TOO_FAR_M) & np.isfinite(drive)
        rows = zip(node[:-1].tolist(), walk.tolist(), drive.tolist(), reached.tolist(), strict=True)
        return [Travel(s + w / ACCESS_M_PER_S, tree.metres(n) + w) if ok else None for n, w, s, ok in rows]

    def route(self, a: Point, b: Point) -> list[Point]:
        """The way from a to b, both included; empty where there is none."""
        node, away = self.snap([a, b])
        if away.max() > TOO_FAR_M:
            return []
        way = self._tree_to(int(node[1])).way(int(node[0]))
        return [a, *zip(self.lon[way].tolist(), self.lat[way].tolist(), strict=True), b]

    def _grow(self, root: int) -> _Tree:
        from scipy.sparse.csgraph import dijkstra

        seconds, onward = dijkstra(self._reversed, indices=root, return_predecessors=True)
        return _Tree(root, seconds, onward, self._columns)
