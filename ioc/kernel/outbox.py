"""Deliveries to the outside: at least once, with back-off and a dead letter; one row per delivery."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Index, String, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.db import Base
from ioc.kernel.errors import Conflict, NotFound
from ioc.kernel.events import NOTHING, Audiences, BigId, Fact, fact

FEWEST_TRIES = 3  # whatever its age: who was away for days does not give up at the first stumble


class Delivery(Base):
    """What is to go out: `channel` names the adapter, `payload` holds ids only (texts are rendered when sent)."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(24))
    event_seq: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="due")  # due | sent | dead | void (nobody to send to)
    tries: Mapped[int] = mapped_column(default=0)
    wanted_at: Mapped[datetime]  # since when it is to go out; with its age it is given up
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))


def enqueue(session: Session, channel: str, payload: dict[str, Any], now: datetime) -> Delivery:
    row = Delivery(
        channel=channel,
        payload=payload,
        wanted_at=now,
        due_at=now,
        event_seq=session.info.get("cause"),
        tries=0,
        state="due",
    )
    session.add(row)
    return row


@fact
class DeliveryRetried(Fact):
    """Somebody had a delivery tried again at once."""

    kind: ClassVar[str] = "delivery.retried"
    subject: ClassVar[str] = "delivery"
    audiences: ClassVar[Audiences] = {"staff": NOTHING}
    tries: int


def get(session: Session, delivery_id: int) -> Delivery:
    """Without its payload, which may be what is wrong with it: that is read when it is asked for."""
    row = session.get(Delivery, delivery_id, options=[defer(Delivery.payload)])
    if row is None:
        raise NotFound(_("Không có tin gửi này."))
    return row


def retry(session: Session, actor: Actor, now: datetime, delivery_id: int) -> Delivery:
    """Due at once, as if it were new. What has gone out does not go twice: Conflict."""
    row = get(session, delivery_id)
    if row.state == "sent":
        raise Conflict(_("Tin này đã gửi đi rồi."))
    events.append(session, DeliveryRetried(tries=row.tries), row.id, actor, now)
    row.state, row.wanted_at, row.due_at, row.tries = "due", now, now, 0
    return row


def retry_dead(session: Session, actor: Actor, now: datetime) -> int:
    """Every dead letter is tried anew. Returns how many."""
    dead = session.scalars(select(Delivery.id).where(Delivery.state == "dead")).all()
    for delivery_id in dead:
        retry(session, actor, now, delivery_id)
    return len(dead)


def given_up(row: Delivery, now: datetime, after: timedelta) -> bool:
    """Whether a delivery that has just failed is a dead letter: an outage of a night is no reason."""
    return row.tries >= FEWEST_TRIES and now - row.wanted_at >= after


def backoff(tries: int) -> timedelta:
    """Wait before the next try: 2 s doubled each time, one hour at most."""
    return timedelta(seconds=min(3600, 2 << min(tries, 12)))
