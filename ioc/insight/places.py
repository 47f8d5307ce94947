"""The city pack over HTTP: the base map for every page, and where a point is, in words."""

from flask import Blueprint, jsonify, send_from_directory
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from pydantic import Field

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.incidents.place import place_of
from ioc.kernel import house
from ioc.kernel.errors import NotFound
from ioc.kernel.http import query, services
from ioc.kernel.shapes import Shape
from ioc.places.address import spoken

bp = Blueprint("places", __name__)
FILES = {
    "basemap.pmtiles": "application/octet-stream",
    "wards.geojson": "application/geo+json",
    "pack.json": "application/json",
}
AN_HOUR = 3600


class Spot(Shape):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


@bp.get("/pack/<any('basemap.pmtiles', 'wards.geojson', 'pack.json'):name>")
@needs(PUBLIC)
def file(name: str) -> ResponseReturnValue:
    """Whole, or the ranges of it that a map asks for; kept by browsers, and asked about again after an hour."""
    pack = services().pack
    if pack is None:
        raise NotFound(_("Trung tâm này chưa có bản đồ thành phố."))
    return send_from_directory(pack.path, name, mimetype=FILES[name], max_age=AN_HOUR, conditional=True)


@bp.get("/api/v1/places/reverse")
@needs("places.view")
def reverse() -> ResponseReturnValue:
    spot = query(Spot)
    with services().db.read() as session:
        pack = house.pack(session)
        if pack is None:
            place = place_of(session, spot.lon, spot.lat)
            return jsonify(text=place.text, street=None, ward=None)
        found = pack.reverse(spot.lon, spot.lat)
        text = spoken(found.text, str(get_locale()))
        return jsonify(text=text, street=found.street or None, ward=found.ward or None)
