"""Reports and incidents pull on each other, and the tracking page tells it in the reporter's words."""

from datetime import timedelta

from sqlalchemy import select

from ioc.incidents import service as incidents
from ioc.incidents.models import Incident
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.clock import now
from ioc.reports import intake, service
from ioc.reports.models import Report
from ioc.reports.tracking import track
from ioc.worker.language import speaking
from tests.reports.samples import new

CITIZEN = Actor("citizen", role="citizen")


def receive(db, settings, **changes) -> Report:
    with db.write() as session:
        return intake.receive(session, CITIZEN, now(), settings.home, new(**changes))


def states(db) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(Report.state).order_by(Report.id)))


def steps(db, report_id) -> list[str]:
    with db.read() as session:
        return [step.strong for step in track(session, session.get_one(Report, report_id), now()).steps]


def test_given_two_reports_near_each_other_when_received_then_one_incident_and_the_second_is_told(
    city, settings
) -> None:
    first, second = receive(city, settings), receive(city, settings, lat=16.4779)
    with city.read() as session:
        incident = session.scalars(select(Incident)).one()
    assert incident.reports == 2
    assert states(city) == ["screening", "screening"]
    assert steps(city, first.id) == ["Bạn gửi phản ánh"]
    assert steps(city, second.id) == ["Bạn gửi phản ánh", "Đã có người báo việc này"]


def test_given_an_incident_when_worked_through_then_each_reporter_follows_it(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        incidents.triage(session, SYSTEM, now(), report.incident_id, incidents.Judgement(priority=2))
    assert states(city) == ["accepted"]
    with city.write() as session:
        incidents.resolve(session, SYSTEM, now(), report.incident_id, "Ghi chú nội bộ của trực ban")
        told = track(session, session.get_one(Report, report.id), now())
    assert states(city) == ["answered"]
    assert [step.strong for step in told.steps] == ["Bạn gửi phản ánh", "Tiếp nhận", "Đã xử lý xong"]
    assert told.may_rate
    assert told.reopen_until
    assert "nội bộ" not in str(told.steps)
    with city.write() as session:
        incidents.close(session, SYSTEM, now(), report.incident_id)
    assert states(city) == ["closed"]


def test_given_a_late_reporter_when_the_incident_is_in_hand_then_accepted_at_once(city, settings) -> None:
    first = receive(city, settings)
    with city.write() as session:
        incidents.triage(session, SYSTEM, now(), first.incident_id, incidents.Judgement())
    second = receive(city, settings)
    assert second.incident_id == first.incident_id
    assert states(city) == ["accepted", "accepted"]


def test_given_a_merge_when_taken_back_then_the_reports_are_where_they_were(city, settings) -> None:
    first, second = receive(city, settings), receive(city, settings, lat=16.5)
    with city.write() as session:
        incidents.merge(session, SYSTEM, now(), second.incident_id, first.incident_id)
        assert session.get_one(Report, second.id).incident_id == first.incident_id
    with city.write() as session:
        incidents.unmerge(session, SYSTEM, now(), second.incident_id)
        assert session.get_one(Report, second.id).incident_id == second.incident_id


def test_given_a_cancelled_incident_when_told_then_the_officers_words_stay_inside(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        incidents.cancel(session, SYSTEM, now(), report.incident_id, "Báo láo, người này hay gọi")
        told = track(session, session.get_one(Report, report.id), now())
    assert states(city) == ["rejected"]
    assert "láo" not in str(told)
    assert told.tone == "stop"


def rejected(city, report: Report, reason: str = "Không thuộc thành phố") -> None:
    with city.write() as session:
        service.reject(session, SYSTEM, now(), report.id, reason)


def test_given_a_refused_report_when_somebody_else_has_the_incident_reopened_then_it_stays_refused_with_its_reason(
    city, settings
) -> None:
    first, second = receive(city, settings), receive(city, settings)
    with city.write() as session:
        incidents.triage(session, SYSTEM, now(), first.incident_id, incidents.Judgement())
    rejected(city, second)
    with city.write() as session:
        incidents.resolve(session, SYSTEM, now(), first.incident_id)
        service.reopen(session, CITIZEN, now(), first.id)
        assert session.get_one(Report, second.id).reason == "Không thuộc thành phố"
    assert states(city) == ["accepted", "rejected"]


def test_given_a_refused_report_whose_incident_goes_on_then_its_page_ends_with_the_refusal_until_it_is_looked_at_again(
    city, settings
) -> None:
    first, second = receive(city, settings), receive(city, settings)
    third = receive(city, settings, lat=16.5)

    def told() -> tuple[str, list[str], bool]:
        with city.read() as session:
            page = track(session, session.get_one(Report, second.id), now())
        assert (page.waiting_photos, page.refused_photos) == (0, 0)
        return page.headline, [step.strong for step in page.steps], page.over_at == page.report.over_at

    rejected(city, second)
    refused = ("Không tiếp nhận", ["Bạn gửi phản ánh", "Đã có người báo việc này", "Không tiếp nhận"], True)
    with city.write() as session:
        incidents.triage(session, SYSTEM, now(), first.incident_id, incidents.Judgement())
        incidents.hold(session, SYSTEM, now(), first.incident_id, "mưa", now() + timedelta(days=1))
        incidents.resume(session, SYSTEM, now(), first.incident_id)
        incidents.merge(session, SYSTEM, now(), first.incident_id, third.incident_id)
        incidents.resolve(session, SYSTEM, now(), third.incident_id)
    assert told() == refused
    with city.write() as session:
        service.reopen(session, CITIZEN, now(), second.id)
        incidents.resolve(session, SYSTEM, now(), third.incident_id)
    headline, steps, _over = told()
    assert headline != "Không tiếp nhận"
    assert steps[:4] == [*refused[1], "Bạn mở lại"]
    assert "Đã xử lý xong" in steps


def test_given_a_refused_report_when_its_reporter_asks_again_then_an_officer_looks_at_it_again(city, settings) -> None:
    report = receive(city, settings)
    with city.write() as session:
        incidents.cancel(session, SYSTEM, now(), report.incident_id, "Báo nhầm")
    with city.write() as session:
        service.reopen(session, CITIZEN, now(), report.id)
    assert states(city) == ["screening"]


def test_given_a_merge_into_an_incident_in_hand_then_accepted_and_taken_back_it_is_open_again(city, settings) -> None:
    first, second = receive(city, settings), receive(city, settings, lat=16.5)
    with city.write() as session:
        incidents.triage(session, SYSTEM, now(), first.incident_id, incidents.Judgement())
        incidents.merge(session, SYSTEM, now(), second.incident_id, first.incident_id)
    assert states(city) == ["accepted", "accepted"]
    with city.write() as session:
        incidents.resolve(session, SYSTEM, now(), first.incident_id)
    assert states(city) == ["answered", "answered"]
    with city.write() as session:
        incidents.unmerge(session, SYSTEM, now(), second.incident_id)
    assert states(city) == ["answered", "accepted"]


def test_given_a_reporter_who_reads_english_when_the_officer_cancels_then_told_in_english(city, settings) -> None:
    report = receive(city, settings, language="en")
    with speaking(settings).test_request_context(), city.write() as session:
        incidents.cancel(session, SYSTEM, now(), report.incident_id, "Báo nhầm")
        assert "nothing" in (session.get_one(Report, report.id).reason or "")


def test_given_a_refused_report_when_it_is_closed_then_its_reporter_is_not_told_that_it_was_done(
    city, settings
) -> None:
    report = receive(city, settings)
    rejected(city, report)
    with city.write() as session:
        service.close(session, SYSTEM, now(), report.id)
        told = track(session, session.get_one(Report, report.id), now())
    assert (told.tone, told.headline) == ("stop", "Không tiếp nhận")
