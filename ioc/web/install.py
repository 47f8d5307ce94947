"""What a phone or tablet needs to put us on its home screen: a manifest for each door, and icons.

A browser asks for a manifest without cookies: the page that leads to it names the language (`?lang=`).
"""

import json
from typing import Any

from flask import Blueprint, Response, current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.http import services
from ioc.web.assets import asset

bp = Blueprint("install", __name__)


@bp.get("/manifest.webmanifest")
@needs(PUBLIC)
def citizens() -> Response:
    """It opens where one reports; the pages of reports stand within it."""
    return manifest(f"{_('Toàn Cảnh')} {_city()}".strip(), _("Phản ánh"), start="/report", scope="/")


@bp.get("/crew/manifest.webmanifest")
@needs(PUBLIC)
def crews() -> Response:
    return manifest(f"{_('Tổ hiện trường')} {_city()}".strip(), _("Tổ hiện trường"), start="/crew", scope="/crew")


def manifest(name: str, short: str, *, start: str, scope: str) -> Response:
    shape = {
        "name": name,
        "short_name": short,
        "lang": str(get_locale() or "vi"),
        "id": start,
        "start_url": start,
        "scope": scope,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [*_icons()],
    }
    return current_app.response_class(json.dumps(shape, ensure_ascii=False), mimetype="application/manifest+json")


def _icons() -> list[dict[str, Any]]:
    """The mark keeps clear of the edge, so that the same picture may be cut to any shape (maskable)."""
    drawn = {"src": asset("static/src/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    found = [drawn]
    for size in (192, 512):
        picture = {"src": asset(f"static/src/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        found += [{**picture, "purpose": purpose} for purpose in ("any", "maskable")]
    return found


def _city() -> str:
    pack = services().pack
    if pack is None:
        return ""
    name = pack.manifest.name
    return str(name.en if str(get_locale()) == "en" else name.vi)
