"""Dispatch over HTTP: an officer sends, a tablet tells, everybody sees only what is theirs."""

import io

from PIL import Image

from tests.dispatch.conftest import Scene


def jpeg() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def test_given_an_officer_and_a_tablet_when_an_incident_is_worked_then_it_ends_resolved_with_proof(
    scene: Scene, client_for
) -> None:
    officer, tablet = client_for("officer"), client_for("crew", crew_id=scene.tn1)
    address = f"/api/v1/incidents/{scene.incident}"
    told = officer.get(f"{address}/recommendation").json
    assert told["ranked"] == []
    assert {one["reason"]["code"] for one in told["excluded"]} == {"position_stale"}
    here = {"lat": 16.46, "lon": 107.59, "at": "2025-11-22T00:00:00Z"}
    assert tablet.post(f"/api/v1/crews/{scene.tn2}/position", json=here).status_code == 404
    assert tablet.post(f"/api/v1/crews/{scene.tn1}/position", json=here).status_code == 200
    sent = officer.post(f"{address}/dispatch", json={"crew_ids": [scene.tn1]}, headers={"Idempotency-Key": "a"})
    again = officer.post(f"{address}/dispatch", json={"crew_ids": [scene.tn1]}, headers={"Idempotency-Key": "a"})
    assert (sent.status_code, sent.json) == (201, again.json)
    key = sent.json["items"][0]["id"]
    assert [card["id"] for card in tablet.get("/api/v1/assignments").json["items"]] == [key]
    assert [card["id"] for card in tablet.get("/api/v1/incidents").json["items"]] == [scene.incident]
    for move in ("accept", "en_route", "on-scene"):  # spelled as its address or as the state it leads to
        assert tablet.post(f"/api/v1/assignments/{key}/{move}", json={}).status_code == 200
    lacking = tablet.post(f"/api/v1/assignments/{key}/done", json={"note": "xong"})
    assert (lacking.status_code, lacking.json["missing"]) == (422, ["photo"])
    shot = tablet.post(f"/api/v1/assignments/{key}/photos", data={"file": (jpeg(), "a.jpg"), "kind": "after"})
    assert shot.status_code == 201
    done = tablet.post(f"/api/v1/assignments/{key}/done", json={"note": "xong", "photos": [shot.json["id"]]})
    assert (done.status_code, done.json["state"]) == (200, "done")
    finished = officer.get("/api/v1/incidents?state=resolved").json["items"]
    assert [(card["id"], card["photos"]) for card in finished] == [(scene.incident, 1)]


def test_given_an_illegal_move_when_sent_then_the_legal_ones_are_named_and_it_is_on_record(
    scene: Scene, client_for
) -> None:
    (key,) = scene.send(scene.tn1)
    tablet = client_for("crew", crew_id=scene.tn1)
    refused = tablet.post(f"/api/v1/assignments/{key}/on-scene", json={"device_at": "2025-11-22T11:00:00Z"})
    assert (refused.status_code, refused.json["legal"]) == (409, ["abort", "accept", "decline"])
    log = client_for("officer").get("/api/v1/assignments?state=all").json["items"]
    assert log[0]["late"] is True
    assert tablet.post(f"/api/v1/assignments/{key}/fly", json={}).status_code == 404


def test_given_other_roles_when_they_ask_then_they_see_only_what_is_theirs(scene: Scene, client_for) -> None:
    (key,) = scene.send(scene.tn1)
    stranger = client_for("agency", agency_id=9)
    other = client_for("crew", crew_id=scene.tn2)
    assert stranger.get("/api/v1/assignments").json["items"] == []
    assert stranger.get("/api/v1/crews").json["items"] == []
    assert other.get("/api/v1/assignments").json["items"] == []
    assert other.get(f"/api/v1/assignments/{key}").status_code == 404
    assert other.post(f"/api/v1/assignments/{key}/accept", json={}).status_code == 404
    assert other.get("/api/v1/crews").status_code == 403
    assert client_for("viewer").post(f"/api/v1/assignments/{key}/accept", json={}).status_code == 403
    assert client_for("agency", agency_id=1).get("/api/v1/crews").json["items"] != []


def test_given_a_supervisor_when_crews_are_managed_then_codes_are_unique_and_input_is_checked(
    scene: Scene, client_for
) -> None:
    boss = client_for("supervisor")
    new = {"code": "TN-09", "name": "Tổ TN-09", "agency_id": 1, "skills": ["pump"], "lat": 16.4, "lon": 107.5}
    made = boss.post("/api/v1/crews", json=new)
    assert (made.status_code, made.json["status"], made.json["position_at"] is not None) == (201, "available", True)
    assert boss.post("/api/v1/crews", json=new).status_code == 409
    assert boss.post("/api/v1/crews", json={**new, "code": "X", "skills": ["<script>"]}).status_code == 422
    assert boss.patch(f"/api/v1/crews/{made.json['id']}", json={"leader": "Lê Thị Thu"}).json["version"] == 2
    assert client_for("officer").post("/api/v1/crews", json=new).status_code == 403


def test_given_two_who_edit_a_crew_that_drives_when_the_second_saw_an_older_edition_then_412(
    scene: Scene, client_for
) -> None:
    boss, path = client_for("supervisor"), f"/api/v1/crews/{scene.tn1}"
    held = {"If-Match": f'"{boss.get(path).json["edition"]}"'}
    fix = {"lat": 16.47, "lon": 107.6, "at": "2025-11-22T12:01:00Z"}
    client_for("crew", crew_id=scene.tn1).post(f"{path}/position", json=fix)
    first = boss.patch(path, json={"leader": "Thu"}, headers=held)
    assert (first.status_code, first.json["edition"]) == (200, 2)
    late = boss.patch(path, json={"leader": "Mai"}, headers=held)
    assert (late.status_code, late.json["theirs"], late.json["current"]["leader"]) == (412, 2, "Thu")
    assert boss.patch(path, json={"leader": "Mai"}).json["leader"] == "Mai"


def test_given_fixes_that_waited_when_sent_together_then_the_newest_is_where_it_is(scene: Scene, client_for) -> None:
    tablet = client_for("crew", crew_id=scene.tn1)
    fixes = [{"lat": 16.46 + n / 1000, "lon": 107.59, "at": f"2025-11-22T12:0{n}:00Z"} for n in (3, 1, 2)]
    told = tablet.post(f"/api/v1/crews/{scene.tn1}/positions", json={"items": fixes})
    assert (told.status_code, told.json["position_at"]) == (200, "2025-11-22T12:03:00.000Z")
