"""What lets the tablet's page live without network: its manifest, and its service worker with the files to keep."""

import hashlib
import json

from flask import Blueprint, Response, current_app
from flask_babel import gettext as _

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.http import services
from ioc.web.assets import DIST, asset, everything

bp = Blueprint("offline", __name__, url_prefix="/crew")
WORKER = "static/src/pages/sw.ts"


@bp.get("/sw.js")
@needs(PUBLIC)
def worker() -> Response:
    """One script at a stable address; a new build makes it a new one, and the browser takes it by itself."""
    kept = everything("crew")
    text = (DIST / asset(WORKER).removeprefix("/static/dist/")).read_text("utf-8")
    build = hashlib.sha256("".join([*kept, text]).encode()).hexdigest()[:12]
    answer = Response(f"const ASSETS={json.dumps(kept)},BUILD={json.dumps(build)};\n{text}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/crew"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
@needs(PUBLIC)
def manifest() -> Response:
    pack = services().pack
    city = pack.manifest.name.vi if pack is not None else ""
    shape = {
        "name": f"{_('Tổ hiện trường')} {city}".strip(),
        "short_name": _("Tổ hiện trường"),
        "id": "/crew",
        "start_url": "/crew",
        "scope": "/crew",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": asset("static/src/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return current_app.response_class(json.dumps(shape, ensure_ascii=False), mimetype="application/manifest+json")
