"""Drains: manholes along the streets; the water of each runs along the shortest way to an outlet."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from demo.siting.network import Floats, Ints, Network
from demo.siting.shapes import Drain

SPACING_M = 75.0
SLOPE = 0.0012  # pipes in a delta town are nearly flat
WATER_M = 0.6  # level of canals and river
CATCHMENT_M = 900.0
COVER_M = 0.9  # least depth of a pipe under the street


def outlets_of(net: Network) -> Ints:
    """Where nothing is known about water: a few nodes far from each other, the first near the middle."""
    nodes = np.unique(np.concatenate([net.a, net.b]))
    xy = net.xy[nodes]
    chosen = [int(net.far(xy).argmin())]
    away = np.hypot(*(xy - xy[chosen[0]]).T)
    while away.max() > CATCHMENT_M:
        chosen.append(int(away.argmax()))
        away = np.minimum(away, np.hypot(*(xy - xy[chosen[-1]]).T))
    return nodes[chosen]


def site_drains(net: Network, outlets: Ints, ground: Floats | None = None) -> list[Drain]:
    """Basin after basin, the one with the most central outlet first; within it, from the outlet upwards.

    `ground` is the street's height at every node of the network, where it is known.
    """
    n = len(net.xy)
    matrix = csr_matrix((net.metres, (net.a, net.b)), shape=(n, n))
    away, onward, outlet = dijkstra(
        matrix, directed=False, indices=outlets, return_predecessors=True, min_only=True, limit=2 * CATCHMENT_M
    )
    street = _streets(net)
    wet = np.flatnonzero(np.isfinite(away))
    order = wet[np.lexsort((away[wet], outlet[wet], net.far(net.xy[outlet[wet]])))]
    anchor: dict[int, int] = {}  # node → number of the manhole its water enters
    found: list[Drain] = []
    at: list[float] = []
    for node in order.tolist():
        down = anchor.get(int(onward[node]))
        if down is not None and away[node] - at[down] < SPACING_M:
            anchor[node] = down
            continue
        anchor[node] = len(found)
        at.append(float(away[node]))
        below = found[down] if down is not None else None
        found.append(_manhole(net, node, below, float(away[node]), ground, street, len(found)))
    return found


def _manhole(
    net: Network, node: int, below: Drain | None, away: float, ground: Floats | None, street: dict[int, str], k: int
) -> Drain:
    bottom = WATER_M + SLOPE * away
    if below is not None:
        bottom = max(bottom, below.elevation + 0.01)
    top = max(float(ground[node]) if ground is not None else 0.0, bottom + COVER_M)
    lon, lat = net.degrees(net.xy[node])
    name = street.get(node, "")
    down = below.id if below else None
    return Drain(f"cong-{k + 1:05d}", lon, lat, name, down, round(bottom, 3), round((top - bottom) * 100, 1))


def _streets(net: Network) -> dict[int, str]:
    ends: NDArray[np.int64] = np.concatenate([net.a, net.b])
    names = np.concatenate([net.name, net.name])
    return {int(node): str(name) for node, name in zip(ends, names, strict=True) if name}
