"""Crews are sent, tell how they get on, often late, and the incident follows; on both kinds of database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ioc.dispatch import cards, service
from ioc.dispatch.models import Assignment, Crew, CrewPosition
from ioc.dispatch.service import Word
from ioc.incidents import service as incidents
from ioc.incidents.models import Incident, Note
from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database
from ioc.kernel.errors import Conflict, IllegalMove, Invalid, NotFound
from tests.dispatch.conftest import Scene
from tests.incidents.conftest import LAT, LON, NOON

DONE = Word(note="đã hút hết nước", photos_pending=1)


def minutes(n: float):
    return NOON + timedelta(minutes=n)


def move(scene: Scene, assignment_id: int, name: str, at: float, word: Word | None = None, by: Actor | None = None):
    with scene.db.write() as session:
        row = session.get_one(Assignment, assignment_id)
        actor = by or scene.crew(row.crew_id)
        return service.move(session, actor, minutes(at), assignment_id, name, word)


def state(scene: Scene) -> str:
    with scene.db.read() as session:
        return session.get_one(Incident, scene.incident).state


def status(scene: Scene, crew_id: int) -> str:
    with scene.db.read() as session:
        return session.get_one(Crew, crew_id).status


def log(db: Database, kind: str) -> list[events.Event]:
    with db.read() as session:
        return [row for row in events.since(session, 0) if row.kind == kind]


def test_given_a_crew_when_it_goes_all_the_way_then_incident_and_crew_follow(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    seen = [(state(scene), status(scene, scene.tn1))]
    for at, (name, word) in enumerate([("accept", None), ("en-route", None), ("on-scene", None), ("done", DONE)], 1):
        move(scene, key, name, at, word)
        seen.append((state(scene), status(scene, scene.tn1)))
    assert seen == [
        ("assigned", "available"),
        ("assigned", "busy"),
        ("en_route", "busy"),
        ("on_scene", "busy"),
        ("resolved", "available"),
    ]
    with scene.db.read() as session:
        incident = session.get_one(Incident, scene.incident)
        assert (incident.dispatched_at, incident.resolved_at) == (NOON, minutes(4))
        assert session.scalars(select(Note.text)).all() == ["đã hút hết nước"]


def test_given_two_crews_when_one_is_done_then_the_incident_waits_for_the_other(scene: Scene) -> None:
    one, two = scene.send(scene.tn1, scene.tn2)
    for key in (one, two):
        for at, name in enumerate(["accept", "en-route", "on-scene"], 1):
            move(scene, key, name, at)
    move(scene, one, "done", 5, DONE)
    assert state(scene) == "on_scene"
    move(scene, two, "done", 6, DONE)
    assert state(scene) == "resolved"


def test_given_the_only_crew_when_it_declines_then_the_incident_waits_again_and_it_can_be_asked_anew(
    scene: Scene,
) -> None:
    (first,) = scene.send(scene.tn1)
    move(scene, first, "decline", 1, Word(reason="xe hỏng"))
    assert state(scene) == "triaged"
    (second,) = scene.send(scene.tn1)
    assert (second != first, state(scene)) == (True, "assigned")
    assert scene.send(scene.tn1) == [second]


def test_given_a_move_when_sent_twice_then_it_happens_once(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    move(scene, key, "accept", 1)
    move(scene, key, "en-route", 2)
    again = move(scene, key, "accept", 3)
    assert (again.refused, again.row.state, again.row.accepted_at) == (None, "en_route", minutes(1))
    assert len(log(scene.db, "assignment.accepted")) == 1


def test_given_a_tablet_without_network_when_its_steps_arrive_then_they_are_late_and_timed_by_the_device(
    scene: Scene,
) -> None:
    (key,) = scene.send(scene.tn1)
    move(scene, key, "accept", 20, Word(device_at=minutes(-30)))
    move(scene, key, "en-route", 20, Word(device_at=minutes(2)))
    move(scene, key, "on-scene", 20, Word(device_at=minutes(10)))
    move(scene, key, "done", 20, Word(note="xong", photos_pending=1, device_at=minutes(90)))
    with scene.db.read() as session:
        card = cards.assignments(session, [key])[key]
        resolved = session.get_one(Incident, scene.incident).resolved_at
    stamps = [card[name] for name in ("accepted_at", "en_route_at", "on_scene_at", "done_at")]
    assert stamps == [f"2025-11-22T12:{m}:00.000Z" for m in ("00", "02", "10", "20")]
    assert (card["late"], resolved) == (True, minutes(20))
    told = log(scene.db, "assignment.accepted")[0]
    assert (told.at, told.data["device_at"], told.data["late"]) == (minutes(20), "2025-11-22T11:30:00Z", True)


def test_given_an_officer_who_called_back_when_the_crew_closes_late_then_it_is_refused_and_on_record(
    scene: Scene,
) -> None:
    (key,) = scene.send(scene.tn1)
    for at, name in enumerate(["accept", "en-route"], 1):
        move(scene, key, name, at)
    move(scene, key, "abort", 5, Word(reason="nước đã rút"), by=scene.officer)
    late = Word(note="đã tới nơi", device_at=minutes(4))
    outcomes = [move(scene, key, "on-scene", 15, late) for _ in range(2)]
    assert all(isinstance(outcome.refused, IllegalMove) for outcome in outcomes)
    told = log(scene.db, "assignment.told")
    assert [(row.data["move"], row.data["late"]) for row in told] == [("on-scene", True)]
    with scene.db.read() as session:
        assert "đã tới nơi" in session.scalars(select(Note.text)).all()
    assert (state(scene), status(scene, scene.tn1)) == ("triaged", "available")


def test_given_a_closing_without_proof_when_sent_then_it_says_what_is_missing(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    for at, name in enumerate(["accept", "en-route", "on-scene"], 1):
        move(scene, key, name, at)
    with pytest.raises(Invalid) as refused:
        move(scene, key, "done", 4)
    assert refused.value.extra["missing"] == ["photo", "note"]
    with pytest.raises(Invalid) as refused:
        move(scene, key, "done", 4, Word(note="xong"))
    assert refused.value.extra["missing"] == ["photo"]
    with pytest.raises(Invalid):
        move(scene, key, "done", 4, Word(note="xong", photos=(99,)))
    with pytest.raises(Invalid) as refused:
        move(scene, key, "abort", 4)
    assert refused.value.extra["missing"] == ["reason"]


def test_given_another_crew_or_agency_when_it_asks_then_the_assignment_does_not_exist(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    with pytest.raises(NotFound):
        move(scene, key, "accept", 1, by=scene.crew(scene.tn2))
    with pytest.raises(NotFound):
        move(scene, key, "accept", 1, by=Actor("user", 1, "agency", agency_id=999))


def test_given_a_cancelled_incident_when_crews_are_on_the_way_then_they_are_called_back(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    move(scene, key, "accept", 1)
    with scene.db.write() as session:
        incidents.cancel(session, scene.officer, minutes(2), scene.incident, "báo nhầm")
    with scene.db.read() as session:
        assert session.get_one(Assignment, key).state == "aborted"
    assert (state(scene), status(scene, scene.tn1)) == ("cancelled", "available")


def test_given_a_merge_when_crews_are_on_it_then_they_go_along_and_come_back(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    with scene.db.write() as session:
        other = incidents.open_incident(session, scene.officer, NOON, incidents.Draft("flood", LON, LAT)).id
        incidents.merge(session, scene.officer, minutes(1), scene.incident, other)
    with scene.db.read() as session:
        assert session.get_one(Assignment, key).incident_id == other
        assert session.get_one(Incident, other).state == "assigned"
    with scene.db.write() as session:
        incidents.unmerge(session, scene.officer, minutes(2), scene.incident)
    with scene.db.read() as session:
        assert session.get_one(Assignment, key).incident_id == scene.incident
        assert session.get_one(Incident, other).state == "triaged"
    assert state(scene) == "assigned"


def test_given_a_merge_when_the_crew_is_on_both_then_it_keeps_one(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    with scene.db.write() as session:
        other = incidents.open_incident(session, scene.officer, NOON, incidents.Draft("flood", LON, LAT)).id
        service.send(session, scene.officer, NOON, other, [scene.tn1])
        incidents.merge(session, scene.officer, minutes(1), scene.incident, other)
        live = select(Assignment.incident_id).where(Assignment.state == "offered")
        assert session.scalars(live).all() == [other]
        assert session.get_one(Assignment, key).state == "aborted"


def test_given_crews_when_recommended_then_the_skilled_and_near_comes_first_with_reasons(scene: Scene) -> None:
    with scene.db.read() as session:
        told = service.recommend(session, scene.officer, minutes(0.1), scene.incident)
    assert [one["code"] for one in told["ranked"]] == ["TN-01", "TN-02", "CH-01"]
    first = told["ranked"][0]
    assert [reason["code"] for reason in first["reasons"]] == ["skill", "available", "position"]
    assert first["reasons"][0]["params"]["skills"] == "bơm 300 m³/h"
    assert len(first["route"]) == 2


def test_given_busy_stale_and_resting_crews_when_recommended_then_each_has_its_reason(scene: Scene) -> None:
    with scene.db.write() as session:
        other = incidents.open_incident(session, scene.officer, NOON, incidents.Draft("flood", LON, LAT)).id
        service.send(session, scene.officer, NOON, other, [scene.tn1])
        service.crews.status(session, scene.crew(scene.ch1), NOON, scene.ch1, service.Standing("break"))
    with scene.db.read() as session:
        told = service.recommend(session, scene.officer, minutes(1), scene.incident)
    assert [one["code"] for one in told["ranked"]] == ["TN-02", "TN-01"]
    busy = next(reason for reason in told["ranked"][1]["reasons"] if reason["code"] == "busy")
    assert busy["params"]["minutes"] >= 30
    assert [(one["code"], one["reason"]["code"]) for one in told["excluded"]] == [("CH-01", "break")]
    with scene.db.read() as session:
        told = service.recommend(session, scene.officer, minutes(41), scene.incident)
    assert {one["reason"]["code"] for one in told["excluded"]} == {"break", "position_stale"}


def test_given_a_crew_off_shift_when_sent_then_it_is_refused(scene: Scene) -> None:
    with scene.db.write() as session:
        service.crews.status(session, scene.crew(scene.tn1), NOON, scene.tn1, service.Standing("off"))
    with pytest.raises(Conflict):
        scene.send(scene.tn1)
    with pytest.raises(Invalid):
        scene.send(12345)


def test_given_fixes_every_second_when_told_then_all_are_kept_and_few_are_said(scene: Scene) -> None:
    crew = scene.crew(scene.tn1)
    for second in range(1, 41):
        with scene.db.write() as session:
            at = NOON + timedelta(seconds=second)
            service.crews.position(session, crew, at, scene.tn1, LON + second * 0.0001, LAT, at, 5)
    assert len(log(scene.db, "crew.positioned")) == 10
    with scene.db.write() as session:
        at = NOON + timedelta(seconds=40)
        service.crews.position(session, crew, at, scene.tn1, LON, LAT, at)
        old = service.crews.position(session, crew, at, scene.tn1, LON, LAT, NOON + timedelta(seconds=3))
        assert session.scalar(select(func.count()).select_from(CrewPosition)) == 40
        assert old.position_at == at
    with pytest.raises(Invalid), scene.db.write() as session:
        service.crews.position(session, crew, NOON, scene.tn1, LON, LAT, minutes(6))


def test_given_a_crew_that_stands_still_when_it_tells_then_its_age_stays_young(scene: Scene) -> None:
    crew = scene.crew(scene.tn1)
    for second in range(5, 65, 5):
        with scene.db.write() as session:
            at = NOON + timedelta(seconds=second)
            service.crews.position(session, crew, at, scene.tn1, LON + 0.002, LAT, at)
    assert len(log(scene.db, "crew.positioned")) == 2


def test_given_a_fix_far_from_the_last_when_told_a_moment_later_then_it_counts_at_once(scene: Scene) -> None:
    crew = scene.crew(scene.tn1)
    with scene.db.write() as session:
        at = NOON + timedelta(seconds=1)
        row = service.crews.position(session, crew, at, scene.tn1, LON + 0.1, LAT, at)
        assert (row.lon, row.position_at) == (LON + 0.1, at)
        row = service.crews.position(session, crew, at, scene.tn1, LON, LAT, NOON)  # an older one, come late
        assert row.lon == LON + 0.1


def test_given_a_crew_at_work_when_it_wants_to_go_home_then_the_work_comes_first(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    move(scene, key, "accept", 1)
    with pytest.raises(Conflict), scene.db.write() as session:
        service.crews.status(session, scene.crew(scene.tn1), minutes(2), scene.tn1, service.Standing("off"))


def test_given_a_shift_that_ends_when_the_clock_passes_then_idle_crews_go_home(scene: Scene) -> None:
    with scene.db.write() as session:
        service.crews.status(
            session, scene.crew(scene.tn1), NOON, scene.tn1, service.Standing("available"), minutes(60)
        )
        assert service.crews.end_due_shifts(session, minutes(59)) == 0
        assert service.crews.end_due_shifts(session, minutes(60)) == 1
    assert status(scene, scene.tn1) == "off"
