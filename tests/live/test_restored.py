"""A database that was restored from a backup gives numbers anew: nobody stays on what the lost log told."""

import pytest

from ioc.kernel import events
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.http import Services
from tests.live.reducer import Client, Crowd, shelves
from tests.live.scenario import City, restored


@pytest.fixture
def city(db, tmp_path) -> City:
    Services(Settings(Config(), Home(tmp_path / "home"), {"IOC_DEMO": "0"}), db)
    return City(db, tmp_path / "home")


def same(crowd: Crowd, client: Client) -> None:
    anew = Client(client.room)
    anew.join(crowd)
    anew.leave()
    assert shelves(client.board) == shelves(anew.board)


def head_of(city: City) -> int:
    with city.db.read() as session:
        return events.head(session)


@pytest.mark.parametrize("more", [0, 1, 9])  # the new log is shorter than what was told, as long, or longer
def test_given_a_database_restored_from_a_backup_when_facts_follow_then_who_stands_and_who_returns_start_anew(
    city, more
) -> None:
    crowd = Crowd(city.db)
    city.open()
    crowd.feed.step()
    backed_up = head_of(city)
    standing, asleep = Client("staff"), Client("staff")
    for client in (standing, asleep):
        client.join(crowd)
    city.open(0.2)
    crowd.feed.step()
    asleep.leave()
    told = head_of(city)
    restored(city.db, backed_up)
    while more and head_of(city) < told + more - 1:
        city.open(0.3 + head_of(city) / 100)
    crowd.feed.step()
    same(crowd, standing)
    asleep.join(crowd)
    assert (standing.snapshots, asleep.snapshots) == (2, 2)
    city.open(0.9)
    crowd.feed.step()
    for client in (standing, asleep):
        same(crowd, client)


def test_given_a_process_begun_after_the_restore_when_a_laptop_wakes_then_its_old_numbers_are_not_taken(city) -> None:
    laptop = Client("staff")
    crowd = Crowd(city.db)
    city.open()
    backed_up = head_of(city)
    city.open(0.2)
    laptop.join(crowd)
    restored(city.db, backed_up)
    others = Crowd(city.db)
    others.feed.step()
    while head_of(city) <= laptop.board["seq"]:
        city.open(0.3 + head_of(city) / 100)
    laptop.join(others)
    assert laptop.snapshots == 2
    same(others, laptop)
