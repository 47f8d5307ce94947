"""What an incident is called: a title that somebody typed, or a name of the house (its category's, a rule's)."""

from collections.abc import Iterable, Mapping

from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.incidents.models import Incident
from ioc.sensors.models import Alarm, AlarmRule

Texts = dict[str, str]  # language: words


def given(session: Session, rows: Iterable[Incident]) -> dict[int, Texts]:
    """Of those rows that bear a name of the house: that name in each language, by id. What was typed is left out."""
    titles = {row.id: row.title for row in rows}
    names: dict[str, Texts] = {}
    if titles:
        _learn(names, ({"vi": vi, "en": en} for vi, en in session.execute(select(Category.short, Category.short_en))))
    unknown = [incident_id for incident_id, title in titles.items() if title not in names]
    if unknown:
        own = select(Alarm.rule_id).where(Alarm.incident_id.in_(unknown))
        rules = select(AlarmRule.title).where(AlarmRule.sensor_id.is_(None) | AlarmRule.id.in_(own))
        _learn(names, session.scalars(rules.order_by(AlarmRule.id)))
    return {incident_id: names[title] for incident_id, title in titles.items() if title in names}


def said(session: Session, rows: Iterable[Incident]) -> dict[int, str]:
    """What the reader of this page calls each of these rows, by id."""
    known = list(rows)
    names = given(session, known)
    return {row.id: chosen(row.title, names.get(row.id)) for row in known}


def chosen(title: str, names: Mapping[str, str] | None) -> str:
    """The name in the reader's language; what was typed stays as it was typed."""
    return names[_language()] if names else title


def _language() -> str:
    return "en" if str(get_locale()) == "en" else "vi"


def _learn(names: dict[str, Texts], told: Iterable[Mapping[str, str]]) -> None:
    """A name is known by its words in either language; the first that bears the words has them."""
    for each in told:
        vi, en = each.get("vi"), each.get("en")
        if vi and en:
            for words in (vi, en):
                names.setdefault(words, {"vi": vi, "en": en})
