"""Brings the database to the schema of this version and fills in what every city starts with."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig

from ioc import wiring
from ioc.kernel.db import Database

SEEDS = ("ioc.agencies.seed", "ioc.sensors.seed")  # in this order: rules name categories, categories name agencies


def alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(db: Database) -> None:
    """Upgrades to the newest revision, then seeds; both can be repeated at will."""
    wiring.install()
    config = alembic_config()
    with db.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with db.write() as session:
        for name in SEEDS:
            import_module(name).seed(session)
