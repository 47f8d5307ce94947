"""Merging two incidents, and taking it back, on both kinds of database."""

import contextlib
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from ioc.incidents import service
from ioc.incidents.models import Attachment, Incident
from ioc.incidents.service import Draft, Judgement
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.db import Database
from ioc.kernel.errors import Conflict, Invalid
from ioc.kernel.uploads import Picture
from ioc.reports import intake
from ioc.reports.models import Report
from ioc.reports.schemas import NewReport
from ioc.sensors.models import Alarm, AlarmRule
from tests.incidents.conftest import LAT, LON, NOON
from tests.incidents.test_service import LATER, card, kinds, opened


class TestMerging:
    @pytest.fixture
    def pair(self, centre: Database) -> tuple[int, int]:
        """A flood with an alarm and a photo, and another one of higher urgency beside it."""
        one = opened(centre, SYSTEM, Draft("flood", LON, LAT, priority=1, source="alarm:1"))
        two = opened(centre, SYSTEM, Draft("flood", LON + 0.01, LAT, source="report:1"))
        with centre.write() as session:
            rule = AlarmRule(
                code="x", kind="drain", condition="above", severity=1, category="flood", title={}, response={},
                on_delay_s=0, off_delay_s=0, enabled=True, opens_incident=True,
            )  # fmt: skip
            session.add(rule)
            session.flush()
            session.add(
                Alarm(rule_id=rule.id, severity=1, state="unack_active", raised_at=NOON, incident_id=one, version=1,
                      repeat_count=0, origin="real")
            )  # fmt: skip
        return one, two

    def alarm_at(self, db: Database) -> int | None:
        with db.read() as session:
            return session.scalars(select(Alarm)).one().incident_id

    def test_given_a_reopened_incident_when_a_more_urgent_one_joins_it_then_time_runs_from_the_reopening(
        self, centre: Database, lan: Actor, pair: tuple[int, int]
    ) -> None:
        one, two = pair
        again = LATER + timedelta(days=2)
        with centre.write() as session:
            service.cancel(session, lan, LATER, two, "báo nhầm")
            service.reopen(session, lan, again, two, "lại ngập")
            service.merge(session, lan, again, one, two)
            row = session.get_one(Incident, two)
            assert row.priority == 1
            assert row.due_dispatch_at > again
            assert row.due_at > again

    def test_given_a_merge_when_done_then_everything_is_at_the_one_that_stays(
        self, centre: Database, lan: Actor, pair: tuple[int, int]
    ) -> None:
        one, two = pair
        with centre.write() as session:
            service.merge(session, lan, LATER, one, two)
        gone, stays = card(centre, one), card(centre, two)
        assert (gone["state"], gone["merged_into"], gone["alarms"]) == ("closed", two, 0)
        assert (stays["alarms"], stays["reports"], stays["priority"]) == (1, 1, 1)
        assert self.alarm_at(centre) == two
        assert kinds(centre, "alarm") == ["alarm.linked"]
        with pytest.raises(Conflict), centre.write() as session:
            service.triage(session, lan, LATER, one, Judgement())

    def test_given_a_merge_when_taken_back_then_both_are_as_before(
        self, centre: Database, lan: Actor, pair: tuple[int, int]
    ) -> None:
        one, two = pair
        before = [card(centre, one), card(centre, two)]
        with centre.write() as session:
            service.merge(session, lan, LATER, one, two)
        with centre.write() as session:
            service.unmerge(session, lan, LATER, one)
        after = [card(centre, one), card(centre, two)]
        assert [{**c, "version": 0} for c in after] == [{**c, "version": 0} for c in before]
        assert self.alarm_at(centre) == one
        with pytest.raises(Conflict), centre.write() as session:
            service.unmerge(session, lan, LATER, one)

    def test_given_two_merges_in_a_row_when_the_first_is_taken_back_then_its_things_return_from_the_end(
        self, centre: Database, lan: Actor, pair: tuple[int, int]
    ) -> None:
        one, two = pair
        three = opened(centre, SYSTEM, Draft("flood", LON + 0.02, LAT))
        with centre.write() as session:
            service.merge(session, lan, LATER, one, two)
            service.merge(session, lan, LATER, two, three)
            service.unmerge(session, lan, LATER, one)
        assert self.alarm_at(centre) == one
        assert [card(centre, key)["alarms"] for key in (one, two, three)] == [1, 0, 0]

    def test_given_itself_or_a_drill_when_merging_then_it_is_refused(
        self, centre: Database, lan: Actor, pair: tuple[int, int]
    ) -> None:
        one, _two = pair
        drill = opened(centre, SYSTEM, Draft("flood", LON, LAT, origin="drill"))
        with pytest.raises(Invalid), centre.write() as session:
            service.merge(session, lan, LATER, one, one)
        with pytest.raises(Conflict), centre.write() as session:
            service.merge(session, lan, LATER, one, drill)


@pytest.mark.parametrize("seed", range(6))
def test_given_any_merges_when_all_are_taken_back_in_any_order_then_everything_is_where_it_was(
    centre: Database, lan: Actor, settings, seed: int
) -> None:
    chance = random.Random(seed)
    incidents = [opened(centre, SYSTEM, Draft("flood", LON + n * 0.01, LAT)) for n in range(5)]
    _hang_things_on(centre, incidents, chance, settings)
    before = _whole(centre, incidents)
    merged: list[int] = []
    for _ in range(12):
        one, two = chance.sample(incidents, 2)
        with centre.write() as session, contextlib.suppress(Conflict):
            service.merge(session, lan, LATER, one, two)
            merged.append(one)
        totals = _whole(centre, incidents)
        assert [sum(c[k] for c in totals.values()) for k in _COUNTED] == [
            sum(c[k] for c in before.values()) for k in _COUNTED
        ]
    chance.shuffle(merged)
    for one in merged:
        with centre.write() as session:
            service.unmerge(session, lan, LATER, one)
    assert _whole(centre, incidents) == before


_COUNTED = ("reports", "alarms", "photos")


def _hang_things_on(db: Database, incidents: list[int], chance: random.Random, settings) -> None:
    picture = Picture(b"jpeg", "image/jpeg", 1, 1)
    for key in incidents:
        for _ in range(chance.randrange(3)):
            new = NewReport(category="flood", lat=LAT, lon=card(db, key)["lon"], text="ngập")
            with db.write() as session:
                intake.receive(session, SYSTEM, NOON, settings.home, new)
        if chance.random() < 0.5:
            with db.write() as session:
                service.attach(session, SYSTEM, NOON, settings.home, key, picture, "evidence")


def _whole(db: Database, incidents: list[int]) -> dict[int, dict]:
    """Cards without versions, and where each report and photo is."""
    with db.read() as session:
        reports = session.execute(select(Report.id, Report.incident_id)).tuples().all()
        photos = session.execute(select(Attachment.id, Attachment.incident_id)).tuples().all()
    return {
        key: {
            **card(db, key),
            "version": 0,
            "its_reports": sorted(one for one, at in reports if at == key),
            "its_photos": sorted(one for one, at in photos if at == key),
        }
        for key in incidents
    }
