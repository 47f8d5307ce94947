"""OpenAPI 3.1 of the HTTP API, made from the routes themselves, and a page to read it."""

from typing import Any

from flask import Blueprint, current_app, jsonify, render_template

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.web.openapi.document import document

bp = Blueprint("openapi", __name__)


@bp.get("/api/openapi.json")
@needs(PUBLIC)
def openapi() -> Any:
    """This description."""
    return jsonify(_document())


@bp.get("/api")
@needs(PUBLIC)
def browse() -> Any:
    """The same, to read."""
    return render_template("api.html", api=_document())


def _document() -> dict[str, Any]:
    """Made once: routes do not change while a process lives."""
    made: dict[str, Any] | None = current_app.extensions.get("openapi")
    if made is None:
        made = current_app.extensions["openapi"] = document(current_app)
    return made
