"""Who is connected to this process: who they are, where they stand, what they look at."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from ioc.accounts.identity import STRANGER, Stay
from ioc.kernel.actor import Actor


@dataclass
class Client:
    """One socket. `room` is empty until it has joined a board."""

    sid: str
    actor: Actor
    stay: Stay = STRANGER
    since: float = field(default_factory=time.monotonic)
    language: str = "vi"
    board: str = ""
    room: str = ""
    cells: frozenset[str] = frozenset()
    looking: int | None = None

    @property
    def person(self) -> dict[str, object]:
        return {"id": self.actor.id, "name": self.actor.name or ""}


class Clients:
    """All of them; reads copy, so that a green thread may come or go meanwhile."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Client] = {}

    def add(self, client: Client) -> None:
        self._by_sid[client.sid] = client

    def drop(self, sid: str) -> Client | None:
        return self._by_sid.pop(sid, None)

    def get(self, sid: str) -> Client | None:
        return self._by_sid.get(sid)

    def __iter__(self) -> Iterator[Client]:
        return iter(list(self._by_sid.values()))

    def __len__(self) -> int:
        return len(self._by_sid)

    def rooms(self) -> set[str]:
        """Rooms in which somebody stands."""
        return {client.room for client in self if client.room}
