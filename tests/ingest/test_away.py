"""A database that goes away, and a slice that is lost, while ingest runs."""

import subprocess

import pytest
from sqlalchemy import create_engine, select, text, update

from ioc.sensors.models import SensorState, SliceLease
from tests.ingest.city import SmallCity, reading, wait
from tests.ingest.test_process import balanced, listen, one, say


@pytest.fixture
def city(tmp_path, database_url, db):
    small = SmallCity(tmp_path, database_url, db)
    small.brokers.start()
    yield small
    small.stop()


def test_given_a_database_server_that_is_away_for_a_while_then_ingest_goes_on_when_it_is_back(
    city, database_url
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("a server's matter")
    city.sensor("D1")
    device = city.device()
    listen(city, device)
    server, name = database_url.rsplit("/", 1)
    admin = create_engine(server + "/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        gone = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(gone, {"name": name})
        with pytest.raises(subprocess.TimeoutExpired):  # nothing is said: its own questions meet the closed door
            city.ingest.wait(2)
        say(city, device, "city/drainage/nobody-knows", reading(1))
        say(city, device, "city/drainage/D1", reading(1))
        with pytest.raises(subprocess.TimeoutExpired):
            city.ingest.wait(1)
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()
    say(city, device, "city/drainage/D1", reading(7))
    wait(lambda: one(city, select(SensorState.value)) == 7)
    assert balanced(city.books())
    device.disconnect()


def test_given_a_process_that_slept_when_another_took_its_slice_then_not_one_reading_more_is_stored_by_it(city) -> None:
    city.sensor("D1")
    device = city.device()
    listen(city, device)
    before = city.books()
    with city.db.write() as session:
        session.execute(update(SliceLease).values(holder="elsewhere:1:1"))
    say(city, device, "city/drainage/D1", reading(50))
    assert city.ingest.wait(15) == 1
    assert city.books() == before
    device.disconnect()
