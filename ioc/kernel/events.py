"""The event log: the one source of what happened. Append-only, numbered in commit order.

A room declares its facts in `events.py` as frozen classes; its service appends them inside the unit of work that
made them true. Policies (ioc/wiring.py) run inside the same unit; reactions run later, from the log.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Index, Integer, String, event, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ioc.kernel.actor import Actor
from ioc.kernel.clock import rfc3339
from ioc.kernel.db import Base
from ioc.kernel.origin import Origin

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself

HEAD_TOPIC = "ioc/events/head"  # the hint on the bus: the newest seq

ALL: tuple[str, ...] = ("*",)
NOTHING: tuple[str, ...] = ()
ALWAYS = ("id", "version")  # without them no screen can keep a card
Audiences = Mapping[str, tuple[str, ...]]


class Fact(BaseModel):
    """What a room can append. Holds ids, codes and numbers: never a name, a contact, free text or a photo.

    `audiences` says, as data, who may see it (staff, wall, agency, crew, reporter) and which fields of the subject's
    card each of them gets: ALL, NOTHING (the fact without a card), or names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    subject: ClassVar[str]
    audiences: ClassVar[Audiences]


class Event(Base):
    """One row of the log."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_type", "subject_id", "seq"),
        Index("ix_event_kind_at", "kind", "at"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(48))
    subject_type: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    cause: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[str] = mapped_column(String(8))
    data: Mapped[dict[str, Any]]

    @property
    def subject(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"


F = TypeVar("F", bound=Fact)
Policy = Callable[[Session, Event, datetime], None]
KINDS: dict[str, type[Fact]] = {}
POLICIES: dict[str, list[Policy]] = {}
_hints: list[Callable[[int], None]] = []


def fact(cls: type[F]) -> type[F]:
    """Registers a fact class by its kind; two of the same kind are a mistake."""
    if cls.kind in KINDS and KINDS[cls.kind].__qualname__ != cls.__qualname__:
        raise ValueError(f"two facts are called {cls.kind}")
    KINDS[cls.kind] = cls
    return cls


def projection(subject: str, audience: str) -> tuple[str, ...]:
    """The fields of this subject's card that an audience gets: ALL, NOTHING, or names.

    A card looks the same to one audience whichever fact brought it: what all facts of the subject declare together.
    """
    return _projection(subject, audience, len(KINDS))


@cache
def _projection(subject: str, audience: str, _facts: int) -> tuple[str, ...]:
    fields: set[str] = set()
    for known in KINDS.values():
        if known.subject == subject:
            fields.update(known.audiences.get(audience, NOTHING))
    if "*" in fields:
        return ALL
    return (*ALWAYS, *sorted(fields - set(ALWAYS))) if fields else NOTHING


def append(
    session: Session, what: Fact, subject_id: int, actor: Actor, now: datetime, origin: str = Origin.REAL
) -> Event:
    """Appends one fact and runs its policies, all in the caller's unit of work. Returns the numbered row."""
    values = {
        "at": now,
        "kind": what.kind,
        "subject_type": what.subject,
        "subject_id": subject_id,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "cause": session.info.get("cause"),
        "origin": str(origin),
        "data": what.model_dump(mode="json"),
    }
    session.flush()
    seq = session.execute(insert(Event).values(**values).returning(Event.seq)).scalar_one()
    row = Event(seq=seq, **values)  # a plain object, not attached: the log is never changed through the ORM
    session.info["head"] = seq
    previous = session.info.get("cause")
    session.info["cause"] = seq
    try:
        for policy in POLICIES.get(what.kind, ()):
            policy(session, row, now)
    finally:
        session.info["cause"] = previous
    return row


def since(session: Session, seq: int, limit: int = 500, kinds: Collection[str] | None = None) -> Sequence[Event]:
    """Events after `seq`, in order; of these kinds alone where some are named."""
    query = select(Event).where(Event.seq > seq)
    if kinds is not None:
        query = query.where(Event.kind.in_(kinds))
    return session.scalars(query.order_by(Event.seq).limit(limit)).all()


def follow(session: Session, seq: int, mark_then: str, limit: int = 500) -> Sequence[Event] | None:
    """Events after `seq`, whose mark was told then; None when the log is another one: restored from a backup."""
    found = since(session, seq - 1, limit + 1)  # the last one read is read again: the same, another, or none
    if seq == 0:
        return found
    if not found or (found[0].seq, rfc3339(found[0].at)) != (seq, mark_then):
        return None
    return found[1:]


def heard_by(audience: str) -> list[str]:
    """The kinds of facts that this audience is told."""
    return sorted(kind for kind, known in KINDS.items() if audience in known.audiences)


def head(session: Session) -> int:
    """The newest number; 0 for an empty log."""
    return session.scalar(select(Event.seq).order_by(Event.seq.desc()).limit(1)) or 0


def mark(session: Session, seq: int) -> str:
    """What tells this log from another that has used the same numbers: when its fact `seq` was; empty without one.

    A database restored from a backup goes on from an earlier number, and gives the later ones anew.
    """
    return rfc3339(session.scalar(select(Event.at).where(Event.seq == seq))) or ""


def on_commit(hint: Callable[[int], None]) -> None:
    """Calls `hint(seq)` after every commit that appended. A lost hint loses nothing: readers poll too."""
    _hints.append(hint)


@event.listens_for(Session, "after_commit")
def _hint(session: Session) -> None:
    if session.in_nested_transaction():
        return  # SQLAlchemy calls this for a savepoint too, and nobody else sees that yet
    seq = session.info.pop("head", None)
    if seq is not None:
        for hint in _hints:
            hint(seq)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if session.in_nested_transaction():
        return  # what was appended before the savepoint still stands
    session.info.pop("head", None)
    session.info.pop("cause", None)
