"""The incident queue's first page costs the same however many incidents there are, on both kinds of database."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from ioc.agencies import seed
from ioc.agencies.models import Category
from ioc.incidents import cards, queue, rules
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.db import Base, Database

pytestmark = pytest.mark.bench
FEW, TIMES, ALLOWED = 10_000, 100, 1.5
ROUNDS = 150
FOUND_WITHIN_S = 0.2
SEARCHES = ("ngap duong", "le loi", "l", "sc-40", "482", "ke ngap vo", "khong co dau", "ngap khong co")
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
    if not db.sqlite:
        with db.bare() as connection:  # VACUUM runs outside a unit
            connection.execute("VACUUM ANALYZE incident")
        return
    with db.write() as session:
        session.execute(text("ANALYZE"))


@pytest.fixture
def small(database_url: str, db: Database) -> Iterator[Database]:
    """A second database of the same kind beside `db`: both are measured in turns, in the same minute."""
    url = f"{database_url}_small"
    if not db.sqlite:
        with db.bare() as connection:
            name = url.rpartition("/")[2]
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
    beside = Database(url)
    Base.metadata.create_all(beside.write_engine)
    yield beside
    beside.dispose()


def first_page_s(db: Database, who: Actor, states: tuple[str, ...]) -> float:
    """Rows and cards of the first fifty."""
    began = time.perf_counter()
    with db.read() as session:
        page = queue.page(session, who, states, None, 50)
        assert len(cards.of(session, page.rows)) == 50
    return time.perf_counter() - began


def mark(db: Database) -> None:
    """A few old ones that nobody but the index finds again, and two common words that never meet."""
    with db.write() as session:
        finished = list(session.scalars(select(Incident.id).where(Incident.state == "closed").limit(3)))
        for row in session.scalars(select(Incident).where(Incident.id.in_(finished))):
            row.folded = "ke vo hem 482 ngap"
        session.execute(text("UPDATE incident SET folded = 'cay do tran phu' WHERE id % 2 = 0 AND id > 100"))


def search_s(db: Database, q: str) -> float:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        with db.read() as session:
            queue.find(session, OFFICER, q, 5)
        took.append(time.perf_counter() - began)
    return sorted(took)[2]


def test_search(db: Database) -> None:
    fill(db)
    mark(db)
    multiply(db)
    settle(db)
    with db.read() as session:
        assert queue.find(session, OFFICER, "ke vo", 5), "the old ones are found by their words"
    searches = (*SEARCHES, "cay duong", "tran loi")
    slowest = {q: search_s(db, q) for q in searches}
    kind = "SQLite" if db.sqlite else "PostgreSQL"
    told = ", ".join(f"{q!r} {took * 1000:.1f} ms" for q, took in slowest.items())
    print(f"search among {FEW * TIMES:,} incidents, {kind}: {told} (allowed {FOUND_WITHIN_S * 1000:.0f} ms)")
    assert max(slowest.values()) <= FOUND_WITHIN_S


def test_first_page(db: Database, small: Database) -> None:
    lists = {
        "queue": (OFFICER, rules.UNFINISHED),
        "history": (OFFICER, rules.FINISHED),
        "agency": (Actor("user", 2, "agency", agency_id=1), rules.UNFINISHED),
    }
    for each in (small, db):
        fill(each)
    multiply(db)
    for each in (small, db):
        settle(each)
    took: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in lists}
    for _ in range(ROUNDS):  # in turns, and the best of each: a busy machine only adds
        for name, asked in lists.items():
            took[name][0].append(first_page_s(small, *asked))
            took[name][1].append(first_page_s(db, *asked))
    kind = "SQLite" if db.sqlite else "PostgreSQL"
    worst = 0.0
    for name, (few, many) in took.items():
        ratio = min(many) / min(few)
        worst = max(worst, ratio)
        print(
            f"{name} first page, {kind}: {min(many) * 1000:.2f} ms with {FEW * TIMES:,} incidents, "
            f"{min(few) * 1000:.2f} ms with {FEW:,}: ratio {ratio:.2f} (allowed {ALLOWED})"
        )
    assert worst <= ALLOWED
