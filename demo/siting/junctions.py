"""Traffic junctions: where main streets of different names meet, wide and central ones first, not closer than 120 m."""

from collections import defaultdict

import numpy as np

from demo.siting.network import Network
from demo.siting.shapes import Junction

APART_M = 120.0
ARMS = 3
OUT_M = 25.0  # so far from the centre weighs as much as 1 km/h less


def site_junctions(net: Network) -> list[Junction]:
    arms: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(net.main | (net.name != "")).tolist():
        arms[int(net.a[k])].append(k)
        arms[int(net.b[k])].append(k)
    weighed = []
    for node, pieces in arms.items():
        names = _names(net, pieces)
        if len(pieces) >= ARMS and len(names) > 1 and net.main[pieces].any():
            worth = float(net.kmh[pieces].sum()) - float(net.far(net.xy[[node]])[0]) / OUT_M
            weighed.append((-worth, node, names, len(pieces)))
    found: list[Junction] = []
    taken = np.empty((0, 2))
    for _, node, names, count in sorted(weighed):
        xy = net.xy[node]
        if len(taken) and np.hypot(*(taken - xy).T).min() < APART_M:
            continue
        taken = np.vstack([taken, xy])
        lon, lat = net.degrees(xy)
        found.append(Junction(f"nut-{len(found) + 1:04d}", lon, lat, " – ".join(names[:2]), count))
    return found


def _names(net: Network, pieces: list[int]) -> list[str]:
    """The names that meet here, the widest street first."""
    by_width = sorted(pieces, key=lambda k: (-float(net.kmh[k]), str(net.name[k])))
    return list(dict.fromkeys(str(net.name[k]) for k in by_width if net.name[k]))
