"""Every few seconds: the head and the time, the figures, and whether those who listen still may."""

import logging
import threading
import time
from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ioc import wiring
from ioc.accounts import signin, tokens
from ioc.accounts.guard import Unauthenticated
from ioc.accounts.models import ApiToken, User
from ioc.kernel import clock
from ioc.kernel.actor import Actor
from realtime.clients import Client
from realtime.kin import some
from realtime.sockets import NAMESPACE, Board

Who = tuple[str, int | None, str | None, int | None, int | None, str]
log = logging.getLogger(__name__)
EVERY_S = 5.0
ALIVE_S = 5.0  # a feed that has not read the log for so long does not know what is new
JOIN_WITHIN_S = 30.0  # a socket that never joins is not for us
MOST_WAITING = 2000  # messages in one client's queue: it does not read, or its line is dead


class Pulse:
    def __init__(self, board: Board) -> None:
        self.board = board
        self._stopped = threading.Event()

    def run(self) -> None:
        due = time.monotonic() + EVERY_S
        while not self._stopped.wait(max(0.0, due - time.monotonic())):
            due = max(due + EVERY_S, time.monotonic())
            for beat in (self.heads, self.figures, self.board.presence.refresh, self.revoked, self.laggards):
                self._isolated(beat)

    def stop(self) -> None:
        self._stopped.set()

    def heads(self) -> None:
        """To every room the newest event that it was told: a client that holds less has a gap."""
        if time.monotonic() - self.board.feed.alive_at > ALIVE_S:
            return  # a head says "you have everything": now nobody knows
        at = clock.rfc3339(clock.now())
        for room in self.board.clients.rooms():
            head = {"seq": self.board.feed.newest(room), "at": at}
            self.board.io.emit("head", head, namespace=NAMESPACE, to=room)

    def figures(self) -> None:
        make = wiring.REFERENCE.get("figures")
        rooms = self.board.clients.rooms() & {"staff", "wall"}
        if make is None or not rooms:
            return
        with self.board.held.db.read() as session:
            figures = make(session)
        for room in sorted(rooms):
            self.board.io.emit("figures", figures, namespace=NAMESPACE, to=room)

    def revoked(self) -> None:
        """Ends the connections of tokens that were revoked, of people who left or became somebody else, and of
        sessions whose time is over."""
        clients = [client for client in self.board.clients if client.actor.kind in ("user", "token")]
        if not clients:
            return
        with self.board.held.db.read() as session:
            live = _live(session, clients)
        now = clock.now().timestamp()
        for client in clients:
            over = client.stay.until is not None and client.stay.until <= now
            if over or _who(client.actor, client.stay.mark) not in live:
                self.board.turn_out(client, lambda: Unauthenticated(_("Quyền truy cập này đã hết.")))

    def laggards(self) -> None:
        """Ends what never joined, and what no longer reads."""
        oldest = time.monotonic() - JOIN_WITHIN_S
        for client in self.board.clients:
            if not client.room and client.since < oldest:
                self.board.turn_out(client, lambda: Unauthenticated(_("Hãy vào một bảng trong vòng 30 giây.")))
            elif self.board.waiting(client) > MOST_WAITING:
                log.warning("a client of %s does not read; it is cut off", client.room)
                self.board.cut(client)

    def _isolated(self, beat: Callable[[], None]) -> None:
        try:
            beat()
        except SQLAlchemyError:
            log.exception("%s could not read the database", beat.__name__)
        except Exception:
            log.exception("%s failed", beat.__name__)


def _who(actor: Actor, mark: str) -> Who:
    return actor.kind, actor.id, actor.role, actor.agency_id, actor.crew_id, mark


def _live(session: Session, clients: list[Client]) -> set[Who]:
    """Every actor among these who may still come in, as they are now."""
    live: set[Who] = set()
    now = clock.now()
    for part in some(c.actor.id for c in clients if c.actor.kind == "token" and c.actor.id is not None):
        for row in session.scalars(select(ApiToken).where(ApiToken.id.in_(part), ApiToken.revoked_at.is_(None))):
            if row.expires_at is None or row.expires_at > now:
                live.add(_who(tokens.actor_of(row), ""))
    for part in some(c.actor.id for c in clients if c.actor.kind == "user" and c.actor.id is not None):
        for user in session.scalars(select(User).where(User.id.in_(part), User.active)).unique():
            live.add(_who(signin.actor_of(user), user.fs_uniquifier))
    return live
