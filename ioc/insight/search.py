"""One box finds everything: addresses, streets, places, incidents, sensors, cameras, crews; marks do not matter."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc.accounts.guard import actor, needs
from ioc.cameras.models import Camera
from ioc.dispatch.access import visible_crews
from ioc.dispatch.models import Crew
from ioc.incidents import queue, titles
from ioc.kernel import house
from ioc.kernel.actor import Actor
from ioc.kernel.http import query, services
from ioc.kernel.i18n import fold
from ioc.kernel.shapes import Shape
from ioc.sensors.models import Sensor

bp = Blueprint("search", __name__, url_prefix="/api/v1")
EACH = 5  # at most this many of one sort

Card = dict[str, Any]
Column = InstrumentedAttribute[str]


class Asked(Shape):
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    limit: int = Field(12, ge=1, le=50)


@bp.get("/search")
@needs("search.use")
def search() -> ResponseReturnValue:
    asked = query(Asked)
    with services().db.read() as session:
        return jsonify(items=find(session, actor(), asked.q, asked.limit), next=None)


def find(session: Session, who: Actor, q: str, limit: int) -> list[Card]:
    """Best first: what is named exactly so, then incidents, places, and things, each sort in turn."""
    words = fold(q).split()
    if not words:
        return []
    sorts = [_incidents(session, who, q), _places(session, q)]
    if who.role != "agency":  # an agency finds its own work and the map, not the city's devices
        sorts += [_sensors(session, words), _cameras(session, words)]
    sorts.append(_crews(session, who, words))
    found = _in_turn(sorts)
    exact = [one for one in found if _is_meant(one, " ".join(words))]
    return [*exact, *(one for one in found if one not in exact)][:limit]


def _is_meant(one: Card, asked: str) -> bool:
    """Its name begins so, or this is its code or key."""
    code = str(one["subtitle"]).partition(" · ")[0]
    return fold(str(one["title"])).startswith(asked) or fold(code) == asked


def _in_turn(sorts: Iterable[Sequence[Card]]) -> list[Card]:
    """The first of each sort, then the second of each …"""
    columns = list(sorts)
    return [one[n] for n in range(max(map(len, columns), default=0)) for one in columns if n < len(one)]


def _incidents(session: Session, who: Actor, q: str) -> list[Card]:
    rows = queue.find(session, who, q, EACH)
    called = titles.said(session, rows)
    return [_card("incident", row.id, called[row.id], f"{row.code} · {row.place}", row.lat, row.lon) for row in rows]


def _places(session: Session, q: str) -> list[Card]:
    pack = house.pack(session)
    if pack is None:
        return []
    kinds = {"street": "street", "address": "address", "ward": "ward"}
    return [
        _card(kinds.get(hit.kind, "place"), hit.id, hit.name, hit.ward if hit.kind != "ward" else "", hit.lat, hit.lon)
        for hit in pack.search(q, EACH)
    ]


def _sensors(session: Session, words: list[str]) -> list[Card]:
    hit = _holds(words, Sensor.folded, Sensor.key)
    rows = session.scalars(select(Sensor).where(hit).order_by(Sensor.id).limit(EACH))
    return [_card("sensor", row.id, row.name, _under(row.key, row.ward), row.lat, row.lon) for row in rows]


def _cameras(session: Session, words: list[str]) -> list[Card]:
    hit = _holds(words, Camera.folded, Camera.key)
    rows = session.scalars(select(Camera).where(hit).order_by(Camera.id).limit(EACH))
    return [_card("camera", row.id, row.name, _under(row.key, row.ward), row.lat, row.lon) for row in rows]


def _crews(session: Session, who: Actor, words: list[str]) -> list[Card]:
    """A city has few crews: they are folded as they are looked at."""
    rows = session.scalars(select(Crew).where(visible_crews(who), Crew.active).order_by(Crew.code))
    hits = [row for row in rows if all(word in fold(f"{row.code} {row.name} {row.leader}") for word in words)]
    return [_card("crew", row.id, row.code, row.leader or row.name, row.lat, row.lon) for row in hits[:EACH]]


def _holds(words: list[str], folded: Column, key: Column) -> ColumnElement[bool]:
    """Every word stands in the name or in the key."""
    return and_(*(or_(folded.contains(word, autoescape=True), key.icontains(word, autoescape=True)) for word in words))


def _under(key: str, ward: str | None) -> str:
    return f"{key} · {ward}" if ward else key


def _card(sort: str, key: int, title: str, subtitle: str, lat: float | None, lon: float | None) -> Card:
    return {"type": sort, "id": key, "title": title, "subtitle": subtitle, "lat": lat, "lon": lon}
