"""Migrations lead to exactly the tables that the models name, on both databases, and can be repeated."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from ioc import wiring
from ioc.agencies.models import Category
from ioc.incidents import words
from ioc.kernel.db import Database
from ioc.kernel.errors import ConfigError
from ioc.migrate import alembic_config, migrate
from ioc.sensors.models import AlarmRule
from tests.conftest import free_port


def test_given_an_empty_database_when_migrated_then_it_holds_what_the_models_say(database_url: str) -> None:
    db = Database(database_url)
    migrate(db)
    with db.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": words.is_ours})
        differences = compare_metadata(context, wiring.TABLES)
    db.dispose()
    assert differences == []


def test_given_a_server_that_is_away_or_a_file_that_is_no_database_then_one_sentence_says_so(tmp_path) -> None:
    wrong = tmp_path / "photo.db"
    wrong.write_bytes(b"\xff\xd8\xff" * 2000)
    for url, why in (
        (f"postgresql+psycopg://ioc:secret@127.0.0.1:{free_port()}/ioc", "refused"),
        (f"sqlite:///{wrong}", "not a database"),
    ):
        db = Database(url)
        with pytest.raises(ConfigError, match=f"database.url: .*{why}") as raised:
            migrate(db)
        assert "secret" not in raised.value.detail
        assert "\n" not in raised.value.detail
        db.dispose()


def test_given_a_seeded_database_when_a_city_changed_a_rule_then_migrating_again_keeps_it(database_url: str) -> None:
    db = Database(database_url)
    migrate(db)
    with db.write() as session:
        rule = session.scalars(select(AlarmRule)).first()
        rule.threshold, rule_id = 77.0, rule.id
        count = len(session.scalars(select(Category)).all())
    migrate(db)
    with db.read() as session:
        assert session.get(AlarmRule, rule_id).threshold == 77.0
        assert len(session.scalars(select(Category)).all()) == count > 10
    db.dispose()


NAMED = {"name": "Đường", "name_en": "Roads", "short": "Ổ gà", "short_en": "Pothole"}
OLD_ROWS = {
    "agency": {"id": 99, "code": "ROADS", **NAMED, "capacity": 1, "active": True},
    "category": {"code": "road", **NAMED, "icon": "road", "agency_id": 99, "priority": 3, "public": True, "rank": 1}
    | {"skills": "[]", "checklist": "[]"},
    "report": {"code": "PA-1", "token": "t", "channel": "web", "category": "road", "text": "Ổ GÀ sâu", "version": 1}
    | {"lat": 16.4, "lon": 107.5, "place_source": "map", "place": "Lê Lợi", "state": "received", "language": "vi"}
    | {"received_at": "2025-11-22 12:00", "answer_due_at": "2025-11-24 12:00", "reopened": 0, "origin": "real"},
    "delivery": {"channel": "x", "payload": "{}", "state": "due", "tries": 3, "due_at": "2025-11-22 12:00"},
}


def test_given_rows_of_an_older_version_when_migrated_then_they_have_what_newer_code_looks_at(
    database_url: str,
) -> None:
    db = Database(database_url)
    wiring.install()
    config = alembic_config()
    with db.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        for table, row in OLD_ROWS.items():
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"), row)
    migrate(db)
    with db.read() as session:
        assert session.execute(text("SELECT folded FROM report")).scalar_one() == "pa-1 o ga sau le loi"
        assert session.execute(text("SELECT count(*) FROM delivery WHERE wanted_at = due_at")).scalar_one() == 1
    db.dispose()
