"""What a crew can do, in words. A city may use codes of its own: those are shown as they are."""

from typing import Any

from flask_babel import gettext as _

MEASURES = {"pump": ("pump_m3_h", "m³/h"), "lift": ("lift_m", "m")}  # key in a crew's equipment, unit


def in_words(code: str, equipment: dict[str, Any] | None = None) -> str:
    """`bơm 300 m³/h`: the skill, and its measure where the crew's equipment says one."""
    word = _word(code)
    key, unit = MEASURES.get(code, ("", ""))
    measure = (equipment or {}).get(key)
    return f"{word} {measure:g} {unit}" if isinstance(measure, int | float) else word


def _word(code: str) -> str:
    words = {
        "pump": _("bơm"),
        "drain": _("thông cống"),
        "saw": _("cưa"),
        "crane": _("cẩu"),
        "electric": _("thợ điện"),
        "lift": _("xe thang"),
        "signal": _("thợ đèn tín hiệu"),
        "traffic": _("phân luồng"),
        "plumbing": _("thợ ống nước"),
        "paving": _("vá đường"),
        "waste": _("xe rác"),
        "environment": _("đo môi trường"),
        "order": _("trật tự"),
        "inspection": _("thanh tra"),
    }
    return str(words.get(code, code))
