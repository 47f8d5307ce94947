"""An incident's life in the database, on both kinds of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ioc.accounts import tokens
from ioc.accounts.models import ApiToken
from ioc.incidents import cards, queue, service
from ioc.incidents.models import Incident, Note
from ioc.incidents.service import Draft, Judgement
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.db import Database
from ioc.kernel.errors import IllegalMove, Invalid, NotFound, StaleVersion
from tests.incidents.conftest import LAT, LON, NOON

FLOOD = Draft("flood", LON, LAT)
LATER = NOON + timedelta(minutes=5)


def opened(db: Database, who: Actor = SYSTEM, draft: Draft = FLOOD) -> int:
    with db.write() as session:
        return service.open_incident(session, who, NOON, draft).id


def kinds(db: Database, subject: str = "incident") -> list[str]:
    with db.read() as session:
        return [row.kind for row in events.since(session, 0) if row.subject_type == subject]


def card(db: Database, incident_id: int) -> dict:
    with db.read() as session:
        return cards.cards(session, [incident_id])[incident_id]


def test_given_a_category_when_opened_then_title_agency_priority_and_deadlines_come_from_it(
    centre: Database, lan: Actor
) -> None:
    found = card(centre, opened(centre, lan))
    assert found["code"] == f"SC-{found['id']:04d}"
    assert (found["title"], found["priority"], found["state"]) == ("Ngập đường", 2, "open")
    assert (found["due_dispatch_at"], found["due_at"]) == ("2025-11-22T12:05:00.000Z", "2025-11-22T20:00:00.000Z")
    assert found["claimed_by"] is None
    assert kinds(centre) == ["incident.opened"]


def test_given_an_unknown_category_when_opened_then_it_is_refused(centre: Database) -> None:
    with pytest.raises(Invalid), centre.write() as session:
        service.open_incident(session, SYSTEM, NOON, Draft("dragons", LON, LAT))


def test_given_an_open_incident_near_when_something_arrives_then_it_joins_and_counts(centre: Database) -> None:
    first = opened(centre)
    near = Draft("flood", LON + 0.0005, LAT, source="report:7")
    with centre.write() as session:
        row, joined = service.open_or_join(session, SYSTEM, LATER, near)
    assert (row.id, joined, row.reports, row.version) == (first, True, 1, 2)
    with centre.write() as session:
        far, joined = service.open_or_join(session, SYSTEM, LATER, Draft("flood", LON + 0.01, LAT))
    assert not joined
    assert far.id != first


def test_given_an_untriaged_incident_when_a_severe_alarm_joins_then_priority_and_deadlines_rise(
    centre: Database, lan: Actor
) -> None:
    first = opened(centre)
    with centre.write() as session:
        service.open_or_join(session, SYSTEM, LATER, Draft("flood", LON, LAT, priority=1, source="alarm:1"))
    assert (card(centre, first)["priority"], card(centre, first)["due_dispatch_at"]) == (1, "2025-11-22T12:02:00.000Z")
    with centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement(priority=3))
        service.open_or_join(session, SYSTEM, LATER, Draft("flood", LON, LAT, priority=1, source="alarm:2"))
    assert (card(centre, first)["priority"], card(centre, first)["alarms"]) == (3, 2)


def test_given_a_drill_when_a_real_alarm_arrives_then_they_do_not_meet(centre: Database) -> None:
    drill = opened(centre, SYSTEM, Draft("flood", LON, LAT, origin="drill"))
    with centre.write() as session:
        row, joined = service.open_or_join(session, SYSTEM, LATER, FLOOD)
    assert (joined, row.id == drill) == (False, False)


def test_given_triage_when_the_category_changes_then_its_agency_comes_along(centre: Database, lan: Actor) -> None:
    first = opened(centre, lan)
    before = card(centre, first)["agency_id"]
    with centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement(priority=1, category="tree"))
    after = card(centre, first)
    assert (after["state"], after["category"], after["priority"]) == ("triaged", "tree", 1)
    assert after["agency_id"] != before
    with centre.read() as session:
        assert events.since(session, 0)[-1].data["agency_was"] == before


def test_given_an_old_version_when_triaged_then_both_are_told(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with pytest.raises(StaleVersion) as stale, centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement(priority=1), version=9)
    assert stale.value.extra["current"]["id"] == first


def test_given_an_illegal_move_when_tried_then_the_legal_ones_are_named(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with pytest.raises(IllegalMove) as refused, centre.write() as session:
        service.close(session, lan, LATER, first)
    assert refused.value.extra["legal"] == [
        "absorb", "cancel", "claim", "dispatch", "hold", "merge", "resolve", "triage",
    ]  # fmt: skip


def test_given_a_claim_when_another_officer_claims_then_it_is_theirs(centre: Database, lan: Actor, nam: Actor) -> None:
    first = opened(centre)
    with centre.write() as session:
        service.claim(session, lan, LATER, first)
        service.claim(session, lan, LATER, first)
        service.claim(session, nam, LATER, first)
    assert card(centre, first)["claimed_by"] == {"kind": "user", "id": nam.id, "name": "Lê Văn Nam"}
    assert kinds(centre).count("incident.claimed") == 2
    with centre.write() as session:
        service.release(session, nam, LATER, first)
    assert card(centre, first)["claimed_by"] is None


def test_given_a_systems_token_when_it_claims_then_its_name_stands_there(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with centre.write() as session:
        tokens.issue(session, NOON, "officer", "Cổng 1022")
        token = session.scalars(select(ApiToken)).one()
        service.claim(session, tokens.actor_of(token), LATER, first)
    assert card(centre, first)["claimed_by"] == {"kind": "token", "id": token.id, "name": "Cổng 1022"}
    with centre.write() as session:
        service.claim(session, lan, LATER, first)
    assert card(centre, first)["claimed_by"]["kind"] == "user"
    with centre.write() as session:
        service.release(session, lan, LATER, first)
    assert card(centre, first)["claimed_by"] is None


def test_given_old_incidents_when_searched_by_words_then_the_index_finds_them(
    centre: Database, lan: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LOOKED_THROUGH", 1)
    first, second = opened(centre), opened(centre)
    with centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement(title="Kè sông sạt lở"))

    def found(q: str) -> list[int]:
        with centre.read() as session:
            return [row.id for row in queue.find(session, lan, q)]

    assert found("ke song") == found("KÈ SÔNG sạt l") == [first]
    assert found("song ke") == [first]
    assert found(str(second))[0] == second
    with centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement(title="Cây đổ"))
    assert found("ke song") == []
    assert found("cay") == [first]


def test_given_a_hold_when_its_time_passes_then_the_clock_brings_it_back(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with centre.write() as session:
        service.triage(session, lan, LATER, first, Judgement())
        service.hold(session, lan, LATER, first, "chờ vật tư", NOON + timedelta(hours=1))
        assert service.release_due_holds(session, NOON + timedelta(minutes=59)) == 0
    assert card(centre, first)["hold_reason"] == "chờ vật tư"
    with centre.write() as session:
        assert service.release_due_holds(session, NOON + timedelta(hours=1)) == 1
    found = card(centre, first)
    assert (found["state"], found["hold_until"], found["hold_reason"]) == ("triaged", None, None)


def test_given_a_hold_into_the_past_when_asked_then_it_is_refused(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with pytest.raises(Invalid), centre.write() as session:
        service.hold(session, lan, LATER, first, "chờ", NOON)


def test_given_a_resolved_incident_when_closed_and_reopened_then_deadlines_count_anew(
    centre: Database, lan: Actor
) -> None:
    first = opened(centre)
    reopened_at = NOON + timedelta(days=1)
    with centre.write() as session:
        service.resolve(session, lan, LATER, first, "đã rút nước")
        service.close(session, lan, LATER, first)
        service.reopen(session, lan, reopened_at, first, "nước lại lên")
        service.triage(session, lan, reopened_at, first, Judgement(priority=1))
    found = card(centre, first)
    assert (found["state"], found["resolved_at"], found["closed_at"]) == ("triaged", None, None)
    assert found["due_at"] == "2025-11-23T16:00:00.000Z"
    with centre.read() as session:
        assert [note.text for note in session.scalars(select(Note).order_by(Note.id))] == [
            "đã rút nước",
            "nước lại lên",
        ]


def test_given_words_when_something_happens_then_the_log_holds_none_of_them(centre: Database, lan: Actor) -> None:
    first = opened(centre, lan, Draft("flood", LON, LAT, title="Bí mật", text="số 0901234567"))
    with centre.write() as session:
        service.hold(session, lan, LATER, first, "nhà bà Hoa", NOON + timedelta(hours=1))
        service.cancel(session, lan, LATER, first, "báo nhầm")
    with centre.read() as session:
        log = " ".join(str(row.data) for row in events.since(session, 0))
    assert not any(word in log for word in ("Bí mật", "0901234567", "Hoa", "nhầm"))


def test_given_words_written_offline_when_they_arrive_then_they_are_marked_late(centre: Database, lan: Actor) -> None:
    first = opened(centre)
    with centre.write() as session:
        service.note(session, lan, LATER, first, "đã chặn đường", device_at=NOON)
        service.note(session, lan, LATER, first, "tại chỗ", device_at=LATER)
    with centre.read() as session:
        noted = [row.data for row in events.since(session, 0) if row.kind == "incident.noted"]
    assert [data["late"] for data in noted] == [True, False]


def test_given_another_agency_when_it_asks_then_the_incident_does_not_exist(centre: Database) -> None:
    first = opened(centre)
    theirs = card(centre, first)["agency_id"]
    with centre.write() as session:
        service.note(session, Actor("user", None, "agency", agency_id=theirs), LATER, first, "đang đến")
    with pytest.raises(NotFound), centre.write() as session:
        service.note(session, Actor("user", None, "agency", agency_id=theirs + 1), LATER, first, "tò mò")


class TestFollowing:
    def follow(self, db: Database, incident_id: int, *live: str, done: bool = False) -> str:
        with db.write() as session:
            service.follow(session, SYSTEM, LATER, incident_id, live, just_done=done)
            return session.get_one(Incident, incident_id).state

    def test_given_assignments_when_they_advance_then_the_incident_follows(self, centre: Database) -> None:
        first = opened(centre)
        seen = [
            self.follow(centre, first, "offered"),
            self.follow(centre, first, "accepted", "en_route"),
            self.follow(centre, first, "on_scene", "en_route"),
            self.follow(centre, first, "en_route"),
            self.follow(centre, first),
            self.follow(centre, first, "offered"),
            self.follow(centre, first, done=True),
        ]
        assert seen == ["assigned", "en_route", "on_scene", "en_route", "triaged", "assigned", "resolved"]
        assert card(centre, first)["dispatched_at"] == "2025-11-22T12:05:00.000Z"

    def test_given_nothing_new_when_following_then_nothing_is_said(self, centre: Database) -> None:
        first = opened(centre)
        self.follow(centre, first, "offered")
        before = kinds(centre)
        self.follow(centre, first, "offered", "accepted")
        assert kinds(centre) == before

    def test_given_a_hold_when_the_crew_gives_up_then_it_resumes_triaged(self, centre: Database, lan: Actor) -> None:
        first = opened(centre)
        self.follow(centre, first, "en_route")
        with centre.write() as session:
            service.hold(session, lan, LATER, first, "chờ", NOON + timedelta(hours=1))
        assert self.follow(centre, first) == "on_hold"
        with centre.write() as session:
            assert service.resume(session, lan, LATER, first).state == "triaged"
