"""The report as a page: facts and map through one template, then checked to load nothing."""

from datetime import datetime
from typing import Any

import orjson
from flask import render_template
from flask_babel import get_locale, gettext
from markupsafe import Markup

from ioc.incidents.models import Incident
from ioc.insight.report import chart
from ioc.insight.report.facts import Facts
from ioc.insight.report.words import KINDS, STATES
from ioc.kernel import clock, offload

DEFAULT_CENTER, DEFAULT_ZOOM = (16.46, 107.59), 12


def render(facts: Facts, pack: Any, made_at: datetime) -> str:
    """The whole page as text. The map is drawn off the hub: it takes a while."""
    names = (gettext("Đang mở"), gettext("Đã xong trong ca"))
    points = [*_points(facts, facts.open, done=False), *_points(facts, facts.done, done=True)]
    drawn = offload.run(lambda: chart.draw(points, _ground(pack), names))
    page = render_template(
        "shift_report.html",
        facts=facts,
        made_at=made_at,
        city=_city(pack),
        lang=str(get_locale() or "vi"),
        kinds=KINDS,
        states=STATES,
        when=lambda at, form="%H:%M": at.astimezone(facts.zone).strftime(form),
        parse=clock.parse,
        late=lambda row: _late(row, facts.until),
        attribution=pack.manifest.credit if pack is not None else "",
        font=Markup(chart.vendored("font.css")),  # noqa: S704 - a file of our own build
        map_head=Markup(drawn.head),  # noqa: S704 - made by folium from our own numbers and escaped words
        map_body=Markup(drawn.body),  # noqa: S704
        map_script=Markup(drawn.script),  # noqa: S704
    )
    return chart.check(page)


def _points(facts: Facts, rows: list[Incident], *, done: bool) -> list[chart.Point]:
    called = facts.called
    return [chart.Point(row.lat, row.lon, row.priority, done, f"{row.code} · {called[row.id]}") for row in rows]


def _ground(pack: Any) -> chart.Ground:
    if pack is None:
        return chart.Ground(None, [], DEFAULT_CENTER, DEFAULT_ZOOM)
    lon, lat = pack.manifest.center
    wards = orjson.loads((pack.path / "wards.geojson").read_bytes())
    return chart.Ground(wards, chart.streets_of(pack), (lat, lon), int(pack.manifest.zoom))


def _city(pack: Any) -> str:
    if pack is None:
        return ""
    name = pack.manifest.name
    return str(name.en if str(get_locale()) == "en" else name.vi)


def _late(row: Incident, at: datetime) -> bool:
    return row.due_at < at or (row.state in ("open", "triaged") and row.due_dispatch_at < at)
