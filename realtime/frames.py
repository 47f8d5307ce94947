"""Telemetry for the screens: latest values per map cell, only to those who look at the cell.

Whoever looks at the same cells stands in one room and gets one message a tick, encoded once: 500 screens cost 500
sends, however many cells each of them sees. A frame is a run of 13-byte records, so frames are joined by appending.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from hashlib import blake2b

from flask_socketio import SocketIO

from realtime.clients import Client, Clients

TOPIC = "ioc/frames/"
RECORD_BYTES = 13  # u32 sensor, u8 state, f32 value, u32 epoch seconds
PAUSE_S = 0.2  # between two messages to the same screens; ingest sends at most four frames a second per cell
IDLE_S = 1.0
MOST_BYTES = 1 << 20  # of one cell in one tick; beyond it only the newest frame counts


class Frames:
    def __init__(self, io: SocketIO, clients: Clients, namespace: str) -> None:
        self.io = io
        self.clients = clients
        self.namespace = namespace
        self._lock = threading.Lock()
        self._held: dict[str, bytearray] = {}
        self._groups: dict[frozenset[str], str] = {}
        self._watched: frozenset[str] = frozenset()
        self._news = threading.Event()
        self._stopped = False

    def take(self, topic: str, payload: bytes) -> None:
        """From the bus, in its thread: keeps the frame for the next message if anybody looks at its cell."""
        cell = topic.removeprefix(TOPIC)
        if cell not in self._watched or len(payload) % RECORD_BYTES:
            return
        with self._lock:
            held = self._held.setdefault(cell, bytearray())
            if len(held) + len(payload) > MOST_BYTES:
                held.clear()
            held += payload
        self._news.set()

    def look(self, client: Client, cells: frozenset[str]) -> None:
        """The client sees these cells from now on."""
        before, client.cells = client.cells, cells
        if before:
            self.io.server.leave_room(client.sid, _room(before), namespace=self.namespace)
        if cells:
            self.io.server.enter_room(client.sid, _room(cells), namespace=self.namespace)
        self.regroup()

    def regroup(self) -> None:
        """Which sets of cells are looked at, after somebody came, went or moved."""
        groups: defaultdict[frozenset[str], int] = defaultdict(int)
        for client in self.clients:
            if client.cells:
                groups[client.cells] += 1
        self._groups = {cells: _room(cells) for cells in groups}
        self._watched = frozenset[str]().union(*groups)

    def flush(self) -> None:
        """One message to every group that has news."""
        with self._lock:
            held, self._held = self._held, {}
        if not held:
            return
        for cells, room in self._groups.items():
            news = b"".join(bytes(held[cell]) for cell in sorted(cells & held.keys()))
            if news:
                self.io.emit("frame", news, namespace=self.namespace, to=room)

    def run(self, report: Callable[[BaseException], None]) -> None:
        """The first news goes out at once, what follows it after PAUSE_S."""
        while not self._stopped:
            self._news.wait(IDLE_S)
            self._news.clear()
            try:
                self.flush()
            except Exception as error:  # noqa: BLE001 - one bad tick must not end telemetry; it is reported
                report(error)
            time.sleep(PAUSE_S)

    def stop(self) -> None:
        self._stopped = True
        self._news.set()


def _room(cells: frozenset[str]) -> str:
    return "view:" + blake2b("|".join(sorted(cells)).encode(), digest_size=12).hexdigest()
