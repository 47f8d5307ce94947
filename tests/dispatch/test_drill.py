"""A drill is opened by an officer, worked by the crews of every day, and enters no figure."""

from tests.dispatch.conftest import Scene, scene

__all__ = ["scene"]


def test_given_a_drill_when_it_is_opened_and_sent_to_a_crew_then_it_says_what_it_is_and_no_figure_counts_it(
    scene: Scene, client_for
) -> None:
    officer, tablet = client_for("officer"), client_for("crew", crew_id=scene.tn1)
    before = officer.get("/api/v1/figures").json
    draft = {"category": "flood", "lat": 16.47, "lon": 107.6, "priority": 1, "drill": True}
    drill = officer.post("/api/v1/incidents", json=draft).json
    assert drill["origin"] == "drill"
    told = officer.get(f"/api/v1/incidents/{drill['id']}/recommendation").json
    assert {one["crew_id"] for one in (*told["ranked"], *told["excluded"])} >= {scene.tn1, scene.tn2}
    sent = officer.post(f"/api/v1/incidents/{drill['id']}/dispatch", json={"crew_ids": [scene.tn1]})
    assert (sent.status_code, sent.json["items"][0]["origin"]) == (201, "drill")
    assert [card["origin"] for card in tablet.get("/api/v1/incidents").json["items"]] == ["drill"]
    after = officer.get("/api/v1/figures").json
    assert (after["waiting"], after["in_hand"]) == (before["waiting"], before["in_hand"])


def test_given_what_is_real_when_a_drill_is_near_then_they_do_not_meet(scene: Scene, client_for) -> None:
    officer = client_for("officer")
    draft = {"category": "flood", "lat": 16.47, "lon": 107.6}
    drill = officer.post("/api/v1/incidents", json={**draft, "drill": True}).json
    real = officer.post("/api/v1/incidents", json=draft).json
    assert officer.post(f"/api/v1/incidents/{real['id']}/merge", json={"into": drill["id"]}).status_code in (409, 422)
