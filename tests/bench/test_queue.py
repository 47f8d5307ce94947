"""The incident queue's first page costs the same however many incidents there are, on both kinds of database."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from ioc.agencies import seed
from ioc.agencies.models import Category
from ioc.incidents import cards, queue, rules
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database

pytestmark = pytest.mark.bench
FEW, TIMES, ALLOWED = 10_000, 100, 1.5
NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)
OFFICER = Actor("user", 1, "officer")


def fill(db: Database) -> None:
    """Ten thousand incidents, every state and priority alike: the worst case for a queue."""
    chance = random.Random(7)
    with db.write() as session:
        seed.seed(session)
        agencies = dict(session.execute(select(Category.code, Category.agency_id)).tuples().all())
        codes = sorted(agencies)
        rows = []
        for key in range(1, FEW + 1):
            category = chance.choice(codes)
            at = NOON + timedelta(seconds=key)
            rows.append(
                {
                    "id": key, "code": f"SC-{key:04d}", "version": 1, "title": "Ngập đường", "category": category,
                    "folded": "ngap duong le loi", "priority": chance.randint(1, 4), "place": "Lê Lợi",
                    "state": chance.choice(rules.STATES), "lat": 16.4 + chance.random() / 10,
                    "lon": 107.5 + chance.random() / 10, "agency_id": agencies[category], "opened_at": at,
                    "touched_at": at, "due_dispatch_at": at, "due_at": at, "reports": 1, "alarms": 0, "photos": 0,
                    "origin": "real",
                }
            )  # fmt: skip
        session.execute(insert(Incident), rows)


def multiply(db: Database) -> None:
    """A hundred times as many."""
    same = [c.name for c in Incident.__table__.columns if c.name not in ("id", "code")]
    columns = ", ".join(same)
    for n in range(1, TIMES):
        with db.write() as session:
            session.execute(
                text(
                    f"INSERT INTO incident (id, code, {columns}) "
                    f"SELECT id + {n * FEW}, 'SC-' || CAST(id + {n * FEW} AS VARCHAR), {columns} "
                    f"FROM incident WHERE id <= {FEW}"
                )
            )


def settle(db: Database) -> None:
    """What a database does by itself in time."""
    with db.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if db.sqlite else "VACUUM ANALYZE incident")


def first_page_s(db: Database, who: Actor, states: tuple[str, ...]) -> float:
    """The best of many (a busy machine only adds): rows and cards of the first fifty."""
    took = []
    for _ in range(100):
        began = time.perf_counter()
        with db.read() as session:
            page = queue.page(session, who, states, None, 50)
            assert len(cards.of(session, page.rows)) == 50
        took.append(time.perf_counter() - began)
    return min(took)


def test_first_page(db: Database) -> None:
    fill(db)
    settle(db)
    lists = {
        "queue": (OFFICER, rules.UNFINISHED),
        "history": (OFFICER, rules.FINISHED),
        "agency": (Actor("user", 2, "agency", agency_id=1), rules.UNFINISHED),
    }
    few = {name: first_page_s(db, *asked) for name, asked in lists.items()}
    multiply(db)
    settle(db)
    many = {name: first_page_s(db, *asked) for name, asked in lists.items()}
    kind = "SQLite" if db.sqlite else "PostgreSQL"
    for name in lists:
        ratio = many[name] / few[name]
        print(
            f"{name} first page, {kind}: {many[name] * 1000:.2f} ms with {FEW * TIMES:,} incidents, "
            f"{few[name] * 1000:.2f} ms with {FEW:,}: ratio {ratio:.2f} (allowed {ALLOWED})"
        )
    assert max(many[name] / few[name] for name in lists) <= ALLOWED
