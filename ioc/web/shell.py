"""The page shell: what templates/page.html is given."""

from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from ioc.accounts.guard import actor
from ioc.kernel.actor import Actor
from ioc.kernel.http import services
from ioc.places.address import spoken
from ioc.web.assets import asset, entry


def install(app: Flask) -> None:
    release = version("toan-canh")

    @app.template_filter("spoken")
    def place(text: str) -> str:
        return spoken(text, str(get_locale()))

    @app.context_processor
    def shell() -> dict[str, Any]:
        return {"boot": boot(release), "entry": entry, "asset": asset, "desks": desks, "read_in": read_in}


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


def read_in(language: str) -> str:
    """The address of this page in another language: what was asked of it stays. An answer to a form has no address of
    its own: the page that the form stood on has."""
    path, given = request.path, request.args.to_dict()
    if request.method != "GET":
        came = urlsplit(request.referrer or "/")
        path, given = came.path if came.netloc == request.host else "/", dict(parse_qsl(came.query))
    return f"{path}?{urlencode({**given, 'lang': language})}"


def desks() -> list[tuple[str, str]]:
    """The working pages that this person may open: address and name, the own one first."""
    who = actor()
    if who.role == "agency":
        return [("/agency", str(_("Việc của đơn vị"))), ("/reports", str(_("Phản ánh")))]
    pages = (
        ("/console", _("Bàn trực"), "alarms.work"),
        ("/reports", _("Phản ánh"), "reports.view"),
        ("/lead", _("Số liệu"), "insight.view"),
        ("/crew", _("Máy tính bảng"), "assignments.own"),
        ("/wall", _("Màn hình tường"), "alarms.view"),
        ("/admin", _("Quản trị"), "users.manage"),
        *([] if "users.manage" in who.permissions else [("/admin/crews", _("Các tổ hiện trường"), "crews.manage")]),
    )
    return [(path, str(name)) for path, name, needed in pages if needed in who.permissions]


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
        "attribution": about.credit,
    }
