"""Which table holds a reading: one per UTC day of its own time."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, inspect

DAY_MS = 86_400_000
_NAME = re.compile(r"reading_(\d{8})")


def day_of(at_ms: int) -> int:
    """Days since 1970."""
    return at_ms // DAY_MS


def table_of(day: int) -> str:
    return f"reading_{datetime.fromtimestamp(day * 86_400, UTC):%Y%m%d}"


def days_between(from_ms: int, to_ms: int) -> range:
    return range(day_of(from_ms), day_of(to_ms) + 1)


def tables(connection: Connection) -> dict[int, str]:
    """The day tables that exist, by day."""
    found: dict[int, str] = {}
    for name in inspect(connection).get_table_names():
        match = _NAME.fullmatch(name)
        if match:
            at = datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC)
            found[int(at.timestamp()) // 86_400] = name
    return found


def drop_before(connection: Connection, now: datetime, keep_days: int) -> list[str]:
    """Retention: drops the tables of days that ended more than `keep_days` ago. Returns their names."""
    oldest = int((now - timedelta(days=keep_days)).timestamp()) // 86_400
    gone = [name for day, name in tables(connection).items() if day < oldest]
    for name in gone:
        connection.exec_driver_sql(f"DROP TABLE {name}")
    return gone
