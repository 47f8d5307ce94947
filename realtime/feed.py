"""The live feed: tails the event log and tells every room, once and in order, what it may know.

Why nothing is lost and nothing comes twice when somebody joins while things happen: telling and attaching take turns.
With the turn, a client that joins first lets everything be told that the log holds, then gets a snapshot of the same
consistent view of the database (or an older one of this process and what was told after it), and only then stands in
the room. So every snapshot lies between two batches. The client's reducer ignores a `seq` that it knows.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from ioc.kernel import events
from ioc.kernel.clock import rfc3339
from ioc.kernel.db import Database
from ioc.kernel.events import Event
from realtime import boards
from realtime.audience import Card
from realtime.memory import Memory, Told
from realtime.telling import Teller
from realtime.wireformat import shelves_encoded

log = logging.getLogger(__name__)
POLL_S = 0.2  # without a hint from the bus
TOO_MANY = 5000  # facts that nobody was told: everybody starts from a snapshot again
REUSE_S = 2.0  # a snapshot serves all who come within, with what was told since: 500 screens come back at once
PAUSE_AFTER_ERROR_S = 0.5


class Newcomer(Protocol):
    """A client that joins. Each is called with the turn held and must not wait."""

    def missed(self, told: Sequence[Told]) -> None:
        """Everything since it was last here."""

    def whole(self, snapshot: Card, told: Sequence[Told]) -> None:
        """The board as it was, and what was told since."""

    def stand(self) -> None:
        """From now on it hears what its room is told."""


def _news(session: Session, memory: Memory) -> Sequence[Event] | None:
    """What the log holds after what was told; None when the thread is lost, and everybody needs a snapshot."""
    facts = events.follow(session, memory.last, memory.mark, TOO_MANY)
    if facts is None:
        log.warning("the log is not the one that was told up to %s: everybody gets a snapshot", memory.last)
        return None
    if len(facts) >= TOO_MANY:
        log.warning("the feed is more than %s facts behind: everybody gets a snapshot", TOO_MANY)
        return None
    return facts


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot of one room and when it was taken (monotonic seconds)."""

    snapshot: Card
    at: float


class Feed:
    """One per web process. `tell` sends one encoded event to everybody who stands in its room here."""

    def __init__(self, db: Database, tell: Callable[[Told], None]) -> None:
        self.db = db
        self.alive_at = 0.0  # monotonic; for /healthz
        self.overtaken: Callable[[], None] = lambda: None  # the log outran us: everybody wants a snapshot
        self.settle: Callable[[], None] = lambda: None  # gives it to those who still have none
        self._tell = tell
        self._teller = Teller()
        self._turn = threading.RLock()
        self._wake = threading.Event()
        self._stopped = False
        self._memory: Memory | None = None
        self._kept: dict[str, Kept] = {}

    @property
    def last(self) -> int:
        """Everything up to this number has been told."""
        return self._memory.last if self._memory else 0

    def wake(self, seq: int = 0) -> None:
        """A hint: the log has grown. Any thread may call it."""
        if seq == 0 or seq > self.last:
            self._wake.set()

    def run(self) -> None:
        """Tails until `stop`, whatever happens: a feed that has ended would leave every screen with old news."""
        while not self._stopped:
            try:
                self.step()
            except Exception:
                log.exception("the feed could not tell what is new; it goes on")
                time.sleep(PAUSE_AFTER_ERROR_S)
                continue
            self.alive_at = time.monotonic()
            self._wake.wait(POLL_S)
            self._wake.clear()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def step(self) -> None:
        """Tells what is new."""
        with self._turn:
            with self.db.read() as session:
                self._advance(session)
            self.settle()

    def attach(self, room: str, since: int | None, newcomer: Newcomer, mark: str | None = None) -> None:
        """Brings a client to the present and lets it stand in the room; what another log told it is of no use here."""
        with self._turn, self.db.read() as session:
            memory = self._advance(session)
            missed = None
            if since is not None and since <= memory.last and mark in (None, events.mark(session, since)):
                missed = memory.since(room, since)
            if missed is not None:
                newcomer.missed(missed)
            else:
                snapshot = self._snapshot(session, room)
                newcomer.whole(snapshot, memory.since(room, snapshot["seq"]) or [])
            newcomer.stand()

    def newest(self, room: str) -> int:
        """The newest event that this room was told."""
        return self._memory.newest(room) if self._memory else 0

    def _advance(self, session: Session) -> Memory:
        if self._memory is None:
            return self._begin(session)
        facts = _news(session, self._memory)
        if facts is None:
            memory = self._begin(session)
            self.overtaken()
            return memory
        if facts:
            self._tell_all(session, facts, self._memory)
        return self._memory

    def _tell_all(self, session: Session, facts: Sequence[Event], memory: Memory) -> None:
        batch = self._teller.gather(session, facts)
        for told in self._teller.tell(batch):
            memory.add(told)
            self._tell(told)
        memory.reached(facts[-1].seq, str(rfc3339(facts[-1].at)))

    def _begin(self, session: Session) -> Memory:
        """Learns who holds what and starts at the head; who was here before is answered by a snapshot."""
        head = events.head(session)
        self._teller.learn(session)
        self._kept.clear()
        self._memory = Memory(head, events.mark(session, head))
        return self._memory

    def _snapshot(self, session: Session, room: str) -> Card:
        kept = self._kept.get(room)
        now = time.monotonic()
        fresh = kept is not None and now - kept.at < REUSE_S
        if kept is None or not fresh or (self._memory and self._memory.since(room, kept.snapshot["seq"]) is None):
            self._kept = {name: one for name, one in self._kept.items() if now - one.at < REUSE_S}
            kept = self._kept[room] = Kept(shelves_encoded(boards.snapshot(session, room)), now)
        return kept.snapshot
