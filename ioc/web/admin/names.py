"""Names that several pages of the administration show: agencies to choose from, texts in the reader's language."""

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.agencies import cards as agencies
from ioc.sensors.kinds import KINDS
from ioc.web.admin.forms import Choice


def in_language(vi: str, en: str) -> str:
    return en if str(get_locale()) == "en" else vi


def agency_choices(session: Session, empty: str = "–") -> list[Choice]:
    """Nobody, then every agency that works."""
    units = ((str(each["id"]), in_language(each["name"], each["name_en"])) for each in agencies.agencies(session))
    return [("", empty), *units]


def kind_name(code: str) -> str:
    """A kind of sensor, in people's words; cameras have rules too."""
    kind = KINDS.get(code)
    if kind is None:
        return str(_("Camera")) if code == "camera" else code
    return in_language(kind.name, kind.name_en)


def kind_choices() -> list[Choice]:
    return [(code, kind_name(code)) for code in KINDS]


def of_texts(text: Any) -> str:
    """One text of {"vi", "en"} in the reader's language."""
    if not isinstance(text, dict):
        return str(text)
    return str(text.get(str(get_locale())) or text.get("vi") or "")


def readable(payload: bytes) -> str:
    """The beginning of what a device said, with nothing that could disturb a page."""
    text = payload[:120].decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "·" for char in text)
