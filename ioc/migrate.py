"""Brings the database to the schema of this version and fills in what every city starts with."""

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy.exc import DatabaseError, OperationalError

from ioc import wiring
from ioc.kernel.db import Database
from ioc.kernel.errors import ConfigError

SEEDS = ("ioc.agencies.seed", "ioc.sensors.seed")  # in this order: rules name categories, categories name agencies


def alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(db: Database) -> None:
    """Upgrades to the newest revision, then seeds; both can be repeated at will.

    Raises ConfigError when nobody answers under `database.url`, or what answers is no database.
    """
    wiring.install()
    config = alembic_config()
    try:
        with db.write_engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):
            raise  # a statement of ours is wrong: who mends it wants to see all of it
        where = db.write_engine.url.render_as_string(hide_password=True)
        why = str(error.orig).strip().partition("\n")[0]
        raise ConfigError(f"database.url: {where} cannot be used: {why}") from error
    with db.write() as session:
        for name in SEEDS:
            import_module(name).seed(session)
