"""The catalogue outside a request: messages are written in the language of whoever gets them."""

from flask import Flask
from flask_babel import Babel

from ioc.kernel.config import Settings
from ioc.web import catalogue


def speaking(settings: Settings) -> Flask:
    """An application that does nothing but hold the words; within its context `gettext` speaks."""
    app = Flask(__name__)
    folder = str(catalogue.compiled(settings.home))
    first = settings.config.city.language
    Babel(app, default_locale="vi", default_translation_directories=folder, locale_selector=lambda: first)
    return app
