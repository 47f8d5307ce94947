"""Migrations lead to exactly the tables that the models name, on both databases, and can be repeated."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from ioc import wiring
from ioc.agencies.models import Category
from ioc.incidents import words
from ioc.kernel.db import Database
from ioc.migrate import migrate
from ioc.sensors.models import AlarmRule


def test_given_an_empty_database_when_migrated_then_it_holds_what_the_models_say(database_url: str) -> None:
    db = Database(database_url)
    migrate(db)
    with db.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": words.is_ours})
        differences = compare_metadata(context, wiring.TABLES)
    db.dispose()
    assert differences == []


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
