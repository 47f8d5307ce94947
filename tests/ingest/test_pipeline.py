"""What a batch of messages comes to, in memory: the rooms' own database, no broker."""

import json
import time

import pytest
from sqlalchemy import select

from ioc.agencies import seed as agencies
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Config
from ioc.sensors import seed
from ioc.sensors.models import AlarmRule
from ioc.sensors.readings.states import write_states
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import happenings
from ioc.sensors.service import registry as sensors
from realtime.ingest.moment import Moment
from realtime.ingest.patience import Patience
from realtime.ingest.pipeline import Pipeline
from realtime.ingest.registry import LogReplaced, Registry
from tests.live.scenario import restored

FILTERS = ["city/#", "gw/#"]
NOON = time.time_ns() // 1_000_000


class Desk:
    """One pipeline over a database; `say` hands it a message as the broker would."""

    filters = FILTERS

    def __init__(self, db) -> None:
        self.db = db
        self.wall = self.steady = NOON
        self.pipeline = self.fresh()

    def fresh(self) -> Pipeline:
        self.registry = Registry(self.db, self.filters, lambda: self.steady, Patience(lambda: False))
        self.pipeline = Pipeline(Config(), self.registry)
        self.registry.load()
        return self.pipeline

    def sensor(self, key: str, **more) -> int:
        values = {"kind": "drainage", "name": key, "lat": 16.46, "lon": 107.59, "expected_every_s": 3600} | more
        with self.db.write() as session:
            return sensors.register(session, SYSTEM, now(), key=key, **values).id

    def say(self, topic: str, payload: dict | bytes, *, kept: bool = False):
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.pipeline.take([(topic, data, kept)], self.now)

    def wait(self, seconds: float):
        """Lets time pass; what the clock brings about."""
        self.wall += int(seconds * 1000)
        self.steady += int(seconds * 1000)
        return self.pipeline.tick(self.now, connected=True)

    def set_clock(self, seconds: float) -> None:
        """Somebody, or NTP, sets the machine's clock."""
        self.wall += int(seconds * 1000)

    @property
    def now(self) -> Moment:
        return Moment(self.wall, self.steady)

    def rules(self, code: str, **changes) -> None:
        with self.db.write() as session:
            rule = session.scalars(select(AlarmRule).where(AlarmRule.code == code)).one()
            sensors.change_rule(session, SYSTEM, now(), rule.id, changes)
        self.registry.refresh()

    def write(self, plan) -> None:
        """What the writer does with alarms and newest values."""
        states = [(s.sensor_id, s.quantity, s.at, s.value, s.received) for s in self.pipeline.touched]
        with self.db.write() as session:
            write_states(session.connection(), states)
            happenings.record(session, now(), plan.happenings)


def moves(plan) -> list[Move]:
    return [each.move for each in plan.happenings]


@pytest.fixture
def desk(db) -> Desk:
    with db.write() as session:
        agencies.seed(session)
        seed.seed(session)
    return Desk(db)


@pytest.mark.parametrize("payload", [b'{"a b": 1}', b'{"online": 0}', b'{"online": 1, "x y": 2}'])
def test_given_a_sensor_topic_that_calls_itself_a_gateway_then_it_is_refused_and_no_camera_goes_dark(
    desk, payload
) -> None:
    plan = desk.say("city/gateway/main", payload)
    assert plan.gateways_gone == []
    assert plan.rows == []
    assert plan.rejected


def test_given_a_message_that_breaks_the_pipeline_then_it_is_refused_with_its_reason_and_the_next_counts(desk) -> None:
    desk.sensor("D1")
    desk.registry.refresh()
    broken = desk.registry.sensors["D1"].slot("level_cm")
    broken.points = [None]  # what no message should meet
    here = {"ts": NOON, "level_cm": 10}
    plan = desk.pipeline.take(
        [("city/drainage/D1", json.dumps(here).encode(), False), ("city/drainage/D1", b'{"battery_v": 3}', False)],
        desk.now,
    )
    assert "cannot be taken" in plan.rejected[0].reason
    assert [row[1] for row in plan.rows] == ["level_cm", "battery_v"]


def test_given_a_value_that_stands_when_the_threshold_sinks_below_it_then_the_next_tick_raises(desk) -> None:
    desk.sensor("D1")
    desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 90})
    desk.rules("drain-level-high", threshold=80, clear=70, on_delay_s=0)
    assert moves(desk.wait(0)) == [Move.RAISE]
    assert moves(desk.wait(1)) == []


def test_given_a_raise_from_a_changed_rule_and_a_clear_value_in_one_batch_then_they_stand_in_that_order(desk) -> None:
    desk.sensor("D1")
    desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 90})
    desk.rules("drain-level-high", threshold=80, clear=70, on_delay_s=0, off_delay_s=0)
    assert moves(desk.say("city/drainage/D1", {"ts": NOON + 1000, "level_cm": 10})) == [Move.RAISE, Move.RETURN]


def test_given_a_gated_value_that_stands_when_its_threshold_rises_above_it_then_the_next_tick_raises(desk) -> None:
    desk.sensor("D1")
    desk.say("city/drainage/D1", {"ts": NOON, "gate_open_pct": 20, "pump_on": 1})
    desk.rules("drain-gate-shut", threshold=50, clear=60, on_delay_s=0)
    assert moves(desk.wait(0)) == [Move.RAISE]


def test_given_a_restart_when_an_active_alarm_has_cleared_then_it_returns_without_another_word(desk) -> None:
    desk.sensor("D1")
    desk.write(desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 130}))
    desk.write(desk.wait(10))
    desk.write(desk.say("city/drainage/D1", {"ts": desk.wall, "level_cm": 10}))
    desk.fresh()
    assert moves(desk.wait(59)) == []
    assert moves(desk.wait(2)) == [Move.RETURN]


def test_given_a_restart_in_the_middle_of_an_on_delay_then_only_the_rest_of_it_is_waited_for(desk) -> None:
    desk.rules("drain-level-high", on_delay_s=300)
    desk.sensor("D1")
    desk.write(desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 130}))
    desk.wait(290)
    desk.fresh()
    assert moves(desk.wait(9)) == []
    assert moves(desk.wait(2)) == [Move.RAISE]


def test_given_healthy_sensors_when_the_clock_is_set_forward_then_nobody_is_silent_and_no_delay_is_over(desk) -> None:
    desk.sensor("D1", expected_every_s=60)
    desk.sensor("D2", expected_every_s=60)
    desk.say("city/drainage/D2", {"ts": NOON, "level_cm": 130})
    desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 10})
    desk.set_clock(3600)
    assert moves(desk.wait(1)) == []
    assert moves(desk.wait(10)) == [Move.RAISE]  # the level, after its ten seconds
    assert moves(desk.wait(180)) == [Move.RAISE, Move.RAISE]  # and now both are silent indeed


def test_given_a_clock_that_is_set_back_when_a_reading_without_time_is_over_the_limit_then_it_counts(desk) -> None:
    desk.sensor("D1")
    desk.say("city/drainage/D1", {"level_cm": 10})
    desk.set_clock(-600)
    plan = desk.say("city/drainage/D1", {"level_cm": 130})
    assert plan.rows[0][2] == NOON + 1
    assert moves(desk.wait(11)) == [Move.RAISE]


def test_given_a_shorter_interval_when_it_has_passed_three_times_then_the_sensor_is_silent(desk) -> None:
    sensor = desk.sensor("D1", expected_every_s=3600)
    desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 10})
    with desk.db.write() as session:
        sensors.change(session, SYSTEM, now(), sensor, {"expected_every_s": 10})
    desk.registry.refresh()
    assert moves(desk.wait(29)) == []
    assert moves(desk.wait(2)) == [Move.RAISE]
    assert moves(desk.wait(20_000)) == []


def test_given_a_kept_message_without_a_time_of_its_own_then_it_is_refused_and_one_with_a_time_is_taken(desk) -> None:
    desk.sensor("D1")
    old = desk.say("city/drainage/D1", {"level_cm": 130}, kept=True)
    assert (old.rows, old.refused) == ([], 1)
    assert "retain" in old.rejected[0].reason
    assert desk.say("city/drainage/D1", {"ts": NOON - 1000, "level_cm": 130}, kept=True).rows
    assert desk.say("gw/main/status", {"state": "offline"}, kept=True).gateways_gone == ["main"]


def test_given_a_topic_of_another_slice_then_it_is_passed_over_without_a_trace(desk) -> None:
    desk.sensor("D1")
    desk.filters = ["city/lighting/#"]
    desk.fresh()
    plan = desk.say("city/drainage/D1", {"ts": NOON, "level_cm": 130})
    assert plan.empty


def test_given_a_sensor_that_makes_up_quantities_then_beyond_sixty_four_each_is_refused(desk) -> None:
    desk.sensor("D1")
    desk.registry.refresh()
    refused = 0
    for part in range(4):
        refused += desk.say("city/drainage/D1", {"ts": NOON + part, **{f"q{part}x{i}": i for i in range(30)}}).refused
    assert len(desk.registry.sensors["D1"].slots) == 64
    assert refused > 50
    assert desk.say("city/drainage/D1", {"ts": NOON + 9, "level_cm": 1}).rows


@pytest.mark.parametrize("more", [0, 1, 3])  # the new log is shorter than what was read, as long, or longer
def test_given_a_restored_database_when_the_log_is_read_on_then_ingest_says_so(desk, more: int) -> None:
    desk.sensor("D1")
    with desk.db.read() as session:
        backed_up = events.head(session)
    desk.sensor("D2")
    desk.registry.refresh()
    restored(desk.db, backed_up)
    for n in range(more):
        desk.sensor(f"E{n}")
    assert desk.say("city/drainage/unheard-of", {"ts": NOON, "level_cm": 1}).unknown  # held, not refused
    with pytest.raises(LogReplaced):
        desk.registry.refresh()
    desk.fresh()
    assert set(desk.registry.sensors) >= {f"E{n}" for n in range(more)}
    desk.registry.refresh()
