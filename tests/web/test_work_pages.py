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
