"""The database: two engines (read, write), units of work, and the types that SQLite lacks.

One writer at a time, on both databases: a unit that writes takes the writer's lock when it begins (SQLite: BEGIN
IMMEDIATE; PostgreSQL: one transaction-level advisory lock), so the event log is numbered in commit order and
units never deadlock. Only the wait for that lock can meet BUSY; it is waited for cooperatively (see decision 0003).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON, TypeDecorator

WRITER_LOCK = 0x10C  # the advisory lock that makes PostgreSQL one writer
ASLEEP_S = 60  # between two statements of a writing unit: the server ends one that has fallen asleep with the lock
PING_AFTER_S = 1.0
AWAY = (OperationalError, InterfaceError, NoConnection)  # locked or gone: what was asked for is asked again later


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite would hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time: every instant is aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of every room."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Database:
    """The engines of one process."""

    def __init__(self, url: str, lock_timeout_s: float = 30) -> None:
        self.url = url
        self.lock_timeout_s = lock_timeout_s
        self.sqlite = url.startswith("sqlite")
        self.info: dict[str, Any] = {}  # what every session of this database carries (ioc.kernel.house)
        self.write_engine = self._engine(write=True)
        self.read_engine = self._engine(write=False)
        self._writers = sessionmaker(self.write_engine, expire_on_commit=False, info=self.info)
        self._readers = sessionmaker(self.read_engine, expire_on_commit=False, info=self.info)

    def _engine(self, *, write: bool) -> Engine:
        kwargs: dict[str, Any] = {
            "json_serializer": lambda value: orjson.dumps(value).decode(),
            "json_deserializer": orjson.loads,
        }
        if self.sqlite:
            # timeout=0: a wait inside C would freeze every green thread of `ioc web`; we wait in `_begin`
            kwargs["connect_args"] = {"timeout": 0, "check_same_thread": False}
        elif not write:  # as on SQLite, a reading unit sees one moment: events and the cards that go with them
            kwargs["isolation_level"] = "REPEATABLE READ"
        engine = create_engine(self.url, **kwargs)
        if self.sqlite:
            event.listen(engine, "connect", _sqlite_pragmas)
            event.listen(engine, "begin", self._begin_immediate if write else _begin_deferred)
            return engine
        event.listen(engine, "checkin", _remember_use)
        event.listen(engine, "checkout", _ping_when_idle)
        if write:
            event.listen(engine, "connect", self._own_begin)
            event.listen(engine, "begin", self._begin_with_writer_lock)
        return engine

    def _begin_immediate(self, connection: Any) -> None:
        deadline = time.monotonic() + self.lock_timeout_s
        pause = 0.002
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)
            else:
                return

    def _own_begin(self, connection: Any, _record: Any) -> None:
        """We say BEGIN ourselves; how long to wait is said once a connection, not once a unit."""
        connection.autocommit = True
        connection.execute(
            f"SET lock_timeout = {int(self.lock_timeout_s * 1000)}; "
            f"SET idle_in_transaction_session_timeout = {ASLEEP_S * 1000}"
        )

    @staticmethod
    def _begin_with_writer_lock(connection: Any) -> None:
        """Both in one journey to the server."""
        connection.exec_driver_sql(f"BEGIN; SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One unit of work that may change facts: commits at the end, rolls back on any error."""
        whole = self._whole()
        if whole is not None:
            outer = whole.begun()
            with outer.begin_nested():
                yield outer
            return
        with self._writers() as session, session.begin():
            yield session

    @contextmanager
    def bare(self) -> Iterator[Any]:
        """psycopg's own connection, PostgreSQL alone: each statement is committed when it returns.

        Without the writer's lock: for a statement that writes no fact and is right beside any unit (decision 0063).
        """
        pooled = self.write_engine.raw_connection()
        try:
            yield pooled.driver_connection
        finally:
            pooled.close()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing in it may write."""
        whole = self._whole()
        if whole is not None and whole.session is not None:
            yield whole.session
            return
        with self._readers() as session:
            yield session

    @contextmanager
    def whole(self, first: Callable[[Session], None]) -> Iterator["Whole"]:
        """A unit that every `write` inside it joins, and every `read` after that: all of them happen, or none.

        It begins, with a call of `first`, when the first of them needs it: what comes before (photos judged, a
        report drawn) keeps no other writer waiting.
        """
        with ExitStack() as units:
            whole = Whole(self, units, first)
            token = _units.set(whole)
            try:
                yield whole
            finally:
                _units.reset(token)

    def _whole(self) -> "Whole | None":
        found = _units.get()
        return found if found is not None and found.db is self else None

    def dispose(self) -> None:
        self.write_engine.dispose()
        self.read_engine.dispose()


class Whole:
    """One unit of work that several `write`s share."""

    def __init__(self, db: Database, units: ExitStack, first: Callable[[Session], None]) -> None:
        self.db, self.session = db, cast(Session | None, None)
        self._units, self._first = units, first

    def begun(self) -> Session:
        """Its session; the writer's lock is taken now if it was not before."""
        if self.session is None:
            session = self._units.enter_context(self.db._writers())  # noqa: SLF001 - the other half of Database
            self._units.enter_context(session.begin())
            self._first(session)
            self.session = session
        return self.session


_units: ContextVar[Whole | None] = ContextVar("units", default=None)


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_deferred(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def _remember_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _ping_when_idle(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that lay idle may be gone with its server; one used a moment ago is not asked again."""
    if time.monotonic() - record.info.get("used", time.monotonic()) < PING_AFTER_S:
        return
    try:
        connection.execute("SELECT 1")
        if not connection.autocommit:
            connection.rollback()
    except Exception as error:
        raise InvalidatePoolError from error
