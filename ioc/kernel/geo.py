"""Distances and tiles on the globe; degrees are WGS 84, lon before lat, metres."""

from math import asin, cos, log, pi, radians, sin, sqrt, tan

EARTH_M = 6_371_008.8  # mean radius, IUGG


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance (haversine)."""
    p1, p2 = radians(lat1), radians(lat2)
    a = sin((p2 - p1) / 2) ** 2 + cos(p1) * cos(p2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(a)))


def box(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a square that holds the circle."""
    dlat = radius_m / 111_195
    dlon = dlat / max(0.01, cos(radians(lat)))
    return lon - dlon, lat - dlat, lon + dlon, lat + dlat


def in_words(lon: float, lat: float) -> str:
    """`19,6114° B, 105,7700° Đ`: a point that has no address, as people read it. Places are kept in Vietnamese."""
    north, east = "B" if lat >= 0 else "N", "Đ" if lon >= 0 else "T"
    return f"{abs(lat):.4f}° {north}, {abs(lon):.4f}° {east}".replace(".", ",")


def tile(lon: float, lat: float, zoom: int = 12) -> str:
    """The Web Mercator tile `z/x/y` that holds the point: the cell of telemetry frames."""
    n = 1 << zoom
    x = int((lon + 180) / 360 * n)
    y = int((1 - log(tan(radians(lat)) + 1 / cos(radians(lat))) / pi) / 2 * n)
    return f"{zoom}/{min(max(x, 0), n - 1)}/{min(max(y, 0), n - 1)}"
