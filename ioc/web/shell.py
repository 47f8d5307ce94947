"""The page shell: what templates/page.html is given."""

from importlib.metadata import version
from typing import Any

from flask import Flask
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from ioc.accounts.guard import actor
from ioc.kernel.actor import Actor
from ioc.kernel.http import services
from ioc.web.assets import asset, entry


def install(app: Flask) -> None:
    release = version("toan-canh")

    @app.context_processor
    def shell() -> dict[str, Any]:
        return {"boot": boot(release), "entry": entry, "asset": asset}


def boot(release: str) -> dict[str, Any]:
    return {
        "lang": str(get_locale()),
        "csrf": generate_csrf(),
        "me": me(actor()),
        "city": city(),
        "version": release,
    }


def me(who: Actor) -> dict[str, Any] | None:
    if who.kind not in ("user", "token"):
        return None
    return {
        "id": who.id,
        "name": who.name,
        "role": who.role,
        "agency_id": who.agency_id,
        "crew_id": who.crew_id,
        "permissions": sorted(who.permissions),
    }


def city() -> dict[str, Any]:
    """What the browser needs to know of the place; an empty centre may have no pack yet."""
    pack = services().pack
    if pack is None:
        return {}
    about = pack.manifest
    return {
        "name": about.name.vi,
        "name_en": about.name.en,
        "timezone": about.timezone,
        "center": list(about.center),
        "zoom": about.zoom,
        "bbox": list(about.bbox),
        "attribution": about.attribution,
    }
