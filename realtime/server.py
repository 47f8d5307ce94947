"""`ioc web` put together: the application, the sockets, the feed, and the bus between the processes.

Asks nothing of the async mode: the entry (realtime.web) has patched what had to be patched before this is imported.
"""

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_socketio import SocketIO

from ioc.kernel import events
from ioc.kernel.bus import Bus
from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.kernel.http import Services
from ioc.web.app import create_app
from realtime import frames
from realtime import presence as looking
from realtime.clients import Clients
from realtime.feed import Feed
from realtime.frames import Frames
from realtime.memory import Told
from realtime.presence import Presence
from realtime.pulse import Pulse
from realtime.sockets import NAMESPACE, Board
from realtime.wireformat import Encoded, Json

log = logging.getLogger(__name__)
LARGEST_MESSAGE = 64 * 1024  # what a screen may send; the largest is a list of cells
DRAIN_S = 2.5
SIGNED_OUT = "ioc/sessions/ended"  # to the other web processes: a browser may hold sockets in each

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server:
    """Everything one web process runs."""

    def __init__(self, settings: Settings, async_mode: str) -> None:
        self.settings = settings
        self.services = Services(settings, Database(settings.database_url, settings.config.database.lock_timeout_s))
        _place(self.services)
        self.app = create_app(self.services)
        self.io = SocketIO(
            async_mode=async_mode,
            transports=["websocket"],  # so that no proxy has to keep a client with one process
            cors_allowed_origins=None,  # the same origin only
            manage_session=False,
            json=Json,
            ping_interval=20,
            ping_timeout=10,
            max_http_buffer_size=LARGEST_MESSAGE,
        )
        self.busy = Busy(self.app)
        self.io.init_app(self.app)
        process = f"web-{os.getpid()}-{secrets.token_hex(3)}"
        self.bus = Bus(settings, process)
        clients = Clients()
        self.frames = Frames(self.io, clients, NAMESPACE)
        presence = Presence(self.io, self.bus, clients, NAMESPACE, process)
        self.feed = Feed(self.services.db, self._tell)
        self.board = Board(self.io, self.services, self.feed, clients, self.frames, presence)
        self.feed.overtaken, self.feed.settle = self.board.whole_again, self.board.settle
        self.board.speaking = self._speaking
        self.pulse = Pulse(self.board)
        self.services.extra.update(feed=self.feed, bus=self.bus, signed_out=self._signed_out)
        self._listen(presence)

    def start(self) -> None:
        """Starts what runs beside the requests; threads here are green where the entry made them so."""
        self.bus.start()
        for name, run in (("feed", self.feed.run), ("pulse", self.pulse.run), ("frames", self._frames)):
            threading.Thread(target=run, name=name, daemon=True).start()

    def stop(self) -> None:
        """Lets requests end (for DRAIN_S at most) and stops the rest. Sockets just break: clients come back by
        themselves, which they would not if they were told to go."""
        deadline = time.monotonic() + DRAIN_S
        while self.busy.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        for part in (self.feed, self.pulse, self.frames):
            part.stop()
        self.bus.stop()
        self.services.db.dispose()

    def _tell(self, told: Told) -> None:
        self.io.server.emit("event", Encoded(told.body), namespace=NAMESPACE, to=told.room)

    @contextmanager
    def _speaking(self, language: str) -> Iterator[None]:
        with self.app.app_context(), force_locale(language):
            yield

    def _frames(self) -> None:
        self.frames.run(lambda error: log.error("frames could not be sent", exc_info=error))

    def _listen(self, presence: Presence) -> None:
        self.bus.on(events.HEAD_TOPIC, lambda _topic, payload: self.feed.wake(int(payload) if payload.isdigit() else 0))
        self.bus.on(frames.TOPIC + "#", self.frames.take)
        self.bus.on(looking.TOPIC + "#", presence.take)
        self.bus.on(SIGNED_OUT, lambda _topic, payload: self.board.signed_out(payload.decode(errors="replace")))
        events.on_commit(self._committed)

    def _signed_out(self, session_id: str) -> None:
        self.board.signed_out(session_id)
        self.bus.publish(SIGNED_OUT, session_id.encode())

    def _committed(self, seq: int) -> None:
        self.feed.wake(seq)
        self.bus.publish(events.HEAD_TOPIC, str(seq).encode())


class Busy:
    """Counts the requests in hand (sockets are not requests), so that a stop can wait for them."""

    def __init__(self, app: Flask) -> None:
        self.requests = 0
        self._app: Wsgi = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign] # Flask's way of middleware

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.requests += 1
        try:
            return self._app(environ, start_response)
        finally:
            self.requests -= 1


def _place(services: Services) -> None:
    """The city pack, where there is one; an empty centre runs without."""
    folder = services.settings.pack_folder
    if not (folder / "pack.json").is_file():
        log.warning("no city pack in %s: no addresses, no map", folder)
        return
    from ioc.places import pack

    services.pack = pack.load(folder)
    services.pack.warm()
