"""The citizens' door over HTTP: one report however often it is sent, bad uploads refused in words."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from ioc.incidents import service as incidents
from ioc.incidents.models import Incident
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.files import StoredFile
from ioc.kernel.pictures import process_quarantine
from ioc.reports import service
from ioc.reports.models import Report
from tests.kernel.test_uploads import huge_png, jpeg

JSON = {"Accept": "application/json"}
WHERE = {"category": "road", "lat": "16.4777", "lon": "107.5957", "place_source": "gps"}


@pytest.fixture
def citizen(city, client_for):
    return client_for("anonymous")


def post(client, *photos: bytes, **fields):
    data = {**WHERE, "key": "one-tap-key", **fields, "photos": [(BytesIO(p), f"{n}.jpg") for n, p in enumerate(photos)]}
    return client.post("/report", data=data, headers=JSON, content_type="multipart/form-data")


def count(db, table=Report) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_given_a_form_when_sent_three_times_then_one_report_one_incident_one_tracking_page(citizen, city) -> None:
    photo = jpeg()
    answers = [post(citizen, photo) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["token"] for answer in answers}) == 1
    assert (count(city), count(city, Incident)) == (1, 1)


def test_given_a_plain_form_when_sent_then_303_to_the_tracking_page(citizen) -> None:
    answer = citizen.post("/report", data={**WHERE, "key": "no-script"}, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/r/")


def test_given_a_report_when_its_page_is_opened_then_it_can_be_installed_as_every_page_of_the_citizens(citizen) -> None:
    pages = ("/", "/report", f"/r/{post(citizen).json['token']}")
    heads = [
        set(re.findall(r'<link rel="(?:icon|apple-touch-icon|manifest)"[^>]+>', citizen.get(p).text)) for p in pages
    ]
    assert len(heads[0]) == 3
    assert heads[0] == heads[1] == heads[2]


@pytest.mark.parametrize(
    ("photo", "status"),
    [(b"not a picture", 422), (b"", 422), (huge_png(60_000), 422), (b"\xff\xd8\xff" + b"\0" * 15_100_000, 413)],
)
def test_given_a_bad_upload_when_sent_then_refused_in_a_sentence_and_nothing_is_kept(
    citizen, city, photo, status
) -> None:
    answer = post(citizen, photo)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"].endswith(".")
    assert count(city) == 0


def test_given_200_mb_when_announced_then_413_before_any_of_it_is_read(citizen, city) -> None:
    class Body:
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += max(size, 0)
            return b"\0" * size

    body = Body()
    answer = citizen.post(
        "/report",
        headers=JSON,
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": "200000000"},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert body.taken == 0
    assert count(city) == 0


def test_given_script_in_every_field_when_received_then_kept_as_words(citizen, city, client_for) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert post(citizen, text=evil, name=evil).status_code == 201
    card = client_for("officer").get("/api/v1/reports").json["items"][0]
    assert card["text"] == evil  # as typed: every page escapes what it shows


def test_given_a_flood_from_one_address_when_sent_then_429_says_when_to_come_back(citizen) -> None:
    address = {"REMOTE_ADDR": "203.0.113.9"}
    answers = [citizen.get("/report/where?lat=1&lon=1", environ_base=address) for _ in range(70)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].json["retry_after_s"] > 0
    sent = citizen.post("/report", data={**WHERE, "key": "after-looking"}, environ_base=address)
    assert sent.status_code == 303  # who has searched for the place may still report it


def test_given_a_percent_sign_when_searched_for_then_it_is_a_letter_like_others(citizen, client_for) -> None:
    post(citizen, text="Ngập 100% mặt đường")
    officer = client_for("officer")
    found = [len(officer.get("/api/v1/reports", query_string={"q": q}).json["items"]) for q in ("100%", "n%p", "n_ập")]
    assert found == [1, 0, 0]


def test_given_a_key_that_somebody_used_when_another_report_comes_with_it_then_neither_gets_the_others_page(
    citizen, city
) -> None:
    first = post(citizen, text="Ổ gà").json
    photo = jpeg()
    more = post(citizen, photo, text="Ổ gà").json  # the answer was lost, a photo was added, and it was sent again
    assert more["token"] != first["token"]
    assert post(citizen, text="Ổ gà").json == first
    assert post(citizen, photo, text="Ổ gà").json == more
    assert count(city) == 2
    body = {"category": "road", "lat": 16.47, "lon": 107.59, "text": "của tôi", "key": "one-tap-key"}
    refused = citizen.post("/api/v1/reports", json=body)
    assert (refused.status_code, "token" in refused.json) == (422, False)


def test_given_two_systems_when_they_count_their_keys_alike_then_each_has_its_own_report(client_for, city) -> None:
    body = {"category": "road", "lat": 16.47, "lon": 107.59, "key": "00000001"}
    one, other = (client_for(role).post("/api/v1/reports", json=body) for role in ("officer", "admin"))
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json["token"] != other.json["token"]


def test_given_a_photo_when_re_encoded_then_only_the_token_and_staff_may_see_it(
    citizen, city, settings, client_for
) -> None:
    token = post(citizen, jpeg()).json["token"]
    officer = client_for("officer")
    assert officer.get("/api/v1/reports").json["items"][0]["photos"] == []
    process_quarantine(city, settings.home, now())
    file_id = officer.get("/api/v1/reports").json["items"][0]["photos"][0]["id"]
    shown = citizen.get(f"/r/{token}/photos/{file_id}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.headers["Cache-Control"].startswith("private,")
    assert citizen.get(f"/r/{token}/photos/{file_id}/thumb").status_code == 200
    assert citizen.get(f"/r/{'x' * 32}/photos/{file_id}").status_code == 404
    assert citizen.get(f"/r/{token}/photos/{file_id + 1}").status_code == 404


def test_given_an_answer_when_rated_and_reopened_by_form_then_the_incident_is_open_again(citizen, city) -> None:
    token = post(citizen).json["token"]
    with city.write() as session:
        report = service.by_token(session, token)
        incidents.resolve(session, SYSTEM, now(), report.incident_id)
    assert citizen.post(f"/r/{token}/rate", data={"stars": "2", "text": "Vẫn còn"}).status_code == 303
    assert citizen.post(f"/r/{token}/rate", data={"stars": "9"}).status_code == 422
    assert [citizen.post(f"/r/{token}/reopen").status_code for _ in range(2)] == [303, 303]
    with city.read() as session:
        report = service.by_token(session, token)
        assert (report.state, report.reopened) == ("accepted", 1)
        assert session.get_one(Incident, report.incident_id).state == "triaged"


def test_given_the_api_when_the_same_key_comes_with_another_body_then_422(citizen, city) -> None:
    body = {"category": "road", "lat": 16.47, "lon": 107.59, "text": "a"}
    headers = {"Idempotency-Key": "api-key-1"}
    first = citizen.post("/api/v1/reports", json=body, headers=headers)
    again = citizen.post("/api/v1/reports", json=body, headers=headers)
    other = citizen.post("/api/v1/reports", json={**body, "text": "b"}, headers=headers)
    assert (first.status_code, again.json, other.status_code) == (201, first.json, 422)
    assert count(city) == 1


@pytest.mark.parametrize(("field", "wrong"), [("phone", "0905"), ("email", "hoa tại huế")])
def test_given_a_contact_that_reaches_nobody_when_sent_then_422_names_the_field_and_nothing_is_kept(
    citizen, city, field: str, wrong: str
) -> None:
    answer = post(citizen, **{field: wrong})
    assert (answer.status_code, answer.json["field"]) == (422, field)
    told = citizen.post("/api/v1/reports", json={"category": "road", "lat": 16.47, "lon": 107.59, field: wrong})
    assert [each["field"] for each in told.json["fields"]] == [field]
    assert count(city) == 0
    assert post(citizen, phone="+84 905.123.456", email="hoa@example.vn").status_code == 201


def test_given_a_program_that_names_its_fields_otherwise_when_sent_then_no_photo_is_lost_and_no_words_pass_by(
    city, client_for
) -> None:
    program = client_for("anonymous")
    data = {**WHERE, "photo": (BytesIO(jpeg()), "a.jpg")}
    made = program.post("/api/v1/reports", data=data)
    assert made.status_code == 201
    with city.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    refused = program.post("/api/v1/reports", data={**WHERE, "contact": "0900 000 000"})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json["fields"]] == ["contact"]
