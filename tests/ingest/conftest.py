"""A small city for each test, on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ioc.kernel.db import Database
from tests.ingest.city import SmallCity


@pytest.fixture
def city(tmp_path: Path, database_url: str, db: Database) -> Iterator[SmallCity]:
    small = SmallCity(tmp_path, database_url, db)
    small.brokers.start()
    yield small
    small.stop()
