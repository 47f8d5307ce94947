"""Fixtures that every room's tests share: a real database of either kind, fresh for each test."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from ioc import wiring
from ioc.accounts import tokens
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.db import Base, Database
from ioc.kernel.http import Services
from ioc.web.app import create_app

PG_BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL server of our own on a free port; yields its base URL. Root runs it as `postgres`."""
    if PG_BIN is None:
        pytest.fail("PostgreSQL is not installed: run `make test`, which installs it")
    root = Path(tempfile.mkdtemp(prefix="ioc-pg-", dir="/tmp"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(root, "postgres")
    port = free_port()
    data = root / "data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": root}
    subprocess.run([*as_user, PG_BIN / "initdb", "-D", data, "-U", "ioc", "-A", "trust", "--no-sync"], **quiet)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\n")  # here, and not on the command line: the benchmarks switch it on
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={root}"
    start = [*as_user, PG_BIN / "pg_ctl", "-D", data, "-o", options, "-l", root / "log", "-w", "start"]
    subprocess.run(start, **quiet)
    try:
        yield f"postgresql+psycopg://ioc@127.0.0.1:{port}"
    finally:
        subprocess.run(
            [*as_user, PG_BIN / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **{**quiet, "check": False}
        )
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; the test runs once for each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    server = request.getfixturevalue("postgres_server")
    name = f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**10}"
    admin = create_engine(server + "/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return f"{server}/{name}"


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database with all tables and the policies installed."""
    wiring.install()
    database = Database(database_url, lock_timeout_s=10)
    Base.metadata.create_all(database.write_engine)
    yield database
    database.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a centre with its own IOC_HOME and the configuration's defaults."""
    return Settings(Config(), Home(tmp_path / "home"), {"IOC_DEMO": "0"})


@pytest.fixture
def services(db: Database, settings: Settings) -> Services:
    """What a web process holds: settings, a database of either kind, no city pack."""
    return Services(settings, db)


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


class ClientFor(Protocol):
    def __call__(self, role: str, *, agency_id: int | None = None, crew_id: int | None = None) -> FlaskClient: ...


@pytest.fixture
def client_for(app: Flask, db: Database) -> ClientFor:
    """`client_for("officer")` calls with a bearer token of that role; `client_for("anonymous")` with none."""

    def make(role: str, *, agency_id: int | None = None, crew_id: int | None = None) -> FlaskClient:
        client = app.test_client()
        if role != "anonymous":
            with db.write() as session:
                token = tokens.issue(session, now(), role, f"test {role}", agency_id=agency_id, crew_id=crew_id)
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return make
