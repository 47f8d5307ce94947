"""Incidents over HTTP: what the console, an agency and a script do."""

import io

from PIL import Image

from ioc.agencies import seed
from ioc.kernel.db import Database

FLOOD = {"category": "flood", "lat": 16.4637, "lon": 107.5963}


def _seeded(db: Database) -> None:
    with db.write() as session:
        seed.seed(session)


def test_given_an_officer_when_an_incident_is_opened_judged_and_listed_then_the_queue_is_by_urgency(
    db: Database, client_for
) -> None:
    _seeded(db)
    officer = client_for("officer")
    made = [officer.post("/api/v1/incidents", json={**FLOOD, "priority": p}) for p in (3, 1, 2)]
    assert [answer.status_code for answer in made] == [201] * 3
    ids = [answer.json["id"] for answer in made]
    queue = officer.get("/api/v1/incidents?limit=2").json
    assert [card["id"] for card in queue["items"]] == [ids[1], ids[2]]
    rest = officer.get(f"/api/v1/incidents?limit=2&cursor={queue['next']}").json
    assert ([card["id"] for card in rest["items"]], rest["next"]) == ([ids[0]], None)
    judged = officer.post(f"/api/v1/incidents/{ids[0]}/triage", json={"priority": 1})
    assert (judged.json["state"], judged.json["priority"], judged.json["version"]) == ("triaged", 1, 2)


def test_given_finished_incidents_when_listed_then_the_newest_comes_first_page_by_page(
    db: Database, client_for
) -> None:
    _seeded(db)
    officer = client_for("officer")
    ids = [officer.post("/api/v1/incidents", json=FLOOD).json["id"] for _ in range(5)]
    for key in ids[:2]:
        officer.post(f"/api/v1/incidents/{key}/cancel", json={"reason": "báo nhầm"})
    for key in ids[2:]:
        officer.post(f"/api/v1/incidents/{key}/resolve", json={})
    seen, cursor = [], ""
    while cursor is not None:
        answer = officer.get(f"/api/v1/incidents?state=finished&limit=2&cursor={cursor}").json
        seen += [card["id"] for card in answer["items"]]
        cursor = answer["next"]
    assert seen == ids[::-1]


def test_given_words_without_diacritics_when_searched_then_the_incident_is_found(db: Database, client_for) -> None:
    _seeded(db)
    officer = client_for("officer")
    made = officer.post("/api/v1/incidents", json={**FLOOD, "title": "Ngập 62 cm, xe chết máy"}).json
    for words in ("xe chet", "NGAP 62", made["code"].lower()):
        assert [card["id"] for card in officer.get(f"/api/v1/incidents?q={words}").json["items"]] == [made["id"]]
    assert officer.get("/api/v1/incidents?q=100%25").json["items"] == []


def test_given_bad_input_when_sent_then_each_problem_has_its_status(db: Database, client_for) -> None:
    _seeded(db)
    officer = client_for("officer")
    key = officer.post("/api/v1/incidents", json=FLOOD).json["id"]
    base = f"/api/v1/incidents/{key}"
    cases = [
        (officer.post("/api/v1/incidents", json={**FLOOD, "lat": 91}), 422),
        (officer.post("/api/v1/incidents", json={**FLOOD, "surprise": 1}), 422),
        (officer.post("/api/v1/incidents", data=b"\xff\xfe", content_type="application/json"), 422),
        (officer.get("/api/v1/incidents?state=lost"), 422),
        (officer.get("/api/v1/incidents?cursor=%00"), 422),
        (officer.post("/api/v1/incidents/999999/claim"), 404),
        (officer.post(f"{base}/close"), 409),
        (officer.post(f"{base}/triage", json={"priority": 1}, headers={"If-Match": '"7"'}), 412),
        (officer.post(f"{base}/hold", json={"reason": "chờ", "until": "2025-11-22T12:00:00"}), 422),
        (client_for("viewer").post(f"{base}/triage", json={}), 403),
        (client_for("anonymous").get("/api/v1/incidents"), 401),
        (client_for("agency", agency_id=9).post(f"{base}/notes", json={"text": "?"}), 404),
        (officer.post("/api/v1/incidents", data=b"\xff\xfe"), 415),
    ]
    assert [(answer.status_code, answer.mimetype) for answer, _ in cases] == [
        (status, "application/problem+json") for _, status in cases
    ]
    assert "triage" in cases[6][0].json["legal"]


def test_given_an_agency_when_it_lists_then_it_sees_its_own_only(db: Database, client_for) -> None:
    _seeded(db)
    officer = client_for("officer")
    flood = officer.post("/api/v1/incidents", json=FLOOD).json
    officer.post("/api/v1/incidents", json={**FLOOD, "category": "tree"})
    agency = client_for("agency", agency_id=flood["agency_id"])
    assert [card["id"] for card in agency.get("/api/v1/incidents").json["items"]] == [flood["id"]]
    assert client_for("crew", crew_id=None).get("/api/v1/incidents").json["items"] == []


def test_given_a_photo_when_attached_then_it_counts_and_what_is_no_picture_is_refused(db: Database, client_for) -> None:
    _seeded(db)
    officer = client_for("officer")
    made = officer.post("/api/v1/incidents", json=FLOOD).json
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    address = f"/api/v1/incidents/{made['id']}/attachments"
    good = officer.post(address, data={"file": (io.BytesIO(picture.getvalue()), "a.jpg"), "kind": "after"})
    assert (good.status_code, good.json["kind"]) == (201, "after")
    bad = officer.post(address, data={"file": (io.BytesIO(b"<svg onload=alert(1)>"), "a.jpg")})
    assert bad.status_code == 422
    assert officer.get("/api/v1/incidents").json["items"][0]["photos"] == 1


def test_given_an_open_one_near_when_an_officer_joins_it_then_it_is_one_and_what_was_said_is_kept(
    db: Database, client_for
) -> None:
    _seeded(db)
    officer = client_for("officer")
    spot = {name: FLOOD[name] for name in ("category", "lat", "lon")}
    assert officer.get("/api/v1/incidents/near", query_string=spot).json["items"] == []
    again = {**FLOOD, "title": "Ngập tới yên xe", "text": "Hai nhà dân", "join": True}
    first = officer.post("/api/v1/incidents", json=again)
    assert first.status_code == 201  # there was none to join
    assert [c["id"] for c in officer.get("/api/v1/incidents/near", query_string=spot).json["items"]] == [
        first.json["id"]
    ]
    joined = officer.post("/api/v1/incidents", json=again)
    assert (joined.status_code, joined.json["id"]) == (200, first.json["id"])
    story = officer.get(f"/api/v1/incidents/{first.json['id']}").json["timeline"]
    assert "Ngập tới yên xe\nHai nhà dân" in [line["text"] for line in story]
    assert officer.post("/api/v1/incidents", json=FLOOD).json["id"] != first.json["id"]  # nobody asked to join
    drill = officer.post("/api/v1/incidents", json={**again, "drill": True})
    assert drill.status_code == 201  # a drill is never part of what is real
    assert client_for("crew").get("/api/v1/incidents/near", query_string=spot).status_code == 403


def test_given_a_neighbour_when_asked_what_is_joinable_then_same_category_comes_first(db: Database, client_for) -> None:
    _seeded(db)
    officer = client_for("officer")
    one = officer.post("/api/v1/incidents", json=FLOOD).json["id"]
    tree = officer.post("/api/v1/incidents", json={**FLOOD, "category": "tree"}).json["id"]
    near = officer.post("/api/v1/incidents", json={**FLOOD, "lat": FLOOD["lat"] + 0.001}).json["id"]
    officer.post("/api/v1/incidents", json={**FLOOD, "lat": FLOOD["lat"] + 0.1})
    found = officer.get(f"/api/v1/incidents/{one}/joinable").json["items"]
    assert [card["id"] for card in found] == [near, tree]
    assert officer.post(f"/api/v1/incidents/{one}/merge", json={"into": near}).json["id"] == near
    assert officer.post(f"/api/v1/incidents/{one}/unmerge").json["state"] == "open"


def test_given_an_agency_when_it_judges_its_own_incident_then_refused_but_it_works_on(db: Database, client_for) -> None:
    _seeded(db)
    flood = client_for("officer").post("/api/v1/incidents", json=FLOOD).json
    agency = client_for("agency", agency_id=flood["agency_id"])
    base = f"/api/v1/incidents/{flood['id']}"
    judging = ("triage", "hold", "resume", "cancel", "close", "reopen", "merge", "unmerge")
    assert {agency.post(f"{base}/{move}", json={}).status_code for move in judging} == {403}
    assert agency.post(f"{base}/notes", json={"text": "đang bơm"}).status_code == 201
    for role in ("officer", "supervisor", "admin"):
        assert client_for(role).post(f"{base}/triage", json={"priority": 2}).status_code == 200
