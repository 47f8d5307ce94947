"""Pages served whole: an agency's queue and the leaders' page."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from ioc.agencies import seed
from ioc.agencies.models import Category
from ioc.incidents.models import Attachment, Incident
from ioc.kernel.db import Database
from ioc.web.assets import DIST

SCRIPT = "<script>alert(1)</script>"
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(not Path(DIST, ".vite").exists(), reason="the browser side is not built (make test builds it)"),
]


@pytest.fixture
def incident(client_for, db: Database):
    with db.write() as session:
        seed.seed(session)
        category = session.scalars(select(Category)).first()
    body = {"category": category.code, "title": SCRIPT, "lat": 16.46, "lon": 107.59}
    made = client_for("officer").post("/api/v1/incidents", json=body)
    assert made.status_code == 201, made.text
    return made.json


def test_given_an_agency_when_it_opens_its_queue_then_it_sees_its_own_work_only(client_for, incident) -> None:
    own = client_for("agency", agency_id=incident["agency_id"])
    page = own.get("/agency").text
    assert incident["code"] in page
    assert SCRIPT not in page
    other = client_for("agency", agency_id=incident["agency_id"] + 1)
    assert incident["code"] not in other.get("/agency").text
    assert other.get(f"/agency/{incident['id']}").status_code == 404


def test_given_an_english_agency_when_nobody_typed_a_title_then_queue_and_job_bear_the_english_name(
    client_for, incident
) -> None:
    body = {"category": "flood", "lat": 16.47, "lon": 107.6}
    made = client_for("officer").post("/api/v1/incidents", json=body).json
    own = client_for("agency", agency_id=made["agency_id"])
    for path in ("/agency", f"/agency/{made['id']}"):
        assert "Flooded street" in own.get(f"{path}?lang=en").text
        assert "Ngập đường" in own.get(f"{path}?lang=vi").text


def test_given_a_job_when_answered_with_words_and_photo_then_it_is_done(client_for, incident, db: Database) -> None:
    own = client_for("agency", agency_id=incident["agency_id"])
    path = f"/agency/{incident['id']}"
    assert own.post(f"{path}/note", data={"text": SCRIPT}).status_code == 303
    assert own.post(f"{path}/note", data={"text": " "}).status_code == 422
    out = BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG")
    assert own.post(f"{path}/photo", data={"file": (BytesIO(out.getvalue()), "a.jpg")}).status_code == 303
    assert own.post(f"{path}/photo", data={"file": (BytesIO(b"no picture"), "a.jpg")}).status_code == 422
    page = own.get(path).text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert own.post(f"{path}/resolve", data={"text": "Đã thông cống"}).status_code == 303
    assert own.post(f"{path}/resolve", data={}).status_code == 409
    with db.read() as session:
        assert session.get(Incident, incident["id"]).state == "resolved"
        assert session.scalars(select(Attachment.kind)).all() == ["after"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "asked", ["period=day", "period=week&day=2026-02-30", "period=month&day=1999-01-01", "period=x"]
)
def test_given_the_leaders_page_when_opened_then_it_begins_with_one_sentence(client_for, incident, lang, asked) -> None:
    page = client_for("supervisor").get(f"/lead?lang={lang}&{asked}")
    assert page.status_code == 200
    assert 'class="sentence"' in page.text


def test_given_a_deadline_that_cannot_be_kept_when_more_time_is_asked_then_a_leader_answers(
    client_for, incident, db: Database
) -> None:
    own, leader = client_for("agency", agency_id=incident["agency_id"]), client_for("supervisor")
    path, api = f"/agency/{incident['id']}", f"/api/v1/incidents/{incident['id']}/more-time"
    assert own.post(f"{path}/more-time", data={"until": "2099-01-01T10:00", "reason": " "}).status_code == 422
    assert own.post(f"{path}/more-time", data={"until": "2001-01-01T10:00", "reason": "Chờ bơm"}).status_code == 422
    assert own.post(f"{path}/more-time", data={"until": "2099-01-01T10:00", "reason": "Chờ bơm"}).status_code == 303
    assert "Chờ bơm" in own.get(path).text
    assert own.post(f"{api}/answer", json={"give": True}).status_code == 403, "nobody answers oneself"
    with db.read() as session:
        due = session.get(Incident, incident["id"]).due_at
    assert incident["code"] in leader.get("/lead").text
    assert leader.post(f"/lead/more-time/{incident['id']}", data={"reason": ""}).status_code == 422
    assert leader.post(f"/lead/more-time/{incident['id']}", data={"give": "1"}).status_code == 303
    with db.read() as session:
        row = session.get(Incident, incident["id"])
    assert (row.due_at.year, row.more_time_until) == (2099, None)
    assert row.due_at > due
    assert leader.post(f"{api}/answer", json={"give": True}).status_code == 409


def test_given_work_that_is_not_theirs_when_handed_back_then_it_leaves_the_queue(client_for, incident) -> None:
    own = client_for("agency", agency_id=incident["agency_id"])
    path = f"/agency/{incident['id']}"
    assert own.post(f"{path}/hand-back", data={"reason": ""}).status_code == 422
    assert own.post(f"{path}/hand-back", data={"reason": "Cây của khu tư nhân"}).status_code == 303
    assert incident["code"] not in own.get("/agency").text
    assert own.get(path).status_code == 404
    card = client_for("officer").get(f"/api/v1/incidents/{incident['id']}").json
    assert card["state"] == "open"
    assert card["agency_id"] != incident["agency_id"]


def test_given_figures_when_taken_as_a_table_then_a_spreadsheet_opens_it_and_runs_nothing(
    client_for, incident, db: Database
) -> None:
    with db.write() as session:
        session.get(Incident, incident["id"]).ward = "=cmd()"
    answer = client_for("supervisor").get("/lead/figures.csv?period=day")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "'=cmd()" in answer.text
    assert client_for("agency", agency_id=1).get("/lead/figures.csv").status_code == 403
