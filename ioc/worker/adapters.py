"""The ways out of the house, one narrow interface: console and null for a demo, mail and webhook for a city."""

import logging
import smtplib
from email.message import EmailMessage
from typing import Protocol

import requests

from ioc.kernel.config import Deliveries
from ioc.kernel.errors import ConfigError
from ioc.worker.words import Message

log = logging.getLogger(__name__)
WITHIN_S = 10


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
    """SMTP. The addressee is the message's own, else the channel's list."""

    def __init__(self, settings: Deliveries) -> None:
        if not settings.smtp_host or not settings.sender:
            raise ConfigError("deliveries: mail needs smtp_host and sender")
        self.settings = settings

    def send(self, message: Message) -> None:
        to = [message.to] if message.to else self.settings.supervisors
        if not to:
            raise ConfigError(f"deliveries.supervisors: nobody to mail {message.channel} to")
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, ", ".join(to), message.subject
        mail["Message-ID"] = f"<{message.key}@{self.settings.sender.rpartition('@')[2]}>"
        mail.set_content(f"{message.text}\n\n{message.url}\n")
        with smtplib.SMTP(self.settings.smtp_host, self.settings.smtp_port, timeout=WITHIN_S) as server:
            if self.settings.starttls:
                server.starttls()
            server.send_message(mail)


class Webhook:
    """POSTs JSON; `Idempotency-Key` lets the other side drop a repetition."""

    def __init__(self, settings: Deliveries) -> None:
        if not settings.webhook:
            raise ConfigError("deliveries.webhook: an address is needed")
        self.url = settings.webhook

    def send(self, message: Message) -> None:
        answer = requests.post(
            self.url, json=message.as_json(), headers={"Idempotency-Key": message.key}, timeout=WITHIN_S
        )
        answer.raise_for_status()


def adapter_of(settings: Deliveries, channel: str) -> Adapter:
    """The adapter that config.yaml names for this channel; the console where it names none."""
    name = settings.channels.get(channel, "console")
    if name == "mail":
        return Mail(settings)
    if name == "webhook":
        return Webhook(settings)
    return Null() if name == "null" else Console()
