"""A photo is shown to those who may see its incident, and to nobody before it is re-encoded."""

from io import BytesIO

import pytest

from ioc.incidents.models import Incident
from ioc.kernel.clock import now
from ioc.kernel.pictures import process_quarantine
from ioc.reports.models import Report
from tests.kernel.test_uploads import jpeg


@pytest.fixture
def sent(city, client_for) -> int:
    """A citizen's report with one photo; its id."""
    data = {"category": "road", "lat": "16.4777", "lon": "107.5957", "photos": (BytesIO(jpeg()), "a.jpg")}
    return client_for("anonymous").post("/report", data=data, headers={"Accept": "application/json"}).json and 1


def test_given_a_photo_in_quarantine_when_asked_for_then_pending(sent, client_for) -> None:
    answer = client_for("officer").get("/files/1")
    assert (answer.status_code, answer.json["type"]) == (404, "pending")


def test_given_a_ready_photo_when_asked_for_then_only_its_own_people_get_it(sent, city, settings, client_for) -> None:
    process_quarantine(city, settings.home, now())
    with city.read() as session:
        incident = session.get_one(Incident, session.get_one(Report, sent).incident_id)
    assert client_for("officer").get("/files/1/thumb").mimetype == "image/jpeg"
    assert client_for("agency", agency_id=incident.agency_id).get("/files/1").status_code == 200
    assert client_for("agency", agency_id=incident.agency_id + 1).get("/files/1").status_code == 404
    assert client_for("anonymous").get("/files/1").status_code == 401
    assert client_for("device").get("/files/1").status_code == 403
    assert client_for("officer").get("/files/1/../../secrets/session-key").status_code == 404
