"""Reading back: a sensor's values for a chart, thinned to what a screen can show without losing its peaks."""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, text

from ioc.sensors.readings.days import DAY_MS, day_of, days_between, tables

Point = tuple[int, float]
HOUR_MS = 3_600_000
HELD = 50_000  # points in memory before they are thinned


def history(
    connection: Connection, sensor_id: int, quantity: str, from_ms: int, to_ms: int, points: int
) -> list[Point]:
    """At most about `points` (epoch ms, value) in time order; each bucket keeps its lowest and highest value."""
    rows: list[Point] = []
    for row in _rows(connection, sensor_id, quantity, from_ms, to_ms):
        rows.append(row)
        if len(rows) >= HELD:
            rows = thin(rows, rows[0][0], rows[-1][0], HELD // 4)
    return rows if len(rows) <= points else thin(rows, rows[0][0], rows[-1][0], max(1, points // 2))


def thin(rows: list[Point], from_ms: int, to_ms: int, buckets: int) -> list[Point]:
    """Keeps the lowest and the highest point of each equal slice of time."""
    width = max(1, (to_ms - from_ms) // buckets + 1)
    kept: list[Point] = []
    low = high = rows[0]
    current = (rows[0][0] - from_ms) // width
    for row in rows[1:]:
        bucket = (row[0] - from_ms) // width
        if bucket != current:
            kept += _pair(low, high)
            low, high, current = row, row, bucket
        elif row[1] < low[1]:
            low = row
        elif row[1] > high[1]:
            high = row
    return kept + _pair(low, high)


def backwards(
    connection: Connection, sensor_id: int, quantity: str | None, from_ms: int, to_ms: int, most: int
) -> list[tuple[int, str, float]]:
    """The newest `most` (epoch ms, quantity, value) of the span, newest first; one moment stays whole."""
    found: list[tuple[int, str, float]] = []
    for table, start, stop in reversed(list(_hours(connection, from_ms, to_ms))):
        only = "" if quantity is None else "AND quantity = :quantity "
        rows = connection.execute(
            text(
                f"SELECT at_ms, quantity, value FROM {table} WHERE sensor_id = :sensor {only}"
                "AND at_ms BETWEEN :start AND :stop ORDER BY at_ms DESC, quantity DESC"
            ),
            {"sensor": sensor_id, "quantity": quantity, "start": start, "stop": stop},
        )
        for at_ms, name, value in rows:
            if len(found) >= most and at_ms != found[-1][0]:
                return found
            found.append((at_ms, name, value))
        time.sleep(0)
    return found


def newest_since(connection: Connection, from_ms: int) -> dict[tuple[int, str], Point]:
    """The newest reading of each (sensor, quantity) among those whose own time is `from_ms` or later."""
    newest: dict[tuple[int, str], Point] = {}
    for day, name in sorted(tables(connection).items()):
        if day < day_of(from_ms):
            continue
        found = connection.execute(
            text(f"SELECT sensor_id, quantity, at_ms, value FROM {name} WHERE at_ms >= :start ORDER BY at_ms"),
            {"start": from_ms},
        )
        for sensor_id, quantity, at_ms, value in found:
            newest[sensor_id, quantity] = (at_ms, value)
    return newest


def _rows(connection: Connection, sensor_id: int, quantity: str, from_ms: int, to_ms: int) -> Iterator[Point]:
    """Hour by hour: whoever else lives in this process has its turn between two of them."""
    for table, start, stop in _hours(connection, from_ms, to_ms):
        statement = text(
            f"SELECT at_ms, value FROM {table} WHERE sensor_id = :sensor AND quantity = :quantity "
            "AND at_ms BETWEEN :start AND :stop ORDER BY at_ms"
        )
        span = {"start": start, "stop": stop}
        found = connection.execute(statement, {"sensor": sensor_id, "quantity": quantity, **span})
        yield from ((row[0], row[1]) for row in found)
        time.sleep(0)


def _hours(connection: Connection, from_ms: int, to_ms: int) -> Iterator[tuple[str, int, int]]:
    """The table, first and last ms of each hour of the span that a table exists for."""
    known = tables(connection)
    for day in days_between(from_ms, to_ms):
        if day not in known:
            continue
        first, last = max(from_ms, day * DAY_MS), min(to_ms, day * DAY_MS + DAY_MS - 1)
        for start in range(first, last + 1, HOUR_MS):
            yield known[day], start, min(last, start + HOUR_MS - 1)


def _pair(low: Point, high: Point) -> list[Point]:
    return [low] if low == high else sorted((low, high))
