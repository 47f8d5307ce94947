"""Ingest while its database is locked, or throws everybody out: nothing accepted is lost, nothing is stored twice."""

import sqlite3
import threading
import time

import pytest
from sqlalchemy import text

from ioc.kernel.mqtt import device_login
from tests.bench.blast import Blaster, readings
from tests.ingest.city import balanced, listen, reading, stored, wait


def test_given_ten_seconds_of_a_locked_database_then_nothing_is_lost(city, database_url) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a SQLite matter: PostgreSQL waits by itself")
    city.sensor("D1")
    device = city.device()
    listen(city, device)
    lock = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    start = time.time_ns() // 1_000_000
    for step in range(300):
        device.publish("city/drainage/D1/up", reading(50, start + step), qos=1)
    release = threading.Timer(10, lock.execute, ["ROLLBACK"])
    release.start()
    wait(lambda: stored(city) == 300, 40)
    assert city.ingest.poll() is None
    assert balanced(city.books())
    device.disconnect()


def test_given_a_database_that_throws_everybody_out_again_and_again_then_nothing_is_lost(city, database_url) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a PostgreSQL matter: its server may be restarted")
    city.sensor("D0")
    device = city.device()
    listen(city, device)
    before, process = city.books(), city.ingest
    login = device_login(city.settings)
    blaster = Blaster(login.host, login.port, login.username, login.password)
    shouting = threading.Thread(target=blaster.send, args=(readings(1, 6000, rate=2000),))
    shouting.start()
    for least in (500, 2000, 4000):
        wait(lambda enough=least: city.books()["stored"] > before["stored"] + enough, 30)
        with city.db.write_engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        city.db.dispose()  # our own connections were among them
    shouting.join()
    blaster.close()
    wait(lambda: city.books()["stored"] - before["stored"] == stored(city) == 6000, 30)
    assert city.ingest is process
    assert process.poll() is None
    assert balanced(city.books())
    device.disconnect()
