"""Readings and nothing else in one statement: all of them, counted, in the name of who holds the slice; or none."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from ioc.kernel.clock import now, to_ms
from ioc.kernel.db import Database
from ioc.sensors.models import IngestCount
from ioc.sensors.readings import store_for
from ioc.sensors.readings.history import history
from ioc.sensors.service import accounts
from ioc.sensors.service.accounts import LeaseLost
from ioc.sensors.service.at_once import AtOnce
from realtime.ingest.lease import Lease
from realtime.ingest.patience import Patience
from realtime.ingest.plan import Plan
from realtime.ingest.writer import Writer
from tests.ingest.city import wait

START = to_ms(datetime(2026, 11, 22, tzinfo=UTC))
TABLE = "reading_20261122"
ROWS = [(sensor, "level_cm", START + step, float(step)) for step in range(20) for sensor in (1, 2)]
MINE = ("all", "me")


@pytest.fixture
def slice_of_mine(db: Database) -> Database:
    with db.write() as session:
        assert accounts.take_lease(session, now(), *MINE) is None
        accounts.open_books(session, now(), "all")
        store = store_for("sqlite" if db.sqlite else "postgresql")
        store.write(session.connection(), [(9, "level_cm", START, 1.0)])  # the day's table
    return db


@pytest.fixture
def centre(slice_of_mine: Database) -> Database:
    if slice_of_mine.sqlite:
        pytest.skip("PostgreSQL's own way")
    return slice_of_mine


def books(db: Database) -> tuple[int, ...]:
    with db.read() as session:
        row = session.get(IngestCount, "all")
        return row.received, row.stored, row.duplicate, row.conflict, row.rejected


def many(db: Database) -> int:
    with db.read() as session:
        return session.scalar(text(f"SELECT count(*) FROM {TABLE} WHERE sensor_id < 9"))


def test_given_new_readings_then_they_are_stored_and_counted_together(centre) -> None:
    assert AtOnce(centre).store(TABLE, ROWS, MINE, now(), START)
    assert (many(centre), books(centre)) == (40, (40, 40, 0, 0, 0))
    with centre.read() as session:
        assert history(session.connection(), 2, "level_cm", START, START + 99, 99) == [
            (START + step, float(step)) for step in range(20)
        ]
        assert session.get(IngestCount, "all").unwritten_from_ms == START


@pytest.mark.parametrize("again", [[(1, "level_cm", START + 3, 3.0)], [ROWS[-1]]])
def test_given_a_reading_that_is_there_already_or_twice_then_nothing_of_the_batch_is_in_and_the_way_rests(
    centre, again
) -> None:
    way = AtOnce(centre)
    assert way.store(TABLE, ROWS[:10], MINE, now(), None)
    assert not way.store(TABLE, ROWS[10:] + again, MINE, now(), None)
    assert (many(centre), books(centre)) == (10, (10, 10, 0, 0, 0))
    assert not way.ready


def test_given_a_lease_that_another_holds_then_nothing_is_stored(centre) -> None:
    with pytest.raises(LeaseLost):
        AtOnce(centre).store(TABLE, ROWS, ("all", "somebody who slept"), now(), None)
    assert (many(centre), books(centre)) == (0, (0, 0, 0, 0, 0))


def test_given_a_lease_that_is_being_taken_over_when_readings_come_then_they_wait_and_are_not_stored(centre) -> None:
    outcome: list[str] = []

    def write() -> None:
        try:
            AtOnce(centre).store(TABLE, ROWS, MINE, now(), None)
        except LeaseLost:
            outcome.append("lost")

    def waiting() -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'WITH held%'"
        with centre.read() as session:  # a unit sees one moment: another one each time
            return session.scalar(text(query)) > 0

    with centre.write() as session:
        assert accounts.take_lease(session, now(), "all", "the next", dead=True) is None
        session.flush()
        late = threading.Thread(target=write)
        late.start()
        wait(waiting)
    late.join(10)
    assert outcome == ["lost"]
    assert (many(centre), books(centre)) == (0, (0, 0, 0, 0, 0))


def test_given_batches_with_old_and_new_readings_then_the_books_tell_duplicates_from_conflicts(slice_of_mine) -> None:
    lease = Lease(slice_of_mine, "all")
    lease.holder = "me"
    lease.renewed()
    writer = Writer(slice_of_mine, lease, Patience(lambda: False))
    for rows in (ROWS[:10], ROWS[10:20], [*ROWS[20:30], ROWS[0], (1, "level_cm", START + 1, 77.0)], ROWS[30:]):
        writer.write(Plan(rows=list(rows)), set())
    assert (many(slice_of_mine), books(slice_of_mine)) == (40, (42, 40, 1, 1, 0))
    assert not writer.at_once.ready  # SQLite never, PostgreSQL not for a while
