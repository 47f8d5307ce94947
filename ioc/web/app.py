"""The web application: every room's routes behind one door."""

from pathlib import Path

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from ioc import wiring
from ioc.accounts import login, own, security
from ioc.accounts.identity import identify
from ioc.kernel.http import Services
from ioc.web import (
    admin,
    agency,
    catalogue,
    forgery,
    headers,
    health,
    install,
    lead,
    offline,
    openapi,
    pages,
    problems,
    rooms,
    shell,
    strict,
)
from ioc.web.json import Json

ROOT = Path(__file__).resolve().parents[2]


class Id(IntegerConverter):
    """A number in an address; one that no row can have is nobody's (404)."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def create_app(services: Services) -> Flask:
    """One application over one process's services; asks nothing of the async mode it runs in."""
    wiring.install()
    settings = services.settings
    app = Flask("ioc", root_path=str(ROOT), static_folder="static/dist", static_url_path="/static/dist")
    app.extensions["ioc"] = services
    app.url_map.strict_slashes = False  # /admin/ is what people type
    app.url_map.converters["int"] = Id
    app.config.update(
        SECRET_KEY=settings.home.secret("session-key"),
        SESSION_COOKIE_NAME="ioc",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
    )
    if settings.config.server.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign] # Flask's way
    headers.install(app, settings)
    security.install(app, settings, services.db)
    app.json = Json(app)  # after Flask-Security, which brings a lenient provider of its own
    catalogue.install(app, settings)
    problems.install(app)
    shell.install(app)

    @app.before_request
    def who() -> None:
        if request.endpoint != "static":
            g.actor = identify()
            forgery.protect()
            strict.protect()

    doors = (
        login.bp,
        own.bp,
        pages.bp,
        health.bp,
        openapi.bp,
        install.bp,
        offline.bp,
        agency.bp,
        lead.bp,
        *admin.BLUEPRINTS,
    )
    for blueprint in (*doors, *rooms.BLUEPRINTS):
        app.register_blueprint(blueprint)
    return app
