"""The whole case of an incident, as each role may read it."""

from pathlib import Path

from sqlalchemy import update

from ioc.accounts.models import ApiToken
from ioc.dispatch import service
from ioc.dispatch.service import Word
from ioc.incidents import service as incidents
from ioc.incidents.service import Draft
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.reports import intake
from ioc.reports.schemas import NewReport
from tests.dispatch.conftest import Scene, scene
from tests.incidents.conftest import LAT, LON, NOON

__all__ = ["scene"]


def report(scene: Scene, settings, text: str) -> int:
    with scene.db.write() as session:
        new = NewReport(category="flood", lat=LAT, lon=LON, text=text)
        return intake.receive(session, SYSTEM, NOON, settings.home, new).id


def test_given_a_worked_incident_when_its_case_is_read_then_everything_is_there_in_order(
    scene: Scene, settings, client_for
) -> None:
    report(scene, settings, "nước lên nhanh")
    (key,) = scene.send(scene.tn1)
    with scene.db.write() as session:
        service.move(session, scene.crew(scene.tn1), NOON, key, "accept")
        service.move(session, scene.officer, NOON, key, "abort", Word(reason="nước đã rút"))
        incidents.note(session, scene.officer, NOON, scene.incident, "dân báo nước rút")
    case = client_for("officer").get(f"/api/v1/incidents/{scene.incident}").json
    assert [line["kind"] for line in case["timeline"] if not line["kind"].startswith("crew")] == [
        "incident.opened",
        "report.received",
        "incident.joined",
        "report.linked",
        "assignment.offered",
        "incident.followed",
        "report.accepted",
        "assignment.accepted",
        "assignment.aborted",
        "incident.followed",
        "incident.noted",
    ]
    by_kind = {line["kind"]: line for line in case["timeline"]}
    assert by_kind["report.received"]["text"] == "nước lên nhanh"
    assert by_kind["assignment.offered"]["data"]["crew"] == "TN-01"
    assert by_kind["assignment.aborted"]["text"] == "nước đã rút"
    assert by_kind["incident.noted"]["actor"] == {"kind": "user", "id": scene.officer.id, "name": "Hoàng Thị Lan"}
    assert by_kind["incident.noted"]["text"] == "dân báo nước rút"
    assert (case["reports"], len(case["reports_list"]), len(case["assignments"])) == (1, 1, 1)
    assert [step["code"] for step in case["checklist"]] == ["block", "tow", "level"]


def test_given_a_crew_when_it_reads_its_case_then_citizens_words_are_not_in_it(
    scene: Scene, settings, client_for
) -> None:
    report(scene, settings, "tôi là Hoa, số 0901234567")
    tablet, other = client_for("crew", crew_id=scene.tn1), client_for("crew", crew_id=scene.tn2)
    assert tablet.get(f"/api/v1/incidents/{scene.incident}").status_code == 404
    scene.send(scene.tn1)
    told = tablet.get(f"/api/v1/incidents/{scene.incident}")
    assert told.status_code == 200
    assert "0901234567" not in told.text
    assert other.get(f"/api/v1/incidents/{scene.incident}").status_code == 404


def test_given_a_merged_incident_when_the_one_that_stays_is_read_then_both_stories_are_one(
    scene: Scene, settings, client_for
) -> None:
    with scene.db.write() as session:
        other = incidents.open_incident(session, SYSTEM, NOON, Draft("flood", LON, LAT, text="hố ga bật nắp")).id
        incidents.merge(session, scene.officer, NOON, other, scene.incident)
    case = client_for("officer").get(f"/api/v1/incidents/{scene.incident}").json
    told = [(line["kind"], line["text"]) for line in case["timeline"]]
    assert ("incident.opened", "hố ga bật nắp") in told
    assert {"incident.merged", "incident.absorbed"} <= {kind for kind, _text in told}


def test_given_a_crews_tablet_and_a_system_when_the_case_is_read_then_histories_name_people_not_tokens(
    scene: Scene, client_for
) -> None:
    tablet, program = client_for("crew", crew_id=scene.tn1), client_for("officer")
    (key,) = scene.send(scene.tn1)
    assert tablet.post(f"/api/v1/assignments/{key}/accept").status_code == 200
    assert program.post(f"/api/v1/incidents/{scene.incident}/claim").status_code == 200
    case = program.get(f"/api/v1/incidents/{scene.incident}").json
    names = {line["kind"]: line["actor"].get("name") for line in case["timeline"]}
    assert names["assignment.accepted"] == "Tổ TN-01"
    assert names["incident.claimed"] == "test officer"


def test_given_a_program_of_the_house_when_the_case_is_read_then_each_reader_reads_its_name_in_their_language(
    scene: Scene, client_for
) -> None:
    program = client_for("officer")
    assert program.post(f"/api/v1/incidents/{scene.incident}/claim").status_code == 200

    def called(name: str, language: str) -> str:
        with scene.db.write() as session:
            session.execute(update(ApiToken).values(name=name))
        case = program.get(f"/api/v1/incidents/{scene.incident}?lang={language}").json
        return next(line["actor"]["name"] for line in case["timeline"] if line["kind"] == "incident.claimed")

    assert [called("mô phỏng", language) for language in ("vi", "en")] == ["mô phỏng", "simulation"]
    assert [called("dòng lệnh", language) for language in ("vi", "en")] == ["dòng lệnh", "command line"]
    assert [called("Cổng 1022", language) for language in ("vi", "en")] == ["Cổng 1022", "Cổng 1022"]
    assert called("demo crews", "en") == "System"


def test_given_merged_incidents_when_the_case_is_read_then_they_can_be_named_to_be_taken_out(
    scene: Scene, client_for
) -> None:
    officer = client_for("officer")
    other = officer.post("/api/v1/incidents", json={"category": "flood", "lat": LAT, "lon": LON}).json
    officer.post(f"/api/v1/incidents/{other['id']}/merge", json={"into": scene.incident})
    case = officer.get(f"/api/v1/incidents/{scene.incident}").json
    assert [one["code"] for one in case["merged"]] == [other["code"]]
    officer.post(f"/api/v1/incidents/{other['id']}/unmerge")
    assert officer.get(f"/api/v1/incidents/{scene.incident}").json["merged"] == []


def test_given_every_fact_that_a_case_can_tell_then_the_desk_has_words_for_it() -> None:
    told = {
        kind for kind, fact in events.KINDS.items() if fact.subject in ("incident", "alarm", "assignment", "report")
    }
    story = (Path(__file__).parents[2] / "static" / "src" / "desk" / "story.ts").read_text("utf-8")
    assert sorted(kind for kind in told if f"'{kind}'" not in story) == []
