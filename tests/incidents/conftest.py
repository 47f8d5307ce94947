"""A centre with its agencies and categories, and officers who work in it."""

from datetime import UTC, datetime

import pytest

from ioc.accounts.models import User
from ioc.agencies import seed
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)
LON, LAT = 107.5963, 16.4637


@pytest.fixture
def centre(db: Database) -> Database:
    with db.write() as session:
        seed.seed(session)
    return db


@pytest.fixture
def lan(centre: Database) -> Actor:
    return _officer(centre, "lan", "Hoàng Thị Lan")


@pytest.fixture
def nam(centre: Database) -> Actor:
    return _officer(centre, "nam", "Lê Văn Nam")


def _officer(db: Database, name: str, full: str) -> Actor:
    with db.write() as session:
        row = User(email=f"{name}@example.vn", fs_uniquifier=name, name=full, failed_logins=0)
        session.add(row)
        session.flush()
        return Actor("user", row.id, "officer")
