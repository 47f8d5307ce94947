"""The map of the report: folium with everything inside the file. Nothing is fetched, now or when it is read.

folium's templates name scripts on CDNs. The ones a map of ours needs come from the build (static/dist/vendor), the
rest (jQuery, Bootstrap, icon fonts: for markers and popups that we do not use) are left out; anything else that
names a network address is an error, not a request.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import folium
import numpy as np
from markupsafe import escape

VENDOR = Path(__file__).resolve().parents[3] / "static" / "dist" / "vendor"
NEEDED = ((r"leaflet@[^/]+/dist/leaflet\.js", "leaflet.js"), (r"leaflet@[^/]+/dist/leaflet\.css", "leaflet.css"))
LEFT_OUT = ("jquery", "bootstrap", "fontawesome", "awesome-markers", "awesome.rotate", "glyphicons")
SCRIPT = re.compile(r'<script src="(?P<url>https?://[^"]+)"></script>')
STYLE = re.compile(r'<link rel="stylesheet" href="(?P<url>https?://[^"]+)"\s*/?>')
OUTSIDE = r"""\s*=\s*["']?(?:https?:)?//"""
LOADING_TAG = re.compile(
    rf"<(?:script|img|iframe|source|video|audio|embed|link|object)\b[^>]*\b(?:src|href|data){OUTSIDE}"
)
LOADING_STYLE = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import""")
IN_TEMPLATE_LITERAL = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;", "{": "&#123;", "}": "&#125;"})
MOST_STREETS = 6000  # edges; more would be ink, not orientation


class NotSelfContainedError(RuntimeError):
    """The page would load something from the network."""


@dataclass(frozen=True)
class Point:
    """One thing on the map; shape and words say what the colour says."""

    lat: float
    lon: float
    priority: int
    done: bool
    label: str


@dataclass(frozen=True)
class Ground:
    """What is drawn under the points: ward outlines (GeoJSON) and streets (lines of lat, lon), centre and zoom."""

    wards: dict[str, Any] | None
    streets: list[list[tuple[float, float]]]
    center: tuple[float, float]
    zoom: int


@dataclass(frozen=True)
class Parts:
    """The map in three pieces, for the head, the body and the end of a page."""

    head: str
    body: str
    script: str


COLOURS = {1: "#C2201A", 2: "#E98A15", 3: "#F2CD2E", 4: "#66727B"}
SHAPES = {
    1: 'path d="M0-10 10 0 0 10-10 0Z"',
    2: 'path d="M0-9 10 9H-10Z"',
    3: 'rect x="-8" y="-8" width="16" height="16"',
    4: 'circle r="7"',
}


def draw(points: Sequence[Point], ground: Ground, names: tuple[str, str]) -> Parts:
    """Open points are filled, done ones hollow: as on every map of the centre. `names`: of the two layers."""
    chart = folium.Map(
        location=list(ground.center), zoom_start=ground.zoom, tiles=None, prefer_canvas=True, height="100%"
    )
    if ground.streets:
        folium.PolyLine(ground.streets, color="#A3AEB6", weight=1.4, control=False).add_to(chart)
    if ground.wards:
        folium.GeoJson(ground.wards, control=False, style_function=_ward, tooltip=_ward_name(ground.wards)).add_to(
            chart
        )
    for done, name in ((False, names[0]), (True, names[1])):
        layer = folium.FeatureGroup(name=name)
        for point in sorted((one for one in points if one.done is done), key=lambda one: -one.priority):
            _mark(point).add_to(layer)
        layer.add_to(chart)
    folium.LayerControl(collapsed=False).add_to(chart)
    if points:
        chart.fit_bounds(_bounds(points), padding=(30, 30), max_zoom=15)
    return _parts(chart)


def streets_of(pack: Any) -> list[list[tuple[float, float]]]:
    """The longest streets of the city pack as lines of (lat, lon); fewer than MOST_STREETS edges."""
    with np.load(pack.path / "streets.npz") as held:
        lon, lat, src, dst, metres = (held[name] for name in ("lon", "lat", "src", "dst", "metres"))
    once = np.flatnonzero(src < dst)
    longest = once[np.argsort(-metres[once])[:MOST_STREETS]]
    a, b = src[longest], dst[longest]
    ends = np.stack([lat[a], lon[a], lat[b], lon[b]], axis=1).round(5)
    return [[(row[0], row[1]), (row[2], row[3])] for row in ends.tolist()]


def check(page: str) -> str:
    """The page itself, if no tag of it loads anything. What people wrote holds no tags: it is escaped."""
    return _without(LOADING_TAG, page)


def words(text: str) -> str:
    """What people wrote, as folium may put it into its scripts: HTML-escaped, and inert in a template literal."""
    return str(escape(text)).translate(IN_TEMPLATE_LITERAL)


def _without(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found:
        raise NotSelfContainedError(text[max(0, found.start() - 20) : found.end() + 80])
    return text


def _mark(point: Point) -> folium.Marker:
    """P1 diamond, P2 triangle, P3 square, P4 round: the sharper, the more urgent. Filled: open; hollow: done."""
    colour = COLOURS[point.priority]
    style = f'fill="#FFFFFF" stroke="{colour}" stroke-width="3"' if point.done else f'fill="{colour}" stroke="#12181D"'
    html = f'<svg width="22" height="22" viewBox="-12 -12 24 24"><{SHAPES[point.priority]} {style}/></svg>'
    icon = folium.DivIcon(html=html, icon_size=(22, 22), icon_anchor=(11, 11), class_name="mark")
    tooltip = folium.Tooltip(words(point.label), sticky=False)
    # no stops for the keyboard: the lists below say the same, and in words
    return folium.Marker((point.lat, point.lon), icon=icon, tooltip=tooltip, keyboard=False)


def _parts(chart: folium.Map) -> Parts:
    figure = chart.get_root()
    figure.render()
    head = STYLE.sub(_inlined, SCRIPT.sub(_inlined, figure.header.render()))
    return Parts(_without(LOADING_STYLE, head), figure.html.render(), figure.script.render())


def _inlined(found: re.Match[str]) -> str:
    url = found["url"]
    if any(name in url for name in LEFT_OUT):
        return ""
    for pattern, name in NEEDED:
        if re.search(pattern, url):
            body = vendored(name)
            return f"<script>{body}</script>" if name.endswith(".js") else f"<style>{body}</style>"
    raise NotSelfContainedError(url)


@cache
def vendored(name: str) -> str:
    """A file of the build as it may stand inside a page."""
    try:
        text = (VENDOR / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotSelfContainedError(f"static/dist/vendor holds no {name}: run `npm run build`") from None
    text = re.sub(r"(//|/\*)# sourceMappingURL=.*", "", text)
    return (
        re.sub(r"url\((?!data:)[^)]*\)", "none", text)
        if name.endswith(".css")
        else text.replace("</script", "<\\/script")
    )


def _bounds(points: Iterable[Point]) -> list[list[float]]:
    lats, lons = [one.lat for one in points], [one.lon for one in points]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _ward(_feature: Any) -> dict[str, Any]:
    return {"color": "#8A96A0", "weight": 1.2, "dashArray": "4 4", "fillColor": "#F4F6F7", "fillOpacity": 0.35}


def _ward_name(wards: dict[str, Any]) -> folium.GeoJsonTooltip | None:
    named = all("name" in feature.get("properties", {}) for feature in wards.get("features", [])) and wards["features"]
    return folium.GeoJsonTooltip(["name"], labels=False) if named else None
