"""An incident's name is told in the reader's language while it is a name of the house; what was typed stays."""

import pytest
from flask import Flask

from ioc.incidents import cards, queue, service, titles
from ioc.incidents.models import Incident
from ioc.incidents.service import Draft, Judgement
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database
from ioc.sensors.models import AlarmRule
from tests.incidents.conftest import LAT, LON, NOON
from tests.incidents.test_policies import flooded, only_alarm, raise_alarm

__all__ = ["flooded"]
FLOODED = {"vi": "Ngập đường", "en": "Flooded street"}


def opened(db: Database, who: Actor, title: str | None = None, category: str = "flood") -> int:
    with db.write() as session:
        return service.open_incident(session, who, NOON, Draft(category, LON, LAT, title=title)).id


def names(db: Database, incident_id: int) -> titles.Texts | None:
    with db.read() as session:
        return cards.cards(session, [incident_id])[incident_id]["titles"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (None, FLOODED),
        ("Flooded street", FLOODED),  # a city whose own language is English
        ("Cây đổ", {"vi": "Cây đổ", "en": "Fallen tree"}),  # judged to be something else since
        ("Ngập đường Hùng Vương", None),
        ("ngập đường", None),
    ],
)
def test_given_a_title_when_shown_then_only_a_name_of_the_house_has_two_languages(
    centre: Database, lan: Actor, title: str | None, expected: titles.Texts | None
) -> None:
    assert names(centre, opened(centre, lan, title)) == expected


def test_given_an_alarm_when_its_incident_is_shown_then_it_bears_the_rules_name(centre: Database, flooded) -> None:
    raise_alarm(centre, flooded)
    assert names(centre, only_alarm(centre).incident_id) == {"vi": "Nước tràn mặt đường", "en": "Water over the road"}


def test_given_a_sensor_with_a_rule_of_its_own_when_it_names_an_incident_then_that_name_counts(
    centre: Database, flooded
) -> None:
    sensor_id, rule_id = flooded
    own = {"vi": "Hầm chui ngập", "en": "Underpass flooded"}
    with centre.write() as session:
        rule = session.get_one(AlarmRule, rule_id)
        rule.sensor_id, rule.title = sensor_id, own
    raise_alarm(centre, flooded)
    assert names(centre, only_alarm(centre).incident_id) == own


def test_given_a_rule_without_english_when_shown_then_the_title_stays_as_it_is(centre: Database, flooded) -> None:
    with centre.write() as session:
        session.get_one(AlarmRule, flooded[1]).title = {"vi": "Nước lên", "en": ""}
    raise_alarm(centre, flooded)
    assert names(centre, only_alarm(centre).incident_id) is None


def test_given_an_officer_who_types_a_title_when_judged_then_it_is_no_name_of_the_house(
    centre: Database, lan: Actor
) -> None:
    incident_id = opened(centre, lan)
    with centre.write() as session:
        service.triage(session, lan, NOON, incident_id, Judgement(title="Ngập tầng hầm"))
    assert names(centre, incident_id) is None


def test_given_two_readers_when_told_then_each_reads_his_language(app: Flask, centre: Database, lan: Actor) -> None:
    house, typed = opened(centre, lan), opened(centre, lan, "Ngập tầng hầm")

    def told(path: str) -> list[str]:
        with app.test_request_context(path), centre.read() as session:
            rows = [session.get_one(Incident, key) for key in (house, typed)]
            return list(titles.said(session, rows).values())

    assert told("/?lang=en") == ["Flooded street", "Ngập tầng hầm"]
    assert told("/?lang=vi") == ["Ngập đường", "Ngập tầng hầm"]


def test_given_an_english_reader_when_looking_for_the_words_on_the_screen_then_it_is_found(
    centre: Database, lan: Actor
) -> None:
    incident_id = opened(centre, lan)
    with centre.read() as session:
        for words in ("flooded street", "ngap duong"):
            assert [row.id for row in queue.find(session, lan, words)] == [incident_id]
