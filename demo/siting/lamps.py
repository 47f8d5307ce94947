"""Lamps: every 40 m along named streets, on alternating sides, wide and central streets first."""

import numpy as np

from demo.siting.network import Network
from demo.siting.shapes import Lamp

SPACING_M = 40.0
OUTSKIRTS_M = 2_200.0  # country roads come last
OUT_M = 45.0  # so much farther from the centre, and 1 km/h faster, weigh the same
KERB_M = {40: 9.0, 35: 7.5, 30: 6.0}  # km/h → half the street's width; 3.5 m for the others


def site_lamps(net: Network) -> list[Lamp]:
    named = np.flatnonzero(net.name != "")
    street_of = np.unique(net.name[named], return_inverse=True)[1]
    away = net.far((net.xy[net.a] + net.xy[net.b])[named] / 2)
    nearest = np.full(street_of.max(initial=0) + 1, np.inf)
    np.minimum.at(nearest, street_of, away - OUT_M * net.kmh[named])
    rank = np.lexsort((away, street_of, nearest[street_of], away > OUTSKIRTS_M))  # street after street, outwards
    found: list[Lamp] = []
    owed: dict[str, float] = {}  # metres walked on each street since its last lamp
    for k in named[rank].tolist():
        street, length = str(net.name[k]), float(net.metres[k])
        walked = owed.get(street, SPACING_M / 2)
        start, end = net.xy[net.a[k]], net.xy[net.b[k]]
        ahead = (end - start) / max(length, 0.1)
        kerb = KERB_M.get(round(float(net.kmh[k]) / 5) * 5, 3.5)
        at = SPACING_M - walked
        while at < length:
            side = 1 if len(found) % 2 else -1
            lon, lat = net.degrees(start + ahead * at + np.array([-ahead[1], ahead[0]]) * kerb * side)
            found.append(Lamp(f"den-{len(found) + 1:05d}", lon, lat, street))
            at += SPACING_M
        owed[street] = (walked + length) % SPACING_M
    return found
