"""The ways out of the house, one narrow interface: console and null for a demo, mail and webhook for a city."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

import requests

from ioc.kernel.clock import now
from ioc.kernel.config import Deliveries, Settings
from ioc.kernel.errors import ConfigError
from ioc.reports.news import MAIL, SMS
from ioc.worker.words import Message

log = logging.getLogger(__name__)
WITHIN_S = 10
TAKEN = 2  # any 2xx; what points elsewhere has taken nothing


class Adapter(Protocol):
    def send(self, message: Message) -> None:
        """Returns when the other side has taken it; raises anything when not."""


class Console:
    """Says it in the worker's log."""

    def send(self, message: Message) -> None:
        log.info("to %s: %s. %s", message.to or message.channel, message.subject, message.text)


class Null:
    """Takes everything and does nothing."""

    def send(self, message: Message) -> None:
        return None


class Mail:
    """SMTP; port 465 speaks TLS from the first byte. The addressee is the message's own, else the channel's list.

    A server that cannot prove who it is gets nothing; that no password goes over an open line, Deliveries sees to.
    """

    def __init__(self, settings: Deliveries, password: str = "") -> None:
        if not settings.smtp_host or not settings.sender:
            raise ConfigError("deliveries: mail needs smtp_host and sender")
        self.settings, self.password = settings, password

    def send(self, message: Message) -> None:
        to = [message.to] if message.to else self.settings.supervisors
        if not to:
            raise ConfigError(f"deliveries.supervisors: nobody to mail {message.channel} to")
        with self._server() as server:
            if self.settings.smtp_user:
                self._login(server)
            refused = server.send_message(self._mail(message, to))
        if refused:  # of several: the others have it, and would get it twice
            log.warning("delivery %s: the mail server refused %s of %s addresses", message.key, len(refused), len(to))

    def _login(self, server: smtplib.SMTP) -> None:
        if not self.password:
            raise ConfigError("deliveries.smtp_user: its password is missing (IOC_SECRET_SMTP_PASSWORD)")
        if not self.password.isascii():  # smtplib would say which letter, and where it stands
            raise ConfigError("deliveries.smtp_user: its password must be ASCII")
        server.login(self.settings.smtp_user, self.password)

    def _mail(self, message: Message, to: list[str]) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, ", ".join(to), message.subject
        mail["Message-ID"] = f"<{message.key}@{self.settings.sender.rpartition('@')[2].strip('> ')}>"
        mail["Date"] = format_datetime(now())
        mail["Auto-Submitted"] = "auto-generated"  # no out-of-office answer, please
        mail.set_content(f"{message.text}\n\n{message.url}\n" if message.url else f"{message.text}\n")
        return mail

    def _server(self) -> smtplib.SMTP:
        where, port = self.settings.smtp_host, self.settings.smtp_port
        trusted = ssl.create_default_context(cafile=self.settings.smtp_ca or None)
        if port == smtplib.SMTP_SSL_PORT:
            return smtplib.SMTP_SSL(where, port, timeout=WITHIN_S, context=trusted)
        server = smtplib.SMTP(where, port, timeout=WITHIN_S)
        if self.settings.starttls:
            self._encrypt(server, trusted)
        return server

    def _encrypt(self, server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        try:
            server.starttls(context=trusted)
        except BaseException:
            server.close()
            raise


class Webhook:
    """POSTs JSON; `Idempotency-Key` lets the other side drop a repetition. SMS gateways are spoken to this way too."""

    def __init__(self, url: str, bearer: str = "") -> None:
        if not url:
            raise ConfigError("deliveries: the webhook needs its address")
        self.url, self.bearer = url, bearer

    def send(self, message: Message) -> None:
        headers = {"Idempotency-Key": message.key}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        answer = requests.post(
            self.url, json=message.as_json(), headers=headers, timeout=WITHIN_S, allow_redirects=False
        )
        if answer.status_code // 100 != TAKEN:
            raise NotTakenError(f"the other side answered {answer.status_code}")


class NotTakenError(Exception):
    """The other side answered, and did not take it."""


def adapter_of(config: Settings, channel: str) -> Adapter:
    """The adapter that config.yaml names for this channel; the console where it names none, never for a citizen."""
    settings, home = config.config.deliveries, config.home
    if channel == MAIL:
        return Mail(settings, home.given_secret("smtp-password"))
    if channel == SMS:
        return Webhook(settings.sms_webhook, home.given_secret("sms-token"))
    name = settings.channels.get(channel, "console")
    if name == "mail":
        return Mail(settings, home.given_secret("smtp-password"))
    if name == "webhook":
        return Webhook(settings.webhook)
    return Null() if name == "null" else Console()
