"""Land and sea: split the box along the coastline, or trust the wards where the coast is torn."""

from collections.abc import Sequence
from typing import Any

from shapely.geometry import LineString, Point, box
from shapely.ops import linemerge, polygonize, unary_union

from ioc.places.writing.basemap import BBox

_BESIDE = 2e-5  # degrees, about 2 m


def land_of(bbox: BBox, coast: Sequence[Any], wards: Sequence[Any]) -> Any:
    """The land inside the box. Without any coastline all of it is land."""
    frame = box(*bbox)
    if not coast:
        return frame
    lines = unary_union(list(coast)).intersection(frame)
    parts = list(polygonize(unary_union([lines, frame.boundary])))
    if len(parts) < 2:  # noqa: PLR2004 - a coast that does not cut the box in two says nothing about its sides
        return unary_union(list(wards)).intersection(frame)
    merged = linemerge(lines) if lines.geom_type == "MultiLineString" else lines
    shores = [g for g in getattr(merged, "geoms", [merged]) if isinstance(g, LineString)]
    return unary_union([p for p in parts if not _is_sea(p, shores)])


def _is_sea(part: Any, shores: Sequence[Any]) -> bool:
    """OpenStreetMap draws coastlines with the land on their left."""
    for shore in shores:
        if shore.distance(part) > 1e-9:  # noqa: PLR2004 - touching, up to rounding
            continue
        a, b = shore.interpolate(0.5, normalized=True), shore.interpolate(0.5001, normalized=True)
        x, y = b.x - a.x, b.y - a.y
        length = (x * x + y * y) ** 0.5 or 1.0
        x, y = x / length * _BESIDE, y / length * _BESIDE
        if part.contains(Point(a.x - y, a.y + x)):
            return False
        if part.contains(Point(a.x + y, a.y - x)):
            return True
    return False
