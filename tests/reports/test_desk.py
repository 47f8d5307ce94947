"""The desk and the reporter: duplicates counted where they are, talk apart from notes, answers in time, forgetting."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ioc.accounts.models import AccessRecord
from ioc.incidents import service as incidents
from ioc.incidents.models import Attachment, Incident
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.clock import now
from ioc.kernel.errors import Conflict, Invalid
from ioc.kernel.files import StoredFile
from ioc.kernel.outbox import Delivery
from ioc.kernel.pictures import process_quarantine
from ioc.reports import clock, erasing, intake, service, talk
from ioc.reports.models import Contact, Report, ReportMessage
from ioc.reports.tracking import track
from ioc.web.assets import DIST
from tests.kernel.test_uploads import jpeg
from tests.reports.samples import new, photo

CITIZEN = Actor("citizen", role="citizen")
FAR = {"lat": 16.55, "lon": 107.7}
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
built = pytest.mark.skipif(not Path(DIST, ".vite").exists(), reason="the browser side is not built")


def receive(db, settings, pictures=(), **changes) -> Report:
    with db.write() as session:
        return intake.receive(session, CITIZEN, now(), settings.home, new(**changes), pictures)


def log(db) -> list[events.Event]:
    with db.read() as session:
        return list(events.since(session, 0))


def incident(db, incident_id) -> Incident:
    with db.read() as session:
        return session.get_one(Incident, incident_id)


def test_given_a_duplicate_when_joined_then_both_cards_count_it_anew_and_an_empty_case_is_cancelled(
    city, settings
) -> None:
    first, second = receive(city, settings), receive(city, settings, [photo()], **FAR)
    was, into = second.incident_id, first.incident_id
    assert was != into
    with city.write() as session:
        service.duplicate(session, SYSTEM, now(), second.id, into)
    assert (incident(city, into).reports, incident(city, into).photos) == (2, 1)
    left = incident(city, was)
    assert (left.reports, left.photos, left.state) == (0, 0, "cancelled")
    with city.read() as session:
        assert session.get_one(Report, second.id).state == "duplicate"
    assert {row.subject for row in log(city) if row.kind in ("incident.joined", "incident.left")} == {
        f"incident:{was}",
        f"incident:{into}",
    }
    with city.write() as session:
        incidents.resolve(session, SYSTEM, now(), into)
    with city.read() as session:
        assert session.get_one(Report, second.id).state == "answered"  # still subscribed


def test_given_a_case_that_is_over_when_a_report_is_joined_to_it_then_it_is_refused(city, settings) -> None:
    first, second = receive(city, settings), receive(city, settings, **FAR)
    with city.write() as session:
        incidents.cancel(session, SYSTEM, now(), first.incident_id, "không có gì")
    with pytest.raises(Conflict), city.write() as session:
        service.duplicate(session, SYSTEM, now(), second.id, first.incident_id)
    with city.read() as session:
        assert session.get_one(Report, second.id).state == "screening"


def test_given_an_unanswered_report_when_its_hours_run_out_then_desk_and_supervisors_hear_before_and_once_after(
    city, settings
) -> None:
    report = receive(city, settings)
    soon, missed = report.answer_due_at - timedelta(hours=1), report.answer_due_at + timedelta(hours=1)
    for at, said in ((report.received_at, 0), (soon, 1), (soon, 0), (missed, 1), (missed, 0)):
        with city.write() as session:
            assert clock.press(session, at) == said
    assert incident(city, report.incident_id).answer_due_at == report.answer_due_at
    with city.read() as session:
        assert [row.payload["kind"] for row in session.scalars(select(Delivery).order_by(Delivery.id))] == [
            "report.answer_due.soon",
            "report.answer_due.missed",
        ]
    with city.write() as session:
        service.accept(session, SYSTEM, missed, report.id)
        service.answer(session, SYSTEM, missed, report.id, "Đã vá.")
    assert incident(city, report.incident_id).answer_due_at is None


def test_given_a_question_and_an_answer_when_told_then_both_read_them_and_the_note_stays_inside(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        talk.ask(session, SYSTEM, now(), report.id, "Nhà số mấy?")
        incidents.note(session, SYSTEM, now(), report.incident_id, "Ghi chú nội bộ")
        for _ in range(2):  # a second tap
            talk.add(session, CITIZEN, now(), settings.home, report.id, "Số 12", ())
        told = track(session, session.get_one(Report, report.id), now())
        assert len(talk.of(session, report.id)) == 2
    assert [(step.strong, step.rest) for step in told.steps[1:]] == [
        ("Trung tâm hỏi", ": Nhà số mấy?"),
        ("Bạn nhắn", ": Số 12"),
    ]
    assert "nội bộ" not in str(told)
    assert not [row for row in log(city) if "Nhà số" in str(row.data) or "Số 12" in str(row.data)]


def test_given_nothing_or_far_too_much_when_added_then_refused(city, settings) -> None:
    report = receive(city, settings)
    with pytest.raises(Invalid), city.write() as session:
        talk.add(session, CITIZEN, now(), settings.home, report.id, "", ())
    with pytest.raises(Conflict), city.write() as session:
        for n in range(talk.MOST + 1):
            talk.add(session, CITIZEN, now(), settings.home, report.id, f"lần {n}", ())


def test_given_a_photo_added_later_when_sent_then_the_incident_counts_it(city, settings, client_for) -> None:
    report = receive(city, settings)
    answer = client_for("anonymous").post(
        f"/r/{report.token}/add",
        data={"text": "", "photos": (BytesIO(jpeg()), "a.jpg")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert incident(city, report.incident_id).photos == 1


def test_given_a_person_who_wants_to_be_forgotten_when_erased_then_rows_and_files_go_and_the_log_stays_whole(
    city, settings, client_for
) -> None:
    report = receive(city, settings, [photo()], phone="0905123456", name="Hoa", text="nhà tôi số 12")
    process_quarantine(city, settings.home, now())
    with city.write() as session:
        talk.add(session, CITIZEN, now(), settings.home, report.id, "gọi tôi nhé", ())
    before = [(row.seq, row.kind, row.data) for row in log(city)]
    for role in ("officer", "viewer", "agency"):
        answer = client_for(role).post(f"/api/v1/reports/{report.id}/erase", json={})
        assert answer.status_code == 403, role
    body = {"words": True, "photos": True}
    assert client_for("supervisor").post(f"/api/v1/reports/{report.id}/erase", json=body).status_code == 200
    with city.read() as session:
        row = session.get_one(Report, report.id)
        assert (row.contact_id, row.text) == (None, "")
        for table in (Contact, ReportMessage, StoredFile, Attachment):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table
        assert session.scalar(select(AccessRecord.action)) == "report.erase"
    assert [path for path in (settings.home.root / "files").rglob("*") if path.is_file()] == []
    assert [(row.seq, row.kind, row.data) for row in log(city)][: len(before)] == before
    assert log(city)[-1].kind in ("report.erased", "incident.counted")
    assert incident(city, report.incident_id).photos == 0


def test_given_the_reporter_when_they_take_their_contact_back_then_only_it_goes(city, settings, client_for) -> None:
    report = receive(city, settings, phone="0905123456")
    for _ in range(2):
        assert client_for("anonymous").post(f"/r/{report.token}/forget").status_code == 303
    with city.read() as session:
        assert session.get_one(Report, report.id).text == "Ổ gà sâu"
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
    assert [row.kind for row in log(city)].count("report.erased") == 1


def test_given_a_report_long_over_when_the_clock_runs_then_its_contact_is_forgotten(city, settings) -> None:
    old, fresh = receive(city, settings, phone="0905123456"), receive(city, settings, phone="0905999999", **FAR)
    with city.write() as session:
        service.reject(session, SYSTEM, now() - timedelta(days=400), old.id, "xong")
        service.reject(session, SYSTEM, now(), fresh.id, "xong")
        assert erasing.retire(session, settings.home, now(), 0) == 0
        assert erasing.retire(session, settings.home, now(), 365) == 1
        assert session.scalars(select(Contact.phone)).all() == ["0905999999"]


@built
def test_given_script_in_every_text_field_when_any_page_shows_it_then_it_is_text(city, settings, client_for) -> None:
    report = receive(city, settings, text=EVIL, name=EVIL[:80], email="<b>a</b>@b.vn")
    citizen, officer = client_for("anonymous"), client_for("officer")
    citizen.post(f"/r/{report.token}/add", data={"text": EVIL})
    officer.post(f"/api/v1/reports/{report.id}/ask", json={"text": EVIL}, headers={"Idempotency-Key": "ask-once-1"})
    officer.post(f"/api/v1/reports/{report.id}/reject", json={"reason": EVIL})
    citizen.post(f"/r/{report.token}/rate", data={"stars": "1", "text": EVIL})
    pages = [
        citizen.get(f"/r/{report.token}").text,
        citizen.get(f"/r/{report.token}/now").text,
        citizen.get("/find", query_string={"code": EVIL}).text,
        citizen.post(
            "/report", data={"text": EVIL, "name": EVIL, "category": EVIL}, headers={"Accept": "text/html"}
        ).text,
        officer.get("/reports?all").text,
        officer.post(f"/reports/{report.id}/contact").text,
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "alert(1)" in page


def test_given_another_site_when_it_posts_to_any_citizen_door_then_refused(city, settings, client_for) -> None:
    report = receive(city, settings)
    for path in ("/report", *(f"/r/{report.token}/{door}" for door in ("rate", "reopen", "add", "forget"))):
        for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client_for("anonymous").post(path, headers=header).status_code == 403, path


def test_given_a_flood_of_reports_from_one_address_when_sent_then_refused_after_the_limit(city, client_for) -> None:
    body = {"category": "road", "lat": "16.4777", "lon": "107.5957"}
    citizen = client_for("anonymous")
    asked, codes = {"Accept": "application/json"}, [0]
    while codes[-1] != 429 and len(codes) < 120:  # every ten seconds one more is allowed: a slow machine earns some
        form = {**body, "key": f"flood-{len(codes):04}"}
        codes.append(citizen.post("/report", data=form, headers=asked).status_code)
    assert codes[1:61] == [201] * 60
    assert codes[-1] == 429


@built
def test_given_the_desk_when_a_report_is_worked_by_form_then_each_step_is_taken(city, settings, client_for) -> None:
    report = receive(city, settings)
    officer = client_for("officer")
    assert report.code in officer.get("/reports").text
    for act, data in (("accept", {}), ("ask", {"text": "Ở đâu?"}), ("answer", {"text": "Đã vá."}), ("close", {})):
        assert officer.post(f"/reports/{report.id}/{act}", data=data).status_code == 303, act
    assert officer.post(f"/reports/{report.id}/answer", data={"text": "lại"}).status_code == 409
    assert report.code not in officer.get("/reports").text
    assert client_for("viewer").get("/reports").status_code == 403
