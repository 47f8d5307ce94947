"""GET /api/v1/events: the log for programs of the city, page by page."""

from ioc.agencies.seed import seed

FLOOD = {"category": "flood", "lat": 16.4716, "lon": 107.5957}


def test_given_a_log_when_read_page_by_page_then_every_fact_comes_once_and_in_order(db, client_for) -> None:
    with db.write() as session:
        seed(session)
    officer = client_for("officer")
    made = [officer.post("/api/v1/incidents", json={**FLOOD, "lat": 16.40 + n / 50}).json["id"] for n in range(3)]
    seen, since = [], 0
    while since is not None:
        page = officer.get(f"/api/v1/events?since={since}&limit=2").json
        seen += page["items"]
        since = page["next"]
    assert [each["seq"] for each in seen] == sorted({each["seq"] for each in seen})
    opened = [each["subject"] for each in seen if each["kind"] == "incident.opened"]
    assert opened == [f"incident:{key}" for key in made]
    assert officer.get(f"/api/v1/events?since={seen[-1]['seq']}").json == {"items": [], "next": None}


def test_given_a_number_that_the_log_has_not_reached_when_asked_then_it_is_a_conflict_and_no_silence(
    db, client_for
) -> None:
    with db.write() as session:
        seed(session)
    officer = client_for("officer")
    officer.post("/api/v1/incidents", json=FLOOD)
    head = officer.get("/api/v1/events").json["items"][-1]["seq"]
    answer = officer.get(f"/api/v1/events?since={head + 1}")
    assert answer.status_code == 409
    assert answer.json["head"] == head


def test_given_who_is_no_staff_when_the_log_is_asked_then_it_is_refused(db, client_for) -> None:
    with db.write() as session:
        seed(session)
    assert client_for("viewer").get("/api/v1/events").status_code == 403
    assert client_for("agency", agency_id=1).get("/api/v1/events").status_code == 403
    assert client_for("officer").get("/api/v1/events?since=-1").status_code == 422
