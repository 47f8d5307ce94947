"""The outbox: what is due goes out, at least once; what fails is tried later, at last it is a dead letter."""

import logging
from datetime import datetime

from sqlalchemy import select

from ioc.kernel.http import Services
from ioc.kernel.outbox import GIVE_UP_AFTER, Delivery, backoff
from ioc.worker.adapters import Adapter, adapter_of
from ioc.worker.words import Message, message_of

log = logging.getLogger(__name__)
AT_ONCE = 20


class Deliveries:
    def __init__(self, held: Services, adapters: dict[str, Adapter] | None = None) -> None:
        self.held = held
        self.adapters = {} if adapters is None else adapters

    def send_due(self, now: datetime) -> int:
        """Sends what is due, oldest first. No unit of work is open while an adapter works; returns how many went."""
        with self.held.db.read() as session:
            due = select(Delivery).where(Delivery.state == "due", Delivery.due_at <= now)
            rows = list(session.scalars(due.order_by(Delivery.due_at, Delivery.id).limit(AT_ONCE)))
            messages = [(row.id, row.channel, message_of(session, row)) for row in rows]
        return sum(self._send(delivery_id, channel, message, now) for delivery_id, channel, message in messages)

    def _send(self, delivery_id: int, channel: str, message: Message, now: datetime) -> bool:
        try:
            self._adapter(channel).send(message)
        except Exception as error:  # noqa: BLE001 - whatever an adapter meets, the delivery stays and is tried again
            log.warning("delivery %s by %s failed: %s", delivery_id, channel, error)
            self._failed(delivery_id, error, now)
            return False
        with self.held.db.write() as session:
            row = session.get_one(Delivery, delivery_id)
            row.state, row.sent_at, row.error = "sent", now, None
            row.tries += 1
        return True

    def _failed(self, delivery_id: int, error: Exception, now: datetime) -> None:
        with self.held.db.write() as session:
            row = session.get_one(Delivery, delivery_id)
            row.tries += 1
            row.error = f"{type(error).__name__}: {error}"[:500]
            row.due_at = now + backoff(row.tries)
            if row.tries >= GIVE_UP_AFTER:
                row.state = "dead"
                log.error("delivery %s is a dead letter after %s tries: %s", delivery_id, row.tries, row.error)

    def _adapter(self, channel: str) -> Adapter:
        if channel not in self.adapters:
            self.adapters[channel] = adapter_of(self.held.settings.config.deliveries, channel)
        return self.adapters[channel]
