"""snapshot(a) + events (a, b] = snapshot(b), for every room, whoever joins, leaves or comes back whenever."""

import ast
import json
import os
import re
from pathlib import Path
from random import Random

import pytest

import ioc.kernel.pictures  # noqa: F401 - its fact is registered where it is used: in the worker
from ioc import wiring
from ioc.dispatch.service import crews
from ioc.kernel import events
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.http import Services
from realtime import boards
from realtime.audience import AUDIENCES, SHELVES, projection
from realtime.wireformat import Json
from tests.live.reducer import Client, Crowd, from_snapshot, shelves
from tests.live.scenario import City, story, wander

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
ROLES = {"staff": "officer", "wall": "viewer", "report:1": "citizen"}


@pytest.fixture
def city(db, tmp_path) -> City:
    Services(Settings(Config(), Home(tmp_path / "home"), {"IOC_DEMO": "0"}), db)
    return City(db, tmp_path / "home")


def fresh(city: City, room: str) -> dict:
    with city.db.read() as session:
        return Json.loads(Json.dumps(boards.snapshot(session, room)))


def same(city: City, client: Client) -> None:
    want = shelves(from_snapshot(fresh(city, client.room)))
    got = shelves(client.board)
    for shelf in SHELVES.values():
        assert got[shelf] == want[shelf], f"{client.room} differs in {shelf}"


def come_or_go(client: Client, crowd: Crowd | None, crowds: list[Crowd], random: Random) -> Crowd | None:
    """A screen that is away joins one of the processes; one that is there mostly drops."""
    if crowd is None:
        crowd = random.choice(crowds)
        client.join(crowd)
        return crowd
    if random.random() < 0.6:
        client.leave()
        return None
    return crowd


def test_given_an_evening_when_told_step_by_step_then_every_room_holds_what_a_fresh_snapshot_holds(city) -> None:
    crowd = Crowd(city.db)
    clients = [Client(room) for room in city.rooms]
    for client in clients:
        client.join(crowd)
    for step in story(city):
        step()
        crowd.feed.step()
        for client in clients:
            same(city, client)
    assert [client.snapshots for client in clients] == [1] * len(clients)


def test_given_an_evening_when_told_in_one_batch_then_every_room_holds_what_a_fresh_snapshot_holds(city) -> None:
    crowd = Crowd(city.db)
    clients = [Client(room) for room in city.rooms]
    for client in clients:
        client.join(crowd)
    for step in story(city):
        step()
    crowd.feed.step()
    for client in clients:
        same(city, client)


@pytest.mark.parametrize("seed", range(3))
def test_given_clients_that_come_and_go_when_anything_happens_then_nothing_is_lost_or_doubled(city, seed) -> None:
    random = Random(seed)
    crowds = [Crowd(city.db), Crowd(city.db)]  # two web processes over one log
    clients = [Client(room) for room in city.rooms for _ in range(2)]
    home: dict[int, Crowd | None] = dict.fromkeys(range(len(clients)))
    for _ in range(60):
        for _ in range(random.randint(0, 4)):
            wander(city, random)
        if random.random() < 0.7:
            random.choice(crowds).feed.step()
        index = random.randrange(len(clients))
        home[index] = come_or_go(clients[index], home[index], crowds, random)
    for index, client in enumerate(clients):
        if home[index] is None:
            client.join(random.choice(crowds))
    for crowd in crowds:
        crowd.feed.step()
    for client in clients:
        same(city, client)


@pytest.mark.parametrize("seed", range(2))
def test_given_whole_batches_when_a_screen_joins_between_units_then_it_holds_the_present(city, seed) -> None:
    """The hard case: the log runs ahead of the feed, and a screen of another room joins in the middle."""
    random = Random(100 + seed)
    crowd = Crowd(city.db)
    crowd.feed.step()
    clients = []
    for _ in range(15):
        for _ in range(random.randint(3, 12)):
            wander(city, random)
            if random.random() < 0.3:
                clients.append(Client(random.choice(city.rooms)))
                clients[-1].join(crowd)
        crowd.feed.step()
    for client in clients:
        same(city, client)


def test_given_a_client_too_far_behind_when_it_returns_then_it_gets_a_snapshot(city) -> None:
    crowd = Crowd(city.db)
    client = Client("staff")
    client.join(crowd)
    client.leave()
    for step in story(city):
        step()
        crowd.feed.step()
    crowd.feed._memory._keep = 1
    city.open(0.9)
    crowd.feed.step()
    client.join(crowd)
    assert client.snapshots == 2
    same(city, client)


def test_given_a_client_with_numbers_of_another_log_when_it_joins_then_it_gets_a_snapshot(city) -> None:
    crowd = Crowd(city.db)
    client = Client("wall")
    client.board = {"seq": 10**9, "mark": None, **{shelf: {} for shelf in SHELVES.values()}}
    client.join(crowd)
    assert client.snapshots == 1


def test_given_a_crew_that_declines_when_told_then_its_tablet_loses_order_and_incident(city) -> None:
    crowd = Crowd(city.db)
    city.open()
    city.triage(1)
    tablet = Client(f"crew:{city.crews[0]}")
    tablet.join(crowd)
    city.send(1, 0)
    crowd.feed.step()
    assert list(tablet.board["incidents"]) == [1]
    assert list(tablet.board["assignments"]) == [1]
    city.move(1, "decline")
    crowd.feed.step()
    assert tablet.board["incidents"] == {}
    assert tablet.board["assignments"] == {}
    assert {"assignment:1", "incident:1"} <= {subject for event in tablet.events for subject in event["gone"]}


def test_given_an_incident_that_moves_agency_when_told_then_the_old_agency_loses_it(city) -> None:
    crowd = Crowd(city.db)
    city.open()
    old, new = Client(f"agency:{city.drain}"), Client(f"agency:{city.other}")
    for client in (old, new):
        client.join(crowd)
    city.triage(1, city.other)
    crowd.feed.step()
    assert old.board["incidents"] == {}
    assert list(new.board["incidents"]) == [1]


def test_given_a_wall_when_an_officer_acts_then_no_person_and_no_id_reaches_it(city) -> None:
    crowd = Crowd(city.db)
    wall = Client("wall")
    wall.join(crowd)
    for step in story(city):
        step()
    crowd.feed.step()
    assert wall.events
    for event in wall.events:
        assert event["actor"].get("name") is None
        assert event["actor"]["id"] is None
        assert event["data"] == {}
        assert all("claimed_by" not in card for card in event["cards"].get("incidents", []))
        assert all(not {"acked_by", "reason"} & set(card) for card in event["cards"].get("alarms", []))
    assert any(card["acked_at"] for event in wall.events for card in event["cards"].get("alarms", []))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_given_the_evening_when_recorded_then_the_browsers_fixtures_are_fresh(city) -> None:
    """tests/front/store.test.ts replays these files. WRITE_FIXTURES=1 writes them anew."""
    crowd = Crowd(city.db)
    steps = story(city)
    for step in steps[:6]:
        step()
    rooms = {
        **ROLES,
        f"agency:{city.drain}": "agency",
        f"agency:{city.other}": "other-agency",
        f"crew:{city.crews[0]}": "crew",
        f"crew:{city.crews[1]}": "other-crew",
    }
    clients = {room: Client(room) for room in rooms}
    before = {room: fresh(city, room) for room in rooms}
    for client in clients.values():
        client.join(crowd)
    for step in steps[6:]:
        step()
        crowd.feed.step()
    for room, name in rooms.items():
        recorded = {"before": before[room], "events": clients[room].events, "after": fresh(city, room)}
        text = json.dumps(_steady(recorded), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = FIXTURES / f"board-{name}.json"
        if os.environ.get("WRITE_FIXTURES"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing: WRITE_FIXTURES=1 pytest {Path(__file__).name}"
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: WRITE_FIXTURES=1 pytest"


def _steady(recorded: dict) -> dict:
    """Without what differs from run to run or is no card: random codes, the time of asking, reference data."""
    for snapshot in (recorded["before"], recorded["after"]):
        snapshot.update(at="2025-11-22T12:00:00.000Z", board="", me=None)
        for name in ("agencies", "categories", "kinds", "figures", "shift"):
            snapshot.pop(name, None)
    text = json.dumps(recorded, ensure_ascii=False)
    codes = dict.fromkeys(re.findall(r'"(PA-[0-9A-Z]+)"', text))
    for number, code in enumerate(codes, 1):
        text = text.replace(f'"{code}"', f'"PA-{number:04d}"')
    return json.loads(text)


def test_every_fact_names_known_audiences_and_a_registered_subject() -> None:
    wiring.install()
    kinds = {kind: fact for kind, fact in events.KINDS.items() if not kind.startswith("test.")}
    assert len(kinds) > 30
    for kind, fact in kinds.items():
        assert set(fact.audiences) <= set(AUDIENCES), kind
        assert fact.kind == kind
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", kind), kind


def test_every_subject_on_a_board_has_a_card_and_an_audience() -> None:
    wiring.install()
    for subject in SHELVES:
        assert subject in wiring.CARDS, f"{subject} has no cards in wiring.CARDS"
        assert projection(subject, "staff") == events.ALL


def test_every_fact_class_in_the_code_is_registered() -> None:
    """A subclass of Fact that declares a kind but lacks @fact would be told to nobody."""
    wiring.install()
    missing = []
    for path in (ROOT / "ioc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            kind = _declared_kind(node)
            if kind is not None and kind not in events.KINDS:
                missing.append(f"{path.relative_to(ROOT)}: {kind}")
    assert missing == []


def _declared_kind(node: ast.AST) -> str | None:
    if not isinstance(node, ast.ClassDef):
        return None
    audiences = any(isinstance(base, ast.Name | ast.Attribute) and "Fact" in ast.unparse(base) for base in node.bases)
    for statement in node.body:
        target = getattr(statement, "target", None) or next(iter(getattr(statement, "targets", [])), None)
        value = getattr(statement, "value", None)
        if audiences and isinstance(target, ast.Name) and target.id == "kind" and isinstance(value, ast.Constant):
            return str(value.value)
    return None


def test_no_fact_may_hold_names_contacts_or_free_text() -> None:
    """Events hold ids, codes and numbers: whoever erases a person need not touch the log."""
    wiring.install()
    forbidden = {"name", "text", "note", "reason", "phone", "email", "contact", "title", "photo"}
    for kind, fact in events.KINDS.items():
        assert not forbidden & set(fact.model_fields), kind


def test_given_a_crew_with_work_when_it_moves_to_another_agency_then_its_work_moves_along(city) -> None:
    crowd = Crowd(city.db)
    clients = [Client(room) for room in city.rooms]
    for client in clients:
        client.join(crowd)
    incident = city.open()
    city.triage(incident)
    city.send(incident, 0)
    crowd.feed.step()
    with city.db.write() as session:
        crews.edit(session, city.lan, city.now(), city.crews[0], {"agency_id": city.other})
    crowd.feed.step()
    for client in clients:
        same(city, client)
