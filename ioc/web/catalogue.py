"""Words in two languages: Vietnamese is the message itself, English comes from ioc/translations.

The catalogue is compiled into IOC_HOME when its source is newer, so that no built file is committed.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, request, session
from flask_babel import Babel
from werkzeug.wrappers import Response

from ioc.kernel.config import Home, Settings

SOURCE = Path(__file__).resolve().parents[1] / "translations"
LANGUAGES = ("vi", "en")
COOKIE = "lang"
PROGRAMS = ("/api/", "/socket.io")
A_YEAR = 31_536_000


def compiled(home: Home) -> Path:
    """The folder of compiled catalogues; made again when a source is newer."""
    target = home.dir("run") / "translations"
    for source in SOURCE.glob("*/LC_MESSAGES/*.po"):
        made = target / source.relative_to(SOURCE).with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as words:
            catalogue = read_po(words)
        half = made.with_suffix(f".{os.getpid()}")
        with half.open("wb") as out:
            write_mo(out, catalogue)
        half.replace(made)  # several web processes may start at once
    return target


def install(app: Flask, settings: Settings) -> None:
    first = settings.config.city.language

    def select() -> str:
        return language(first)

    Babel(
        app,
        default_locale="vi",
        default_translation_directories=str(compiled(settings.home)),
        locale_selector=select,
    )

    @app.after_request
    def remember(response: Response) -> Response:
        asked = request.args.get("lang")
        if asked in LANGUAGES:
            response.set_cookie(COOKIE, asked, A_YEAR, samesite="Lax", secure=request.is_secure)
        return response


def language(first: str = "vi") -> str:
    """Asked for in the address, chosen before, the person's own, what a program says that it reads, the city's.

    What a browser says of itself does not count: it is often in English where its owner is not.
    """
    wishes = (request.args.get("lang"), request.cookies.get(COOKIE), g.get("language"), session.get("lang"), _reads())
    return next((wish for wish in wishes if wish in LANGUAGES), first)


def _reads() -> str | None:
    """Accept-Language, at the addresses of programs; our own pages say there what they are written in."""
    if not request.path.startswith(PROGRAMS):
        return None
    return request.accept_languages.best_match(LANGUAGES)
