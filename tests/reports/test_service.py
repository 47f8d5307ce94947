"""A report's life in the database: received once, told, rated, reopened."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ioc.incidents import service as incidents
from ioc.incidents.models import Attachment
from ioc.insight import figures, leading
from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now
from ioc.kernel.errors import Conflict, IllegalMove, Invalid, NotFound
from ioc.kernel.files import StoredFile, path_of
from ioc.reports import clock, intake, service
from ioc.reports.cards import cards
from ioc.reports.models import Contact, Report
from tests.reports.samples import new, photo

CITIZEN = Actor("citizen", role="citizen")
OFFICER = Actor("user", 1, "officer", permissions=frozenset({"reports.work"}))


def receive(db, settings, report=None, pictures=()) -> Report:
    with db.write() as session:
        return intake.receive(session, CITIZEN, now(), settings.home, report or new(), pictures)


def kinds(db, report_id) -> list[str]:
    with db.read() as session:
        log = events.since(session, 0)
    return [row.kind for row in log if row.subject == f"report:{report_id}" and row.kind != "report.linked"]


def test_given_one_key_when_sent_by_many_at_once_then_there_is_one_report_with_its_photos_once(city, settings) -> None:
    def tap() -> None:
        receive(city, settings, new(key="tap-tap-tap"), [photo()])

    taps = [threading.Thread(target=tap) for _ in range(6)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    with city.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_given_a_contact_when_received_then_it_stands_apart_and_is_in_no_fact_and_no_card(city, settings) -> None:
    report = receive(city, settings, new(phone="0905 123 456", name="Nguyễn Thị Hoa"))
    with city.read() as session:
        contact = session.get_one(Contact, report.contact_id)
        told = str([row.data for row in events.since(session, 0)]) + str(cards(session, [report.id]))
    assert contact.phone == "0905 123 456"
    assert "0905" not in told
    assert "Hoa" not in told


def test_given_no_place_when_the_photo_knows_then_it_is_the_place_else_refused(city, settings) -> None:
    placed = receive(city, settings, new(lat=None, lon=None), [photo(), photo(lon=107.6, lat=16.5)])
    assert (placed.lon, placed.lat, placed.place_source) == (107.6, 16.5, "photo")
    with pytest.raises(Invalid) as refused:
        receive(city, settings, new(lat=None, lon=None), [photo()])
    assert refused.value.extra["field"] == "where"


@pytest.mark.parametrize("category", ["nonsense", "device"])
def test_given_a_category_that_is_not_for_citizens_when_received_then_refused(city, settings, category) -> None:
    with pytest.raises(Invalid):
        receive(city, settings, new(category=category))


def test_given_a_photo_when_received_then_it_waits_in_quarantine_and_in_no_card(city, settings) -> None:
    report = receive(city, settings, None, [photo()])
    with city.read() as session:
        row = session.scalars(select(StoredFile)).one()
        assert session.scalars(select(Attachment)).one().report_id == report.id
        assert cards(session, [report.id])[report.id]["photos"] == []
    assert path_of(settings.home, row.key, "quarantine").exists()


def test_given_a_report_when_rejected_then_the_reason_is_kept_and_the_log_holds_none_of_it(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.reject(session, OFFICER, now(), report.id, "Đây là đường trong khu tư nhân.")
    with city.read() as session:
        assert session.get_one(Report, report.id).state == "rejected"
        assert "tư nhân" not in str([row.data for row in events.since(session, 0)])


def test_given_an_answer_when_rated_and_reopened_then_it_is_in_hand_again_and_unrated(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.accept(session, OFFICER, now(), report.id)
        service.answer(session, OFFICER, now(), report.id, "Đã vá mặt đường.")
        service.rate(session, CITIZEN, now(), report.id, 4, "Cảm ơn")
        service.rate(session, CITIZEN, now(), report.id, 4, "Cảm ơn")
        again = service.reopen(session, CITIZEN, now(), report.id)
    assert (again.state, again.reopened, again.rating) == ("accepted", 1, None)
    told = ["report.received", "report.accepted", "report.answered", "report.rated", "report.reopened"]
    assert kinds(city, report.id) == told
    assert again.version >= len(told)


def test_given_an_answer_when_15_days_have_passed_then_reopening_is_refused_in_words(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.accept(session, OFFICER, now(), report.id)
        service.answer(session, OFFICER, now() - timedelta(days=15), report.id, "Xong.")
    with pytest.raises(Conflict), city.write() as session:
        service.reopen(session, CITIZEN, now(), report.id)


def test_given_a_rating_when_15_days_have_passed_then_it_stands(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.accept(session, OFFICER, now(), report.id)
        service.answer(session, OFFICER, now() - timedelta(days=15), report.id, "Xong.")
        service.rate(session, CITIZEN, now(), report.id, 4)  # a first one is welcome, however late
    with pytest.raises(Conflict), city.write() as session:
        service.rate(session, CITIZEN, now(), report.id, 1)


def test_given_an_answer_that_was_not_enough_when_reopened_then_it_waits_for_a_new_answer(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.accept(session, OFFICER, now(), report.id)
        service.answer(session, OFFICER, now() - timedelta(days=3), report.id, "Xong.")
        again = service.reopen(session, CITIZEN, now(), report.id)
    assert again.answered_at is None
    assert again.answer_due_at > now()


def test_given_a_new_report_when_rated_or_closed_then_the_refusal_names_the_legal_moves(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session, pytest.raises(IllegalMove) as refused:
        service.rate(session, CITIZEN, now(), report.id, 5)
    assert "accept" in refused.value.extra["legal"]
    with city.write() as session, pytest.raises(IllegalMove):
        service.close(session, OFFICER, now(), report.id)


def test_given_a_token_when_wrong_then_there_is_no_report(city, settings) -> None:
    report = receive(city, settings)
    with city.read() as session:
        assert service.by_token(session, report.token).id == report.id
        with pytest.raises(NotFound):
            service.by_token(session, report.token[:-1])


def test_given_a_rated_answer_when_an_officer_reopens_the_incident_then_no_figure_counts_it_as_answered(
    city, settings
) -> None:
    report = receive(city, settings)
    with city.write() as session:
        incidents.resolve(session, OFFICER, now(), report.incident_id)
        service.rate(session, CITIZEN, now(), report.id, 5)
        service.get(session, report.id).pressed = clock.MISSED
    before, after = now() - timedelta(hours=1), now() + timedelta(hours=1)
    with city.read() as session:
        told = leading.voice(session, before, after, after)
        assert (told.answered, told.ratings, told.rating) == (1, 1, 5.0)
    later = now() + timedelta(minutes=1)
    with city.write() as session:
        incidents.reopen(session, OFFICER, later, report.incident_id, None)
    with city.read() as session:
        told = leading.voice(session, before, after, after)
        assert (told.received, told.answered, told.ratings, told.rating) == (1, 0, 0, None)
        assert figures.reports_between(session, before, after) == {"received": 1, "answered": 0}
        again = session.get_one(Report, report.id)
        assert again.answer_due_at == later + timedelta(hours=48)
    with city.write() as session:
        assert clock.press(session, later + timedelta(hours=49)) == 1  # the desk hears of the new answer too


def test_given_a_refusal_that_is_taken_back_when_counted_then_the_reporter_is_owed_an_answer(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.reject(session, OFFICER, now(), report.id, "Không rõ nơi nào.")
        again = service.accept(session, OFFICER, now(), report.id)
    assert (again.answered_at, again.reason, again.state) == (None, None, "accepted")


def test_given_a_report_that_came_back_when_leaders_look_then_it_is_counted_at_once(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        service.accept(session, OFFICER, now(), report.id)
        service.answer(session, OFFICER, now(), report.id, "Xong.")
        service.reopen(session, CITIZEN, now(), report.id)
    with city.read() as session:
        assert leading.done(session, now() - timedelta(hours=1), now() + timedelta(hours=1)).reopened == 1
