"""A centre's database with the rules that ship."""

import pytest
from sqlalchemy import select

from ioc.agencies import seed as agencies
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.sensors import seed
from ioc.sensors.models import AlarmRule
from ioc.sensors.service import registry


@pytest.fixture
def city(db: Database) -> Database:
    with db.write() as session:
        agencies.seed(session)
        seed.seed(session)
    return db


@pytest.fixture
def drain(city) -> tuple[int, int]:
    """A drain sensor's id, and the id of its overflow rule."""
    with city.write() as session:
        sensor = registry.register(
            session, SYSTEM, now(), key="D1", kind="drainage", name="Cống 1", lat=16.4, lon=107.5
        )
        rule = session.scalar(select(AlarmRule.id).where(AlarmRule.code == "drain-overflow"))
        return sensor.id, rule
