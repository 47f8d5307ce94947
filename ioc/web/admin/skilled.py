"""Skills and pictures to choose from, by their words: nobody types a code."""

import unicodedata
from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.dispatch.models import Crew
from ioc.dispatch.skills import in_words
from ioc.kernel.i18n import fold
from ioc.web.admin.forms import Choice, Field


def field(session: Session, label: str) -> Field:
    """What categories ask for and crews have, to tick; one that is new, to type."""
    return Field("skills", label, "many", options=_choices(session), more=_("Kỹ năng khác"))


def _choices(session: Session) -> list[Choice]:
    found = (*session.scalars(select(Category.skills)), *session.scalars(select(Crew.skills)))
    named = {str(code): in_words(str(code)) for codes in found for code in codes}
    return sorted(named.items(), key=lambda each: fold(each[1]))


def codes(options: Iterable[Choice], chosen: Iterable[str], held: Collection[str] = ()) -> list[str]:
    """A word that was typed is the code of what is called so already; else the city's own word.

    What was `held` already keeps its order: saving a form unchanged changes nothing.
    """
    known = {fold(name): code for code, name in options}
    plain = (unicodedata.normalize("NFC", " ".join(word.split())) for word in chosen)
    found = dict.fromkeys(known.get(fold(word), word.lower()) for word in plain)
    return [*(code for code in held if code in found), *(code for code in found if code not in held)]


def icons(present: str = "") -> list[Choice]:
    """The pictures that a kind of work may have; one that a program chose is kept among them."""
    named = [
        ("flood", _("ngập nước")),
        ("drain", _("miệng cống")),
        ("pipe", _("ống nước")),
        ("wave", _("dao động")),
        ("tree", _("cây")),
        ("lamp", _("đèn đường")),
        ("signal", _("đèn tín hiệu")),
        ("road", _("mặt đường")),
        ("route", _("tuyến đường")),
        ("waste", _("thùng rác")),
        ("order", _("trật tự")),
        ("build", _("công trình")),
        ("people", _("đông người")),
        ("bell", _("chuông")),
        ("phone", _("điện thoại")),
        ("camera", _("máy quay")),
        ("offline", _("mất tín hiệu")),
        ("pin", _("địa điểm")),
        ("note", _("ghi chép")),
    ]
    rest = [] if not present or present in dict(named) else [(present, present)]
    return [*((code, str(name)) for code, name in named), *rest]
