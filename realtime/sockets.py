"""The namespace /board: who may join what, and what each of its events needs."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import g, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_socketio import SocketIO
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ioc.accounts.guard import Unauthenticated
from ioc.accounts.identity import STRANGER, bearer, identify, of_token, stay
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Forbidden, Invalid, IocError, NotFound
from ioc.kernel.http import Services
from ioc.reports.models import Report
from realtime.audience import BOARDS, Card
from realtime.clients import Client, Clients
from realtime.feed import Feed
from realtime.frames import Frames
from realtime.memory import Told
from realtime.presence import Presence
from realtime.wireformat import bundle

log = logging.getLogger(__name__)
NAMESPACE = "/board"
TRACK = "track"
MOST_CELLS = 64  # beyond this a screen shows the whole city, and wants aggregates
PERMISSIONS: Mapping[str, str] = {
    "join": "board.join",  # but for `track`, which a tracking token opens
    "view": "sensors.view",
    "look": "incidents.view",
}


class Board:
    """The handlers of one process."""

    def __init__(
        self, io: SocketIO, held: Services, feed: Feed, clients: Clients, frames: Frames, presence: Presence
    ) -> None:
        self.io = io
        self.held = held
        self.feed = feed
        self.clients = clients
        self.frames = frames
        self.presence = presence
        self.speaking: Callable[[str], AbstractContextManager[None]] = lambda _language: nullcontext()
        self._owed: dict[str, Client] = {}
        io.on_event("connect", self.connect, namespace=NAMESPACE)
        io.on_event("disconnect", self.disconnect, namespace=NAMESPACE)
        for name, handler in (("join", self.join), ("view", self.view), ("look", self.look)):
            io.on_event(name, self._guarded(name, handler), namespace=NAMESPACE)

    def connect(self, auth: Any = None) -> bool:
        """A wrong token is refused here; nobody at all may stay, for a tracking token comes with `join`.

        A token comes as the API takes it, or in Socket.IO's own `auth`: a browser's WebSocket sends no such header.

        Where we cannot tell, the line is cut, so that the client tries again: without an answer it would wait for ever.
        """
        try:
            given = auth.get("token") if isinstance(auth, dict) else None
            who = identify() if given is None or bearer() else of_token(self.held, str(given))
            self.clients.add(
                Client(_sid(), who, stay() if who.kind == "user" else STRANGER, language=str(get_locale()))
            )
        except IocError as error:
            log.info("a socket was refused: %s", error.detail)
            return False
        except Exception:
            log.exception("nobody knows who connects; the line is cut")
            self._cut(_sid())
            return False
        return True

    def disconnect(self, reason: Any = None) -> None:
        client = self.clients.drop(_sid())
        if client is None:
            return
        if client.cells:
            self.frames.regroup()
        if client.looking is not None:
            self.presence.changed()

    def join(self, client: Client, data: dict[str, Any]) -> None:
        board = str(data.get("board") or "")
        room = self._room(client.actor, board, data)
        since = data.get("since")
        if client.room:
            self._leave(client)
        client.board = board
        known = since if type(since) is int and since >= 0 else None
        mark = data.get("mark")  # of the log that counted so; a screen of an older build has none
        self.feed.attach(room, known, _Joining(self, client, room), None if mark is None else str(mark))
        if room == "staff":
            self.presence.tell(client.sid)
            if client.looking is not None:
                self.presence.changed()

    def view(self, client: Client, data: dict[str, Any]) -> None:
        cells = data.get("cells")
        if not isinstance(cells, list) or not all(isinstance(cell, str) for cell in cells):
            raise Invalid(_("view cần cells: một danh sách z/x/y."))
        self.frames.look(client, frozenset(cells[:MOST_CELLS]))

    def look(self, client: Client, data: dict[str, Any]) -> None:
        incident = data.get("incident")
        if incident is not None and type(incident) is not int:
            raise Invalid(_("look cần incident: một số hoặc null."))
        client.looking = incident  # before or after the join, which runs beside us
        self.presence.changed()

    def whole_again(self) -> None:
        """The feed lost its thread: everybody gets a snapshot, and hears nothing until then."""
        for client in self.clients:
            if client.room:
                self.io.server.leave_room(client.sid, client.room, namespace=NAMESPACE)
                self._owed[client.sid] = client
        self.settle()

    def settle(self) -> None:
        """Snapshots that are still owed; what the database does not give now is given at the feed's next step."""
        while self._owed:
            sid, client = next(iter(self._owed.items()))
            if self.clients.get(sid) is not None and client.room:
                self.feed.attach(client.room, None, _Joining(self, client, client.room))
            self._owed.pop(sid, None)

    def signed_out(self, session_id: str) -> None:
        """In every tab of the browser. Any thread may call it."""
        for client in self.clients:
            if session_id and client.stay.session == session_id:
                self.turn_out(client, lambda: Unauthenticated(_("Phiên này đã đăng xuất.")))

    def refuse(self, client: Client, error: IocError, *, leave: bool = False) -> None:
        """Says why, in the form of the API's problem details; `leave` ends the connection."""
        problem = {"type": error.type, "status": error.status, "detail": error.detail}
        self.io.emit("refused", problem, namespace=NAMESPACE, to=client.sid)
        if leave:
            self.io.server.disconnect(client.sid, namespace=NAMESPACE)

    def turn_out(self, client: Client, error: Callable[[], IocError]) -> None:
        """Ends the connection and says why, in the language that the client came with. Any thread may call it."""
        with self.speaking(client.language):
            self.refuse(client, error(), leave=True)

    def waiting(self, client: Client) -> int:
        """Messages that the client has not taken yet."""
        eio_sid = self.io.server.manager.eio_sid_from_sid(client.sid, NAMESPACE)
        socket = self.io.server.eio.sockets.get(eio_sid)
        return socket.queue.qsize() if socket is not None else 0

    def cut(self, client: Client) -> None:
        """Ends the connection without a word: it would wait behind all the others."""
        self._cut(client.sid)

    def _cut(self, sid: str) -> None:
        eio_sid = self.io.server.manager.eio_sid_from_sid(sid, NAMESPACE)
        socket = self.io.server.eio.sockets.get(eio_sid)
        if socket is not None:
            socket.close(wait=False, abort=True)

    def snapshot(self, client: Client, cards: Card) -> Card:
        """The room's cards with what is the client's own: its board and who it is."""
        return {"board": client.board, "me": _me(client.actor), **cards}

    def _room(self, who: Actor, board: str, data: dict[str, Any]) -> str:
        if board == TRACK:
            return self._report_room(str(data.get("token") or ""))
        if board not in BOARDS:
            raise Invalid(_("Không có bảng này; có: %(names)s.", names=", ".join([*BOARDS, TRACK])), board=board)
        _check(who, PERMISSIONS["join"])
        if who.role not in BOARDS[board]:
            raise Forbidden(_("Vai trò của bạn không có bảng này."))
        if board == "console":
            return "staff"
        own = {"agency": who.agency_id, "crew": who.crew_id}.get(board)
        if board != "wall" and own is None:
            raise Forbidden(_("Tài khoản này không thuộc đơn vị hay tổ nào."))
        return "wall" if board == "wall" else f"{board}:{own}"

    def _report_room(self, token: str) -> str:
        with self.held.db.read() as session:
            report_id = session.scalar(select(Report.id).where(Report.token == token)) if token else None
        if report_id is None:
            raise NotFound(_("Không có phản ánh này."))
        return f"report:{report_id}"

    def _leave(self, client: Client) -> None:
        self.io.server.leave_room(client.sid, client.room, namespace=NAMESPACE)
        client.room = ""

    def _guarded(self, name: str, handler: Callable[[Client, dict[str, Any]], None]) -> Callable[..., None]:
        permission = PERMISSIONS[name]

        def guarded(data: Any = None) -> None:
            client = self.clients.get(_sid())
            if client is None:
                return
            g.language = client.language
            try:
                if not isinstance(data, dict):
                    raise Invalid(_("%(name)s cần một đối tượng JSON.", name=name))
                if name != "join":  # which board is asked for decides there
                    _check(client.actor, permission)
                handler(client, data)
            except IocError as error:
                self.refuse(client, error)
            except SQLAlchemyError:
                log.exception("%s could not be answered", name)
                self.refuse(client, _Busy(_("Cơ sở dữ liệu đang bận; hãy thử lại.")))

        guarded.permission = permission  # type: ignore[attr-defined] # read by the test that walks all events
        return guarded


class _Busy(IocError):
    type = "busy"
    status = 503


class _Joining:
    """Realtime.feed.Newcomer: one client on its way into a room."""

    def __init__(self, board: Board, client: Client, room: str) -> None:
        self.board, self.client, self.room = board, client, room

    def missed(self, told: Sequence[Told]) -> None:
        self._emit("events", bundle([one.body for one in told]))

    def whole(self, snapshot: Card, told: Sequence[Told]) -> None:
        self._emit("snapshot", self.board.snapshot(self.client, snapshot))
        if told:
            self._emit("events", bundle([one.body for one in told]))

    def stand(self) -> None:
        if self.board.clients.get(self.client.sid) is None:
            return  # it has gone meanwhile
        self.board.io.server.enter_room(self.client.sid, self.room, namespace=NAMESPACE)
        self.client.room = self.room

    def _emit(self, name: str, data: Any) -> None:
        self.board.io.server.emit(name, data, to=self.client.sid, namespace=NAMESPACE)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined] # Flask-SocketIO's


def _check(who: Actor, permission: str) -> None:
    if permission != PUBLIC and permission not in who.permissions:
        raise Forbidden(_("Vai trò của bạn không được làm việc này."), permission=permission)


def _me(who: Actor) -> dict[str, Any] | None:
    if who.kind not in ("user", "token"):
        return None
    return {
        "id": who.id,
        "name": who.name or "",
        "role": who.role,
        "agency_id": who.agency_id,
        "crew_id": who.crew_id,
        "permissions": sorted(who.permissions),
    }
