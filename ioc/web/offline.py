"""What lets the tablet's page live without network: its service worker, with the files to keep."""

import hashlib
import json

from flask import Blueprint, Response

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
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
