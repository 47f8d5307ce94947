"""Reading back: a sensor's values for a chart, thinned to what a screen can show without losing its peaks."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ioc.sensors.readings.days import day_of, days_between, tables

Point = tuple[int, float]


def history(
    connection: Connection, sensor_id: int, quantity: str, from_ms: int, to_ms: int, points: int
) -> list[Point]:
    """At most about `points` (epoch ms, value) in time order; each bucket keeps its lowest and highest value."""
    rows = list(_rows(connection, sensor_id, quantity, from_ms, to_ms))
    if len(rows) <= points:
        return rows
    return thin(rows, rows[0][0], rows[-1][0], max(1, points // 2))


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
    known = tables(connection)
    for day in days_between(from_ms, to_ms):
        if day in known:
            found = connection.execute(
                text(
                    f"SELECT at_ms, value FROM {known[day]} WHERE sensor_id = :sensor AND quantity = :quantity "
                    "AND at_ms BETWEEN :start AND :stop ORDER BY at_ms"
                ),
                {"sensor": sensor_id, "quantity": quantity, "start": from_ms, "stop": to_ms},
            )
            yield from ((row[0], row[1]) for row in found)


def _pair(low: Point, high: Point) -> list[Point]:
    return [low] if low == high else sorted((low, high))
