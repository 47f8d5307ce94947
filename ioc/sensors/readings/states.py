"""The newest value of each quantity, written in bulk. Rows are (sensor_id, quantity, at_ms, value, received_ms)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from ioc.sensors.readings.columns import arrays

State = tuple[int, str, int, float, int]
_INSERT = "INSERT INTO sensor_state (sensor_id, quantity, at_ms, value, received_ms) "
_NEWER = (
    " ON CONFLICT (sensor_id, quantity) DO UPDATE SET at_ms = excluded.at_ms, value = excluded.value, "
    "received_ms = excluded.received_ms WHERE excluded.at_ms > sensor_state.at_ms"
)


def write_states(connection: Connection, rows: Sequence[State]) -> None:
    """Never puts an older value over a newer one."""
    driver = connection.connection.driver_connection
    if driver is None or not rows:
        return
    if connection.dialect.name == "sqlite":
        driver.executemany(f"{_INSERT}VALUES (?, ?, ?, ?, ?){_NEWER}", rows)
        return
    columns = "unnest(%s::int[], %s::text[], %s::bigint[], %s::float8[], %s::bigint[])"
    driver.execute(f"{_INSERT}SELECT * FROM {columns}{_NEWER}", arrays(rows))
