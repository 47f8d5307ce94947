"""What a crew tells from the place beside its moves: steps of the checklist, a call for help, a pause."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ioc.dispatch import service
from ioc.dispatch.models import Assignment, Crew
from ioc.incidents import service as incidents
from ioc.incidents.models import Incident, Tick
from ioc.kernel.errors import Invalid
from ioc.kernel.events import Event
from tests.dispatch.conftest import Scene
from tests.incidents.conftest import NOON


def minutes(count: float):
    return NOON + timedelta(minutes=count)


def log(scene: Scene, kind: str) -> list[dict]:
    with scene.db.read() as session:
        return list(session.scalars(select(Event.data).where(Event.kind == kind).order_by(Event.seq)))


def tick(scene: Scene, step: str, at: float, *, done: bool = True, device: float | None = None) -> None:
    with scene.db.write() as session:
        told = incidents.FromField(device_at=minutes(at if device is None else device))
        incidents.check(session, scene.crew(scene.tn1), minutes(at), scene.incident, step, done=done, told=told)


def move(scene: Scene, key: int, name: str, at: float) -> None:
    with scene.db.write() as session:
        crew = session.get_one(Assignment, key).crew_id
        word = service.Word(reason="lý do", note="xong", device_at=minutes(at), photos_pending=1)
        service.move(session, scene.crew(crew), minutes(at), key, name, word)


def ask(scene: Scene, key: int, at: float) -> None:
    with scene.db.write() as session:
        told = incidents.FromField(key, scene.tn1, minutes(at))
        incidents.ask_help(session, scene.crew(scene.tn1), minutes(at), scene.incident, "people", "cần 2 người", told)


def helped(scene: Scene) -> tuple[object, object]:
    with scene.db.read() as session:
        row = session.get_one(Incident, scene.incident)
        return row.help_at, row.help_crew_id


@pytest.fixture
def at_work(scene: Scene) -> int:
    (key,) = scene.send(scene.tn1)
    for at, name in enumerate(("accept", "en-route", "on-scene"), 1):
        move(scene, key, name, at)
    return key


def test_given_a_tick_when_sent_again_then_it_is_one_fact(scene: Scene, at_work: int) -> None:
    tick(scene, "block", 5)
    tick(scene, "block", 6)
    assert [(one["step"], one["done"]) for one in log(scene, "incident.checked")] == [("block", True)]


def test_given_a_tick_taken_back_when_an_older_one_arrives_late_then_it_is_on_record_and_changes_nothing(
    scene: Scene, at_work: int
) -> None:
    tick(scene, "block", 5)
    tick(scene, "block", 8, done=False)
    tick(scene, "block", 20, device=6)
    facts = log(scene, "incident.checked")
    assert [(one["done"], one["late"]) for one in facts] == [(True, False), (False, False), (True, True)]
    with scene.db.read() as session:
        assert session.get_one(Tick, (scene.incident, "block")).done is False


def test_given_a_step_that_is_not_in_the_checklist_when_ticked_then_it_is_refused(scene: Scene, at_work: int) -> None:
    with pytest.raises(Invalid):
        tick(scene, "dance", 5)


def test_given_a_closed_incident_when_a_tick_arrives_late_then_it_is_kept(scene: Scene, at_work: int) -> None:
    move(scene, at_work, "done", 10)
    tick(scene, "level", 20, device=9)
    assert [one["late"] for one in log(scene, "incident.checked")] == [True]


def test_given_a_call_for_help_when_another_crew_is_sent_then_it_is_answered(scene: Scene, at_work: int) -> None:
    ask(scene, at_work, 5)
    assert helped(scene) == (minutes(5), scene.tn1)
    (sent,) = scene.send(scene.tn2)
    assert helped(scene) == (None, None)
    assert [one["assignment_id"] for one in log(scene, "incident.help_answered")] == [sent]


@pytest.mark.parametrize("end", ["done", "cancel"])
def test_given_a_call_for_help_when_the_work_is_over_then_nobody_waits(scene: Scene, at_work: int, end: str) -> None:
    ask(scene, at_work, 5)
    if end == "done":
        move(scene, at_work, "done", 10)
    else:
        with scene.db.write() as session:
            incidents.cancel(session, scene.officer, minutes(10), scene.incident, "báo nhầm")
    assert helped(scene) == (None, None)


def test_given_a_call_for_help_when_it_arrives_after_the_end_then_it_is_on_record_only(
    scene: Scene, at_work: int
) -> None:
    move(scene, at_work, "done", 10)
    ask(scene, at_work, 12)
    assert helped(scene) == (None, None)
    assert len(log(scene, "incident.help_asked")) == 1


def test_given_a_call_for_help_when_the_incident_is_merged_then_it_goes_along(scene: Scene, at_work: int) -> None:
    with scene.db.write() as session:
        other = incidents.open_incident(session, scene.officer, NOON, incidents.Draft("flood", 107.7, 16.5)).id
    ask(scene, at_work, 5)
    with scene.db.write() as session:
        incidents.merge(session, scene.officer, minutes(6), scene.incident, other)
        assert session.get_one(Incident, other).help_crew_id == scene.tn1
    assert helped(scene) == (None, None)


def test_given_a_paused_crew_when_crews_are_recommended_then_it_is_left_out_and_why(scene: Scene) -> None:
    pause(scene, 1)
    with scene.db.read() as session:
        told = service.recommend(session, scene.officer, minutes(1), scene.incident)
    reasons = {one["code"]: one["reason"] for one in told["excluded"]}
    assert reasons["TN-01"] == {"code": "break", "params": {"pause": "vehicle"}}
    assert "TN-01" not in {one["code"] for one in told["ranked"]}


def pause(scene: Scene, at: float) -> None:
    with scene.db.write() as session:
        standing = service.Standing("break", "vehicle", "hỏng bơm", minutes(at))
        service.crews.status(session, scene.crew(scene.tn1), minutes(at), scene.tn1, standing)


def test_given_a_crew_that_pauses_at_work_when_it_takes_the_next_step_then_it_goes_on(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    move(scene, key, "accept", 1)
    pause(scene, 2)
    with scene.db.read() as session:
        row = session.get_one(Crew, scene.tn1)
        assert (row.status, row.pause, row.pause_words, row.status_at) == ("break", "vehicle", "hỏng bơm", minutes(2))
    scene.send(scene.tn2)
    move(scene, key, "en-route", 3)
    with scene.db.read() as session:
        row = session.get_one(Crew, scene.tn1)
        assert (row.status, row.pause, row.pause_words) == ("busy", None, None)


def test_given_the_tablet_when_it_ticks_asks_and_pauses_over_http_then_the_case_tells_it(
    scene: Scene, client_for, at_work: int
) -> None:
    tablet, officer = client_for("crew", crew_id=scene.tn1), client_for("officer")
    address = f"/api/v1/assignments/{at_work}"
    assert tablet.post(f"{address}/checks", json={"step": "block"}).status_code == 200
    key = {"Idempotency-Key": "h1"}
    first = tablet.post(f"{address}/help", json={"need": "people", "note": "cần 2 người"}, headers=key)
    again = tablet.post(f"{address}/help", json={"need": "people", "note": "cần 2 người"}, headers=key)
    assert (first.status_code, again.json) == (201, first.json)
    case = officer.get(f"/api/v1/incidents/{scene.incident}").json
    assert case["help_crew_id"] == scene.tn1
    assert [bool(step["done_at"]) for step in case["checklist"]] == [True, False, False]
    asked = [line for line in case["timeline"] if line["kind"] == "incident.help_asked"]
    assert [(line["text"], line["data"]["need"]) for line in asked] == [("cần 2 người", "people")]
    paused = tablet.post(f"/api/v1/crews/{scene.tn1}/status", json={"status": "break", "reason": "danger"})
    assert (paused.json["status"], paused.json["pause"]) == ("break", "danger")
    answered = officer.post(f"/api/v1/incidents/{scene.incident}/help-answered")
    assert answered.json["help_at"] is None
    assert officer.post(f"/api/v1/incidents/{scene.incident}/checks", json={"step": "tow"}).status_code == 200
