"""What a batch of messages comes to, in memory: the rooms' own database, no broker."""

import json
from itertools import count

import pytest
from sqlalchemy import select

from ioc.agencies import seed as agencies
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Config
from ioc.sensors import seed
from ioc.sensors.models import AlarmRule
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import registry as sensors
from realtime.ingest.pipeline import Pipeline
from realtime.ingest.registry import Registry

FILTERS = ["city/#", "gw/#"]
NOON = 1_800_000_000_000


class Desk:
    """One pipeline over a database; `say` hands it a message as the broker would."""

    def __init__(self, db) -> None:
        self.db = db
        self.wall = NOON
        self.pipeline = self.fresh()

    def fresh(self) -> Pipeline:
        self.registry = Registry(self.db, FILTERS)
        self.pipeline = Pipeline(Config(), self.registry)
        self.registry.load()
        return self.pipeline

    def sensor(self, key: str, **more) -> int:
        values = {"kind": "drainage", "name": key, "lat": 16.46, "lon": 107.59} | more
        with self.db.write() as session:
            return sensors.register(session, SYSTEM, now(), key=key, **values).id

    def say(self, topic: str, payload: dict | bytes):
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.pipeline.take([(topic, data)], self.wall)


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
        [("city/drainage/D1", json.dumps(here).encode()), ("city/drainage/D1", b'{"battery_v": 3}')], NOON
    )
    assert "cannot be taken" in plan.rejected[0].reason
    assert [row[1] for row in plan.rows] == ["level_cm", "battery_v"]
