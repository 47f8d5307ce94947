"""The log: numbered in commit order on both databases."""

import threading
from typing import ClassVar

import pytest
from sqlalchemy import text

from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.db import Database


class Ticked(events.Fact):
    kind: ClassVar[str] = "test.ticked"
    subject: ClassVar[str] = "tick"
    audiences: ClassVar[events.Audiences] = {"staff": events.ALL}
    n: int = 0


def test_given_two_interleaved_units_when_both_append_then_a_tailer_skips_none(db: Database) -> None:
    first_appended, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with db.write() as session:
            events.append(session, Ticked(n=1), 1, SYSTEM, now())
            first_appended.set()
            may_commit.wait(5)

    def quick() -> None:
        first_appended.wait(5)
        with db.write() as session:
            events.append(session, Ticked(n=2), 2, SYSTEM, now())

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    first_appended.wait(5)
    threads[1].join(0.3)  # without the writer's lock the second would be committed by now, ahead of the first
    seen = _tail(db, 0)
    may_commit.set()
    for thread in threads:
        thread.join(10)
    seen += _tail(db, max(seen, default=0))
    with db.read() as session:
        assert seen == sorted(row.seq for row in events.since(session, 0))
    assert len(seen) == 2


def _tail(db: Database, after: int) -> list[int]:
    with db.read() as session:
        return [row.seq for row in events.since(session, after)]


def test_given_a_policy_when_its_fact_is_appended_then_what_it_appends_names_the_cause(db: Database) -> None:
    def policy(session, row, at):
        if row.data["n"] == 1:
            events.append(session, Ticked(n=2), 2, SYSTEM, at)

    events.POLICIES["test.ticked"] = [policy]
    with db.write() as session:
        events.append(session, Ticked(n=1), 1, SYSTEM, now())
    events.POLICIES.pop("test.ticked")
    with db.read() as session:
        first, second = events.since(session, 0)
    assert (first.cause, second.cause) == (None, first.seq)


def test_given_a_rolled_back_unit_when_tailing_then_its_facts_never_happened(db: Database) -> None:
    with pytest.raises(RuntimeError), db.write() as session:
        events.append(session, Ticked(n=1), 1, SYSTEM, now())
        raise RuntimeError
    assert _tail(db, 0) == []


def test_given_a_commit_when_it_appended_then_the_hint_carries_the_head(db: Database) -> None:
    heard: list[int] = []
    events.on_commit(heard.append)
    with db.write() as session:
        row = events.append(session, Ticked(n=1), 1, SYSTEM, now())
    events._hints.remove(heard.append)
    assert heard == [row.seq]


def test_given_a_locked_sqlite_when_a_unit_begins_then_it_waits_for_its_turn(tmp_path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", lock_timeout_s=5)
    with db.write() as session:
        session.execute(text("CREATE TABLE t (n INTEGER)"))
    held, release = threading.Event(), threading.Event()

    def holder() -> None:
        with db.write() as session:
            session.execute(text("INSERT INTO t VALUES (1)"))
            held.set()
            release.wait(5)

    thread = threading.Thread(target=holder)
    thread.start()
    held.wait(5)
    threading.Timer(0.2, release.set).start()
    with db.write() as session:
        session.execute(text("INSERT INTO t VALUES (2)"))
        assert session.scalar(text("SELECT count(*) FROM t")) == 2
    thread.join()


def test_given_a_unit_within_a_whole_when_it_ends_then_the_hint_comes_once_and_only_at_the_commit(db: Database) -> None:
    hints: list[int] = []
    events.on_commit(hints.append)
    with db.whole(lambda _session: None):
        with db.write() as session:
            seq = events.append(session, Ticked(n=1), 1, SYSTEM, now()).seq
        assert hints == []
        with pytest.raises(ZeroDivisionError), db.write():
            raise ZeroDivisionError
        assert hints == []
    assert hints == [seq]
