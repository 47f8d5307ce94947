"""One writer at a time: how long the others wait."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from ioc.kernel.db import Database


def test_given_a_writer_that_does_not_end_when_another_waits_then_it_gives_up_after_its_time(
    db: Database, database_url: str
) -> None:
    other = Database(database_url, lock_timeout_s=0.5)
    with db.write() as session:
        session.connection()
        for _ in range(3):  # more than once: what gave up goes back to the pool whole
            begun = time.monotonic()
            with pytest.raises(OperationalError), other.write() as second:
                second.connection()
            assert 0.4 < time.monotonic() - begun < 5
    with other.write() as second:
        second.connection()  # and afterwards it may
    other.dispose()


def test_given_every_line_to_the_database_is_taken_when_asked_then_it_is_busy(app, client_for, db) -> None:
    client = client_for("officer")
    pool = db.read_engine.pool
    pool._timeout = 0.2
    held = []
    try:
        while len(held) < 40:
            held.append(db.read_engine.connect())
    except NoConnection:
        pass
    answer = client.get("/api/v1/incidents")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    for line in held:
        line.close()


def test_given_a_database_that_nobody_migrated_when_asked_then_it_is_our_fault_and_not_a_busy_one(
    client_for, db
) -> None:
    client = client_for("officer")
    with db.write() as session:
        session.execute(text("ALTER TABLE incident RENAME COLUMN title TO heading"))
    answer = client.get("/api/v1/incidents")
    assert (answer.status_code, answer.json["type"]) == (500, "internal")
