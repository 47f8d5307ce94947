"""The browser's reducer (static/src/store.ts) in Python, and clients of a feed that use it."""

from collections.abc import Sequence
from typing import Any

import orjson

from realtime.audience import SHELVES
from realtime.feed import Feed
from realtime.memory import Told
from realtime.wireformat import Json

Board = dict[str, Any]


def from_snapshot(snapshot: Board) -> Board:
    counted = {"seq": snapshot["seq"], "mark": snapshot["mark"]}
    return {**counted, **{shelf: {c["id"]: c for c in snapshot[shelf]} for shelf in SHELVES.values()}}


def apply(board: Board, event: Board) -> None:
    if event["seq"] <= board["seq"]:
        return
    board["seq"], board["mark"] = event["seq"], event["at"]
    for shelf in SHELVES.values():
        for card in event["cards"].get(shelf, []):
            known = board[shelf].get(card["id"])
            if known is None or card["version"] >= known["version"]:
                board[shelf][card["id"]] = card
    for subject in event["gone"]:
        kind, _, number = subject.partition(":")
        board[SHELVES[kind]].pop(int(number), None)


def shelves(board: Board) -> Board:
    return {shelf: board[shelf] for shelf in SHELVES.values()}


class Crowd:
    """What a web process does with its sockets: a feed, and clients that stand in its rooms."""

    def __init__(self, db) -> None:
        self.standing: list[Client] = []
        self.feed = Feed(db, self._tell)
        self.feed.overtaken = self._whole_again

    def _whole_again(self) -> None:
        for client in self.standing:
            client.events.clear()
        for client in list(self.standing):
            client.leave()
            self.feed.attach(client.room, None, client)

    def _tell(self, told: Told) -> None:
        for client in self.standing:
            if client.room == told.room:
                client.hear(told)


class Client:
    """One screen, through the interface by which a socket joins."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.board: Board | None = None
        self.events: list[Board] = []
        self.snapshots = 0
        self._crowd: Crowd | None = None

    def join(self, crowd: Crowd) -> None:
        self._crowd = crowd
        known = (self.board["seq"], self.board["mark"]) if self.board else (None, None)
        crowd.feed.attach(self.room, known[0], self, known[1])

    def leave(self) -> None:
        self._crowd.standing.remove(self)

    def missed(self, told: Sequence[Told]) -> None:
        for one in told:
            self.hear(one)

    def whole(self, snapshot: Board, told: Sequence[Told]) -> None:
        self.snapshots += 1
        self.events.clear()
        self.board = from_snapshot(Json.loads(Json.dumps(snapshot)))
        self.missed(told)

    def stand(self) -> None:
        self._crowd.standing.append(self)

    def hear(self, told: Told) -> None:
        event = orjson.loads(told.body)
        assert event["seq"] == told.seq
        if self.board is not None:
            if self.events and event["seq"] <= self.events[-1]["seq"]:
                raise AssertionError(f"{self.room} was told {event['seq']} after {self.events[-1]['seq']}")
            self.events.append(event)
            apply(self.board, event)
