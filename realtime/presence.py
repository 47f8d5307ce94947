"""Who looks at which incident: each web process tells the others on the bus, and forgets those that fall silent."""

import threading
import time
from collections import defaultdict
from typing import Any

import orjson
from flask_socketio import SocketIO

from ioc.kernel.bus import Bus
from realtime.clients import Clients

TOPIC = "ioc/presence/"
FORGET_S = 15.0
STAFF = "staff"  # who looks at what is between officers

Looking = dict[str, list[dict[str, Any]]]  # incident id: people


class Presence:
    def __init__(self, io: SocketIO, bus: Bus, clients: Clients, namespace: str, process: str) -> None:
        self.io = io
        self.bus = bus
        self.clients = clients
        self.namespace = namespace
        self.process = process
        self._others: dict[str, tuple[float, Looking]] = {}
        self._told: Looking = {}
        self._lock = threading.Lock()

    def changed(self) -> None:
        """Somebody here looks elsewhere: tell the other processes and our own officers."""
        self.bus.publish(TOPIC + self.process, orjson.dumps(self._ours()))
        self._tell()

    def take(self, topic: str, payload: bytes) -> None:
        """Another process's officers (from the bus, in its thread)."""
        process = topic.removeprefix(TOPIC)
        if process == self.process:
            return
        try:
            looking = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return  # not ours: the bus is loopback, but nothing it says may end the feed
        if isinstance(looking, dict):
            self._others[process] = (time.monotonic(), looking)
            self._tell()

    def refresh(self) -> None:
        """Every few seconds: for processes that started meanwhile, and to forget those that ended."""
        self.changed()

    def now(self) -> Looking:
        """Incident id: who looks at it, each person once."""
        oldest = time.monotonic() - FORGET_S
        self._others = {name: told for name, told in self._others.items() if told[0] > oldest}
        merged: defaultdict[str, dict[Any, dict[str, Any]]] = defaultdict(dict)
        for looking in (self._ours(), *(told[1] for told in self._others.values())):
            for incident, people in looking.items():
                for person in people:
                    merged[incident][person.get("id")] = person
        return {incident: list(people.values()) for incident, people in sorted(merged.items())}

    def tell(self, sid: str) -> None:
        """To one who has just joined."""
        self.io.emit("presence", self.now(), namespace=self.namespace, to=sid)

    def _tell(self) -> None:
        with self._lock:
            looking = self.now()
            if looking == self._told:
                return
            self._told = looking
        self.io.emit("presence", looking, namespace=self.namespace, to="staff")

    def _ours(self) -> Looking:
        looking: Looking = {}
        for client in self.clients:
            if client.looking is not None and client.room == STAFF:
                people = looking.setdefault(str(client.looking), [])
                if client.person not in people:
                    people.append(client.person)
        return looking
