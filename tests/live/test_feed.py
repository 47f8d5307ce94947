"""The feed's own promises, without a socket: it goes on, and says nothing it does not know."""

import threading

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from realtime import feed
from realtime.feed import Feed
from realtime.memory import Told
from realtime.server import Server
from tests.live.process import until
from tests.live.scenario import City


def test_given_a_screen_that_cannot_be_told_when_the_next_fact_comes_then_the_feed_still_tells(db, tmp_path) -> None:
    city = City(db, tmp_path)
    told: list[Told] = []

    def tell(one: Told) -> None:
        told.append(one)
        if len(told) == 1:
            raise ValueError("a message nobody can send")

    tail = Feed(db, tell)
    tail.step()
    thread = threading.Thread(target=tail.run)
    thread.start()
    city.open(0.1)
    until(lambda: len({one.seq for one in told}) >= 1 and len(told) > 1)
    tail.stop()
    thread.join()


def test_given_a_database_that_fails_in_the_middle_when_everybody_needs_a_snapshot_then_the_rest_gets_it_next(
    db, settings, client_for, tmp_path, monkeypatch
) -> None:
    server = Server(settings, "threading")
    server.services.db = server.board.held.db = server.feed.db = db
    headers = [client_for(role).environ_base["HTTP_AUTHORIZATION"] for role in ("officer", "viewer")]
    screens = [server.io.test_client(server.app, "/board", headers={"Authorization": one}) for one in headers]
    for screen, board in zip(screens, ("console", "wall"), strict=True):
        screen.emit("join", {"board": board}, namespace="/board")
        screen.get_received("/board")
    reads: list[str] = []

    def fail_at_the_last(_conn, _cursor, statement, *_rest) -> None:
        if "FROM camera" in statement:
            reads.append(statement)
            if len(reads) == 3:  # the feed itself, the first screen, the second
                raise OperationalError(statement, None, Exception("away"))

    monkeypatch.setattr(feed, "TOO_MANY", 2)
    city = City(db, tmp_path)
    for number in range(3):
        city.open(number / 10)
    event.listen(db.read_engine, "before_cursor_execute", fail_at_the_last)
    with pytest.raises(OperationalError):
        server.feed.step()
    server.feed.step()
    for screen in screens:
        assert "snapshot" in [one["name"] for one in screen.get_received("/board")]
    assert all(client.room in server.io.server.rooms(client.sid, "/board") for client in server.board.clients)
