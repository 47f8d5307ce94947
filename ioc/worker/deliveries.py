"""The outbox: what is due goes out, at least once; what fails is tried later, at last it is a dead letter.

What cannot even be put into words is one at once: no later try would read it, and the others must not wait for it.
"""

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import defer

from ioc.kernel import outbox
from ioc.kernel.db import AWAY
from ioc.kernel.http import Services
from ioc.kernel.outbox import Delivery
from ioc.worker.adapters import Adapter, adapter_of
from ioc.worker.language import speaking
from ioc.worker.words import Message, message_of

log = logging.getLogger(__name__)
AT_ONCE = 20
HELD = timedelta(seconds=60)  # longer than any adapter waits: a row in somebody's hand is nobody else's


class Deliveries:
    """`only`, `but`: the channels it serves, so that a slow mail server for citizens holds up no alarm."""

    def __init__(
        self,
        held: Services,
        adapters: dict[str, Adapter] | None = None,
        *,
        only: Collection[str] = (),
        but: Collection[str] = (),
    ) -> None:
        self.held = held
        self.adapters = {} if adapters is None else adapters
        self.only, self.but = only, but
        self.speaking = speaking(held.settings)
        self.give_up_after = timedelta(hours=held.settings.config.deliveries.give_up_after_h)

    def send_due(self, now: datetime) -> int:
        """Sends what is due, oldest first. No unit of work is open while an adapter works; returns how many went."""
        begun = time.monotonic()
        with self.held.db.read() as session:
            due = select(Delivery.id).where(Delivery.state == "due", Delivery.due_at <= now)
            if self.only:
                due = due.where(Delivery.channel.in_(self.only))
            if self.but:
                due = due.where(Delivery.channel.not_in(self.but))
            ids = session.scalars(due.order_by(Delivery.due_at, Delivery.id).limit(AT_ONCE)).all()
        return sum(self._send(each, now + timedelta(seconds=time.monotonic() - begun)) for each in ids)

    def _send(self, delivery_id: int, now: datetime) -> bool:
        try:
            taken = self._take(delivery_id, now)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the rest go on
            self._set_aside(delivery_id, error)
            return False
        if taken is None:
            return False
        try:
            self._adapter(taken.channel).send(taken)
        except Exception as error:  # noqa: BLE001 - whatever an adapter meets, the delivery stays and is tried again
            self._failed(delivery_id, taken, error, now)
            return False
        with self.held.db.write() as session:
            row = outbox.get(session, delivery_id)
            row.state, row.sent_at, row.error = "sent", now, None
            row.tries += 1
        return True

    def _take(self, delivery_id: int, now: datetime) -> Message | None:
        """Holds the row for a while and finds its words; None when somebody else has it, or nobody is to be told."""
        with self.held.db.write() as session, self.speaking.app_context():
            row = session.get(Delivery, delivery_id, options=[defer(Delivery.payload)])
            if row is None or row.state != "due" or row.due_at > now:
                return None
            message = message_of(session, row, self.held.settings.public_url)
            if message is None:
                row.state = "void"
            else:
                row.due_at = now + HELD
        return message

    def _failed(self, delivery_id: int, message: Message, error: Exception, now: datetime) -> None:
        with self.held.db.write() as session:
            row = outbox.get(session, delivery_id)
            row.tries += 1
            row.error = _without(message.to, f"{type(error).__name__}: {error}")[:500]
            row.due_at = now + outbox.backoff(row.tries)
            log.warning("delivery %s by %s failed: %s", delivery_id, row.channel, row.error)
            if outbox.given_up(row, now, self.give_up_after):
                row.state = "dead"
                log.error("delivery %s is a dead letter after %s tries: %s", delivery_id, row.tries, row.error)

    def _set_aside(self, delivery_id: int, error: Exception) -> None:
        with self.held.db.write() as session:
            row = outbox.get(session, delivery_id)
            row.state, row.error = "dead", f"{type(error).__name__}: {error}"[:500]
            log.error("delivery %s cannot be read and is set aside: %s", delivery_id, row.error)

    def _adapter(self, channel: str) -> Adapter:
        if channel not in self.adapters:
            self.adapters[channel] = adapter_of(self.held.settings, channel)
        return self.adapters[channel]


def _without(contact: str, words: str) -> str:
    """Mail servers repeat the address they refuse; neither the log nor the row keeps it."""
    return words.replace(contact, "…") if contact else words
