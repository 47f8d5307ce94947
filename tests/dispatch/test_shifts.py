"""Whose watch it is: taken, handed over, taken by the next, on both kinds of database."""

from datetime import timedelta

import pytest

from ioc.accounts.models import User
from ioc.dispatch.service import shifts
from ioc.kernel.actor import Actor
from ioc.kernel.config import Config, ShiftPlan
from ioc.kernel.db import Database
from ioc.kernel.errors import Conflict, NotFound
from ioc.kernel.http import Services
from tests.incidents.conftest import NOON

PLAN = [
    ShiftPlan(code="evening", name="Ca tối", name_en="Evening shift", start="14:00", end="22:00"),
    ShiftPlan(code="night", name="Ca đêm", name_en="Night shift", start="22:00", end="06:00"),
]


@pytest.fixture
def planned(db: Database, settings) -> Database:
    """A centre whose plan has an evening and a night watch, in Viet Nam's time (NOON is 19:00 there)."""
    settings.config = Config(shifts=PLAN)
    Services(settings, db)
    return db


def officer(db: Database, name: str) -> Actor:
    with db.write() as session:
        row = User(email=f"{name}@example.vn", fs_uniquifier=name, name=name, failed_logins=0)
        session.add(row)
        session.flush()
        return Actor("user", row.id, "officer")


def card(db: Database, at=NOON) -> dict:
    with db.read() as session:
        return shifts.card(session, at)


def test_given_a_plan_when_nobody_has_the_watch_then_it_is_shown_without_an_officer(planned: Database) -> None:
    shown = card(planned)
    assert (shown["id"], shown["code"], shown["officer"]) == (0, "evening", None)
    assert (shown["starts_at"], shown["ends_at"]) == ("2025-11-22T07:00:00.000Z", "2025-11-22T15:00:00.000Z")


def test_given_a_watch_when_taken_and_handed_over_then_the_next_officer_takes_the_next(planned: Database) -> None:
    lan, nam = officer(planned, "lan"), officer(planned, "nam")
    later = NOON + timedelta(hours=4)
    with planned.write() as session:
        first = shifts.start(session, lan, NOON)
        assert shifts.start(session, lan, NOON).id == first.id
    assert card(planned)["officer"] == {"id": lan.id, "name": "lan"}
    with pytest.raises(Conflict), planned.write() as session:
        shifts.start(session, nam, later)
    with planned.write() as session:
        ended = shifts.hand_over(session, lan, later, "shift-1", nam.id)
        assert (ended.id, ended.handed_over_to, ended.report) == (first.id, nam.id, "shift-1")
    assert card(planned, later)["officer"] is None
    with planned.write() as session:
        assert shifts.start(session, nam, later).code == "night"


def test_given_no_plan_or_no_watch_when_asked_then_it_says_so(db: Database) -> None:
    lan = officer(db, "lan")
    assert card(db) is None
    with pytest.raises(NotFound), db.write() as session:
        shifts.start(session, lan, NOON)
    with pytest.raises(Conflict), db.write() as session:
        shifts.hand_over(session, lan, NOON, None)


def test_given_a_watch_that_has_changed_hands_when_the_old_one_is_handed_over_then_the_new_one_stays(
    planned: Database,
) -> None:
    lan, nam = officer(planned, "lan"), officer(planned, "nam")
    with planned.write() as session:
        first = shifts.start(session, lan, NOON).id
        shifts.hand_over(session, lan, NOON, None, shift_id=first)
        second = shifts.start(session, nam, NOON).id
    with pytest.raises(Conflict), planned.write() as session:
        shifts.hand_over(session, lan, NOON, None, shift_id=first)
    with planned.read() as session:
        assert shifts.current(session).id == second
