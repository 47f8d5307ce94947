"""A crew that the city no longer has: history stays, nobody sends it, nothing that it does is lost."""

import pytest
from sqlalchemy import select

from ioc.dispatch import service
from ioc.dispatch.models import Assignment, Crew
from ioc.incidents.models import Incident
from ioc.kernel.errors import Conflict
from ioc.kernel.events import Event
from tests.dispatch.conftest import Scene
from tests.incidents.conftest import NOON


def _retire(scene: Scene, crew_id: int) -> None:
    with scene.db.write() as session:
        service.crews.edit(session, scene.officer, NOON, crew_id, {"active": False})


def test_given_a_retired_crew_when_crews_are_recommended_or_sent_then_it_is_not_among_them(scene: Scene) -> None:
    _retire(scene, scene.tn1)
    with scene.db.read() as session:
        told = service.recommend(session, scene.officer, NOON, scene.incident)
        row = session.get_one(Crew, scene.tn1)
        assert (row.active, row.status, row.shift_ends_at) == (False, "off", None)
    assert scene.tn1 not in [each["crew_id"] for each in (*told["ranked"], *told["excluded"])]
    with pytest.raises(Conflict) as refused:
        scene.send(scene.tn1)
    assert refused.value.extra["crews"] == ["TN-01"]


def test_given_a_crew_at_work_when_it_is_retired_then_it_is_refused_and_the_work_named(scene: Scene) -> None:
    [key] = scene.send(scene.tn1)
    with scene.db.write() as session:
        service.move(session, scene.crew(scene.tn1), NOON, key, "accept", service.Word())
        code = session.get_one(Incident, scene.incident).code
    with pytest.raises(Conflict) as refused:
        _retire(scene, scene.tn1)
    assert refused.value.extra["incidents"] == [code]
    with scene.db.read() as session:
        assert session.get_one(Crew, scene.tn1).active


def test_given_an_offer_when_its_crew_is_retired_then_the_incident_waits_for_another(scene: Scene) -> None:
    [key] = scene.send(scene.tn1)
    _retire(scene, scene.tn1)
    with scene.db.read() as session:
        assert session.get_one(Assignment, key).state == "aborted", "its history stays"
        assert session.get_one(Incident, scene.incident).state == "triaged"


def test_given_a_retired_crew_when_it_comes_back_then_it_may_start_a_shift_and_go(scene: Scene) -> None:
    _retire(scene, scene.tn1)
    on = service.Standing("available")
    with pytest.raises(Conflict), scene.db.write() as session:
        service.crews.status(session, scene.crew(scene.tn1), NOON, scene.tn1, on)
    with scene.db.write() as session:
        service.crews.edit(session, scene.officer, NOON, scene.tn1, {"active": True})
        service.crews.status(session, scene.crew(scene.tn1), NOON, scene.tn1, on)
    assert len(scene.send(scene.tn1)) == 1


def test_given_an_edit_when_only_one_thing_differs_then_the_log_names_it_and_who_did_it(scene: Scene) -> None:
    with scene.db.write() as session:
        row = session.get_one(Crew, scene.tn1)
        same = {"name": row.name, "skills": list(row.skills), "leader": None}
        service.crews.edit(session, scene.officer, NOON, scene.tn1, {**same, "phone": "0901"})
        service.crews.edit(session, scene.officer, NOON, scene.tn1, {**same, "phone": "0901"})
    with scene.db.read() as session:
        told = select(Event).where(Event.kind == "crew.changed", Event.subject_id == scene.tn1).order_by(Event.seq)
        added, *edits = session.scalars(told).all()
        assert "code" in added.data["fields"]
        assert [(each.data["fields"], each.actor_id) for each in edits] == [(["phone"], scene.officer.id)]


def test_given_the_api_when_a_crew_is_retired_then_its_card_says_so_and_only_those_who_may_can(
    scene: Scene, client_for
) -> None:
    path = f"/api/v1/crews/{scene.tn1}"
    assert client_for("officer").patch(path, json={"active": False}).status_code == 403
    boss = client_for("supervisor")
    assert boss.patch(path, json={"active": False}).json["active"] is False
    back = client_for("crew", crew_id=scene.tn1).post(f"{path}/status", json={"status": "available"})
    assert back.status_code == 409
    assert boss.patch(path, json={"leader": None}).json["leader"] == ""
    found = client_for("officer").get("/api/v1/search?q=TN-01").json["items"]
    assert [each for each in found if each["type"] == "crew"] == []


def test_given_a_crew_on_shift_when_only_the_end_of_its_shift_moves_then_the_screens_are_told(
    scene: Scene, client_for
) -> None:
    path, until = f"/api/v1/crews/{scene.tn1}", "2030-11-22T22:00:00.000Z"
    boss = client_for("supervisor")
    before = boss.get(path).json["version"]
    told = boss.post(f"{path}/status", json={"status": "available", "until": until}).json
    assert (told["shift_ends_at"], told["version"]) == (until, before + 1)
    again = boss.post(f"{path}/status", json={"status": "available", "until": until}).json
    assert again["version"] == before + 1
