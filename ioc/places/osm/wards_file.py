"""Somebody's GeoJSON of wards → our wards.geojson: {code, name, name_en, full_name}, valid polygons only."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from shapely import make_valid
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, box, mapping, shape
from shapely.ops import unary_union

from ioc.places.errors import ImportRefused
from ioc.places.fold import fold

NAME_KEYS = ("name", "name:vi", "ten_xa", "tenxa", "ten", "ward", "ward_name", "name_3", "name_2", "shapename", "label")
FULL_KEYS = ("fullname", "full_name", "official_name", "ten_day_du")
CODE_KEYS = ("code", "ward_code", "ma_xa", "maxa", "ma", "ref", "gso", "id", "gid", "shapeid")
ENGLISH_KEYS = ("name_en", "name:en", "nameen", "fullname_en", "fullnameen")
SORTS = {"phường": "Ward", "xã": "Commune", "thị trấn": "Township", "đặc khu": "Special Zone"}
GLOBE = box(-180, -90, 180, 90)
BOUNDARY = ("Polygon", "MultiPolygon")


class WardShape(NamedTuple):
    code: str
    name: str
    name_en: str
    full_name: str
    area: Any  # shapely polygon or multipolygon


def read_wards(path: Path) -> list[WardShape]:
    """Every polygon of the file as a ward; raises ImportRefused with the reason when there is none."""
    features = _features(path)
    found = []
    for at, feature in enumerate(features):
        geometry, properties = feature.get("geometry"), feature.get("properties")
        if isinstance(geometry, dict) and geometry.get("type") in BOUNDARY:
            told = properties if isinstance(properties, dict) else {}
            found.append(_ward(told, _area(path, at, geometry), at))
    if not found:
        raise ImportRefused(f"{path} holds no ward: not one of its {len(features)} features is a polygon.")
    return found


def wards_geojson(wards: Iterable[WardShape]) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": w.code, "name": w.name, "name_en": w.name_en, "full_name": w.full_name},
            "geometry": mapping(w.area),
        }
        for w in wards
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ImportRefused(f"{path} does not exist.") from None
    except (OSError, ValueError) as e:
        raise ImportRefused(f"{path} is no GeoJSON: {e}.") from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise ImportRefused(f"{path} is no GeoJSON FeatureCollection.")
    return features


def _area(path: Path, at: int, geometry: dict[str, Any]) -> Any:
    try:
        area = shape(geometry)
        if not area.is_valid:
            area = make_valid(area)
    except (ShapelyError, ValueError, TypeError, IndexError) as e:
        raise ImportRefused(f"{path}: the polygon of feature {at + 1} cannot be read: {e}.") from None
    parts = [g for g in getattr(area, "geoms", [area]) if g.geom_type in BOUNDARY]
    area = unary_union(parts) if parts else MultiPolygon()
    if area.is_empty or not GLOBE.contains(area):
        raise ImportRefused(f"{path}: the polygon of feature {at + 1} is empty or not in degrees (WGS 84).")
    return area


def _ward(properties: dict[str, Any], area: Any, at: int) -> WardShape:
    told = {str(k).lower(): str(v).strip() for k, v in properties.items() if v not in (None, "")}
    full = _first(told, FULL_KEYS) or _first(told, NAME_KEYS) or f"Phường {at + 1}"
    name = _short(_first(told, NAME_KEYS) or full)
    code = _first(told, CODE_KEYS) or f"W{at + 1:03d}"
    return WardShape(code, name, _first(told, ENGLISH_KEYS) or _english(full, name), full, area)


def _first(told: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((told[k] for k in keys if told.get(k)), "")


def _short(name: str) -> str:
    """`Phường Vỹ Dạ` → `Vỹ Dạ`; but `Phường 5` stays whole: a bare number names nothing."""
    for sort in SORTS:
        rest = name[len(sort) :].strip()
        if name.lower().startswith(sort + " ") and not rest.isdigit():
            return rest
    return name


def _english(full: str, name: str) -> str:
    bare = " ".join(word.capitalize() for word in fold(name).split())
    kind = next((en for vi, en in SORTS.items() if full.lower().startswith(vi + " ")), "")
    return f"{bare} {kind}".strip()
