"""Cameras: on the longest bridges first, then over the largest junctions, looking along the widest street."""

from math import atan2, degrees

import numpy as np

from demo.siting.network import Network
from demo.siting.shapes import Camera, Junction

APART_M = 250.0
BRIDGES = 12
MOST = 60
LONG = 8.0  # a metre of bridge weighs as much as so many metres nearer to the centre


def site_cameras(net: Network, junctions: list[Junction]) -> list[Camera]:
    spots = [*_bridges(net)[:BRIDGES], *((j.lon, j.lat, f"Ngã {_arms(j.arms)} {j.name}") for j in junctions)]
    found: list[Camera] = []
    taken = np.empty((0, 2))
    middle = (net.xy[net.a] + net.xy[net.b]) / 2
    for lon, lat, name in spots:
        xy = net.plane.forward(lon, lat)
        if len(found) == MOST or (len(taken) and np.hypot(*(taken - xy).T).min() < APART_M):
            continue
        taken = np.vstack([taken, xy])
        near = np.hypot(*(middle - xy).T)
        k = int(np.where(net.main, near, near + APART_M).argmin())
        east, north = net.xy[net.b[k]] - net.xy[net.a[k]]
        bearing = round(degrees(atan2(east, north)) % 360, 1)
        found.append(Camera(f"cam-{len(found) + 1:02d}", lon, lat, name, bearing))
    return found


def _bridges(net: Network) -> list[tuple[float, float, str]]:
    """Main streets whose name says bridge: their middle, long and central ones first."""
    named = [k for k in np.flatnonzero(net.main).tolist() if str(net.name[k]).startswith("Cầu ")]
    groups: dict[str, list[int]] = {}
    for k in named:
        groups.setdefault(str(net.name[k]), []).append(k)
    spots = []
    for name, pieces in groups.items():
        xy = net.xy[np.concatenate([net.a[pieces], net.b[pieces]])].mean(0)
        worth = LONG * float(net.metres[pieces].sum()) - float(net.far(xy[None])[0])
        spots.append((-worth, *net.degrees(xy), name))
    return [spot[1:] for spot in sorted(spots)]


def _arms(count: int) -> str:
    return {3: "ba", 4: "tư", 5: "năm", 6: "sáu"}.get(count, "tư")
