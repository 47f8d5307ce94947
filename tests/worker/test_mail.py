"""Mail by login over TLS, to a real server with a certificate: what is wrong is said, tried again, and not lost."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from ioc.kernel import outbox
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Settings
from ioc.kernel.http import Services
from ioc.kernel.outbox import Delivery
from ioc.worker.deliveries import Deliveries
from tests.worker.certificates import Authority
from tests.worker.sinks import MailServer, served

SECRET = "mat-khau rat dai"
MAIL = {"channels": {"escalation": "mail"}, "sender": "canh@example.vn", "supervisors": ["truong@example.vn"]}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture(params=["starttls", "at once"])
def post(request, authority: Authority, monkeypatch) -> Iterator[MailServer]:
    """A server that wants a login; on the port of TLS from the first byte, or with STARTTLS on another."""
    at_once = request.param == "at once"
    server = MailServer(tls=authority.serving(), at_once=at_once)
    server.login = ("canh", SECRET)
    if at_once:
        monkeypatch.setattr(smtplib, "SMTP_SSL_PORT", server.port)
    with served(server):
        yield server


@pytest.fixture
def centre(services: Services, authority: Authority, monkeypatch) -> Callable[..., Services]:
    """A centre with one escalation to send, which trusts the authority."""

    def make(post: MailServer, password: str = SECRET, **changes) -> Services:
        monkeypatch.setenv("IOC_SECRET_SMTP_PASSWORD", password)
        place = {"smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_user": "canh", "smtp_ca": str(authority.root)}
        config = Config.model_validate({"deliveries": {**MAIL, **place, **changes}})
        held = Services(Settings(config, services.settings.home, {"IOC_DEMO": "0"}), services.db)
        with held.db.write() as session:
            if session.scalar(select(Delivery)) is None:
                outbox.enqueue(session, "escalation", {"kind": "incident.overdue", "incident_id": 7}, now())
        return held

    return make


def failing(held: Services) -> str:
    """Tries it, and says why it did not go; it is still due."""
    assert Deliveries(held).send_due(now()) == 0
    with held.db.read() as session:
        row = session.scalars(select(Delivery)).one()
    assert (row.state, row.tries) == ("due", 1)
    return str(row.error)


def arrives(held: Services, post: MailServer) -> None:
    later = now() + timedelta(hours=1)
    assert [Deliveries(held).send_due(later) for _ in range(2)] == [1, 0]
    assert [mail["To"] for mail in post.mails] == ["truong@example.vn"]


def test_given_a_login_when_sent_then_the_password_goes_over_an_encrypted_line_only(centre, post) -> None:
    arrives(centre(post), post)
    assert post.heard == [(SECRET, True)]


def test_given_a_wrong_password_when_sent_then_it_is_said_and_goes_with_the_right_one(centre, post) -> None:
    error = failing(centre(post, "falsch"))
    assert "535" in error
    assert "falsch" not in error
    assert post.mails == []
    arrives(centre(post), post)


def test_given_no_password_when_sent_then_the_place_where_it_belongs_is_named(centre, post) -> None:
    assert "IOC_SECRET_SMTP_PASSWORD" in failing(centre(post, ""))
    arrives(centre(post), post)


def test_given_a_password_that_mail_servers_do_not_take_when_sent_then_no_letter_of_it_is_told(centre, post) -> None:
    error = failing(centre(post, "mật khẩu"))
    assert "ASCII" in error
    assert not set("ậẩ") & set(error)


def test_given_a_certificate_of_a_stranger_when_sent_then_nothing_is_told_it_and_the_mail_waits(centre, post) -> None:
    assert "CERTIFICATE_VERIFY_FAILED" in failing(centre(post, smtp_ca=""))
    assert (post.heard, post.mails) == ([], [])
    arrives(centre(post), post)


def test_given_a_certificate_of_another_name_when_sent_then_nothing_is_told_it(centre, post, authority) -> None:
    post.tls = authority.serving("mail.example.vn")
    assert "not valid for '127.0.0.1'" in failing(centre(post))
    assert (post.heard, post.mails) == ([], [])


def test_given_a_server_that_no_longer_offers_starttls_when_sent_then_nothing_goes_in_the_open(centre) -> None:
    server = MailServer()
    server.login = ("canh", SECRET)
    with served(server):
        assert "STARTTLS" in failing(centre(server))
    assert (server.heard, server.mails) == ([], [])


def test_given_a_relay_on_this_machine_when_it_speaks_no_tls_then_a_login_is_allowed(centre) -> None:
    server = MailServer()
    server.login = ("canh", SECRET)
    with served(server):
        arrives(centre(server, starttls=False), server)
    assert server.heard == [(SECRET, False)]


@pytest.mark.parametrize("host", ["mail.example.vn", "10.0.0.5", "0.0.0.0"])
def test_given_a_login_over_an_open_line_when_configured_then_it_is_refused(host) -> None:
    place = {"smtp_host": host, "smtp_user": "canh", "starttls": False}
    with pytest.raises(ValidationError, match="readable on the way"):
        Config.model_validate({"deliveries": {**MAIL, **place}})
    for safe in ({"starttls": True}, {"smtp_port": 465}, {"smtp_user": ""}, {"smtp_host": "localhost"}):
        Config.model_validate({"deliveries": {**MAIL, **place, **safe}})
