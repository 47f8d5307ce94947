"""A reporter hears of what became of the report: through real servers, once, in their language, and not from a demo."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from ioc.agencies.models import Agency, Category
from ioc.incidents import service as incidents
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Settings
from ioc.kernel.http import Services
from ioc.kernel.outbox import Delivery
from ioc.reports import intake, service
from ioc.reports.models import Report
from ioc.reports.news import MAIL, SMS
from ioc.worker.deliveries import Deliveries
from tests.conftest import free_port
from tests.reports.samples import new
from tests.worker.sinks import Gateway, MailServer, served

CITIZEN = Actor("citizen", role="citizen")
MAILED = {"email": "hoa@example.vn"}


@pytest.fixture
def post() -> Iterator[MailServer]:
    server = MailServer()
    with served(server):
        yield server


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    with served(server):
        yield server


@pytest.fixture
def city(db):
    with db.write() as session:
        agency = Agency(code="ROADS", name="Hạ tầng giao thông", name_en="Roads")
        session.add(agency)
        session.flush()
        names = {"name": "Đường", "name_en": "Roads", "short": "Ổ gà", "short_en": "Pothole", "icon": "road"}
        session.add(Category(code="road", agency_id=agency.id, public=True, **names))
    return db


@pytest.fixture
def centre(city, settings) -> Callable[..., Services]:
    """A centre with these ways to its reporters."""

    def make(*, demo: bool = False, **deliveries) -> Services:
        sections = {"deliveries": deliveries, "server": {"public_url": "https://canh.example.vn"}}
        made = Settings(Config.model_validate(sections), settings.home, {"IOC_DEMO": str(int(demo))})
        return Services(made, city)

    return make


def mailing(port: int) -> dict:
    return {
        "mail_reporters": True,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "starttls": False,
        "sender": "Toàn Cảnh <canh@example.vn>",
    }


def receive(held: Services, **changes) -> Report:
    with held.db.write() as session:
        return intake.receive(session, CITIZEN, now(), held.settings.home, new(**changes))


def rows(held: Services) -> list[Delivery]:
    with held.db.read() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def send(held: Services, at=None) -> int:
    return Deliveries(held).send_due(at or now())


def test_given_a_mail_address_when_worked_through_then_every_step_arrives_once_with_the_link_and_no_internal_note(
    centre, post
) -> None:
    held = centre(**mailing(post.port))
    report = receive(held, **MAILED)
    assert send(held) == 1
    with held.db.write() as session:
        incidents.triage(session, SYSTEM, now(), report.incident_id, incidents.Judgement(priority=2))
    with held.db.write() as session:
        incidents.resolve(session, SYSTEM, now(), report.incident_id, "Ghi chú nội bộ")
    with held.db.write() as session:
        incidents.close(session, SYSTEM, now(), report.incident_id)
    assert send(held) == 3
    assert send(held) == 0
    subjects = [mail["Subject"] for mail in post.mails]
    assert subjects == [
        f"Đã nhận phản ánh {report.code}",
        f"Đã tiếp nhận phản ánh {report.code}",
        f"Trung tâm trả lời phản ánh {report.code}",
        f"Phản ánh {report.code} đã khép lại",
    ]
    for mail in post.mails:
        assert mail["To"] == "hoa@example.vn"
        assert f"https://canh.example.vn/r/{report.token}" in mail.get_content()
        assert "nội bộ" not in mail.get_content()
    assert "Hạ tầng giao thông" in post.mails[1].get_content()


def test_given_a_reader_of_english_when_rejected_then_the_words_are_english_and_the_reason_is_told(
    centre, post
) -> None:
    held = centre(**mailing(post.port))
    report = receive(held, language="en", **MAILED)
    with held.db.write() as session:
        service.reject(session, SYSTEM, now(), report.id, "Outside the city.")
    assert send(held) == 2
    assert post.mails[0]["Subject"] == f"Report {report.code} received"
    assert "Pothole" in post.mails[0].get_content()
    assert "Outside the city." in post.mails[1].get_content()


def test_given_an_incident_in_hand_when_another_report_joins_it_then_its_reporter_gets_one_message_with_all_of_it(
    centre, gateway
) -> None:
    held = centre(sms_webhook=gateway.url)
    first = receive(held)
    with held.db.write() as session:
        incidents.triage(session, SYSTEM, now(), first.incident_id, incidents.Judgement(priority=2))
    second = receive(held, phone="0905 123 456", **MAILED)  # mail is not switched on
    assert [(row.channel, row.payload["kinds"]) for row in rows(held)] == [
        (SMS, ["report.received", "report.linked", "report.accepted"])
    ]
    (held.settings.home.dir("secrets") / "sms-token").write_text("gateway-token")
    assert send(held) == 1
    headers, body = gateway.taken[0]
    assert headers["Authorization"] == "Bearer gateway-token"
    assert headers["Idempotency-Key"] == body["key"]
    assert body["to"] == "0905 123 456"
    assert "đã có người báo việc này" in body["text"]
    assert body["url"] == f"https://canh.example.vn/r/{second.token}"


def test_given_no_channel_or_a_demo_when_reported_then_nothing_waits_to_be_sent(centre) -> None:
    receive(centre(), phone="0905 123 456", **MAILED)
    demo = centre(demo=True, **mailing(free_port()))
    receive(demo, **MAILED)
    assert rows(demo) == []


def test_given_the_log_when_a_contact_was_left_then_neither_it_nor_the_outbox_holds_a_name_an_address_or_words(
    centre,
) -> None:
    held = centre(sms_webhook="http://127.0.0.1:9/", **mailing(9))
    report = receive(held, name="Nguyễn Thị Hoa", phone="0905 123 456", text="chữ của dân", **MAILED)
    with held.db.write() as session:
        service.reject(session, SYSTEM, now(), report.id, "lý do kín")
        kept = str([row.data for row in events.since(session, 0)]) + str([row.payload for row in rows(held)])
    assert not [word for word in ("Hoa", "0905", "hoa@", "chữ của dân", "lý do kín") if word in kept]


def test_given_a_mail_server_that_is_down_when_it_is_back_then_each_row_arrives_exactly_once(centre) -> None:
    port = free_port()
    held = centre(**mailing(port))
    receive(held, **MAILED)
    at = now()
    assert send(held, at) == 0
    (row,) = rows(held)
    assert (row.state, row.tries) == ("due", 1)
    assert "Refused" in (row.error or "")
    back = MailServer(port)
    with served(back):
        at += timedelta(minutes=5)
        assert [send(held, at) for _ in range(3)] == [1, 0, 0]
    assert len(back.mails) == 1
    assert rows(held)[0].state == "sent"


def test_given_a_gateway_that_never_takes_it_when_tried_to_the_end_then_the_admin_sees_it_and_may_try_again(
    centre, gateway, client_for
) -> None:
    held = centre(sms_webhook=gateway.url)
    gateway.status = 503
    report = receive(held, phone="0905123456")
    at = now()
    for _ in range(4):
        assert send(held, at) == 0
        at += timedelta(days=1)
    assert rows(held)[0].state == "dead"
    admin = client_for("admin")
    page = admin.get("/admin/outbox?state=dead").text
    assert report.code in page
    assert "503" in page
    assert "0905123456" not in page
    assert client_for("officer").get("/admin/outbox").status_code == 403
    gateway.status = 200
    assert admin.post("/admin/outbox/retry").status_code == 303
    assert send(held, at) == 1
    assert len(gateway.taken) == 1


def test_given_an_addressee_the_server_refuses_when_tried_then_the_address_is_in_no_error(centre, post) -> None:
    post.refuse = True
    held = centre(**mailing(post.port))
    receive(held, **MAILED)
    assert send(held) == 0
    assert "550" in (rows(held)[0].error or "")
    assert "hoa@example.vn" not in (rows(held)[0].error or "")


def test_given_two_workers_when_both_send_then_one_message_goes(centre, gateway) -> None:
    held = centre(sms_webhook=gateway.url)
    receive(held, phone="0905123456")
    at = now()
    one, other = Deliveries(held), Deliveries(held)
    assert one._take(rows(held)[0].id, at)
    assert other.send_due(at) == 0


def test_given_one_contact_typed_in_again_and_again_when_reported_then_it_is_not_flooded(centre) -> None:
    held = centre(sms_webhook="http://127.0.0.1:9/")
    for _ in range(15):
        receive(held, phone="0905123456")
    assert len(rows(held)) == 10
    assert {row.channel for row in rows(held)} == {SMS}
    assert MAIL != SMS


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_reporters": True},
        {"sms_webhook": "tin nhắn"},
        {"channels": {"escalation": "webhook"}},
        {"channels": {"escalation": "mail"}, "smtp_host": "mail", "sender": "a@b.vn"},
    ],
)
def test_given_a_channel_that_could_never_deliver_when_configured_then_it_is_refused(wrong) -> None:
    with pytest.raises(ValueError):
        Config.model_validate({"deliveries": wrong})
