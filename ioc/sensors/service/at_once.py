"""New readings and nothing else, on PostgreSQL: stored and counted by one statement, which is a unit by itself.

Four journeys become one, and nothing looks first whether a reading is there already: that cost a third of the insert.
"""

import time
from collections.abc import Sequence
from datetime import datetime

from psycopg.errors import UniqueViolation

from ioc.kernel.db import Database
from ioc.sensors.readings import Row
from ioc.sensors.readings.columns import arrays
from ioc.sensors.service.accounts import lost

REST_S = 10.0
# FOR SHARE waits for whoever is taking the lease over and then reads it again: the writer's lock is not needed
_STORE = (
    "WITH held AS (SELECT slice FROM slice_lease WHERE slice = %s AND holder = %s FOR SHARE), "
    "books AS (UPDATE ingest_count SET received = received + %s, stored = stored + %s, unwritten_from_ms = %s, at = %s "
    "FROM held WHERE ingest_count.slice = held.slice RETURNING 1) "
    "INSERT INTO {table} (sensor_id, quantity, at_ms, value) SELECT r.* "
    "FROM books, unnest(%s::int[], %s::text[], %s::bigint[], %s::float8[]) AS r"
)


class AtOnce:
    """All or nothing: a reading whose key is there already leaves the batch to the careful way.

    Such readings come in crowds (a device that repeats itself, what the broker sends again), and the server
    writes each refusal into its log: so the careful way has the next ten seconds too.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._rest_until = 0.0

    @property
    def ready(self) -> bool:
        return not self.db.sqlite and time.monotonic() >= self._rest_until

    def store(
        self, table: str, rows: Sequence[Row], lease: tuple[str, str], now: datetime, unwritten_from: int | None
    ) -> bool:
        """False: nothing was stored. Raises LeaseLost as `accounts.count` does; nothing was stored then either."""
        many = len(rows)
        with self.db.bare() as connection:
            try:
                done = connection.execute(
                    _STORE.format(table=table), (*lease, many, many, unwritten_from, now, *arrays(rows))
                )
            except UniqueViolation:
                self._rest_until = time.monotonic() + REST_S
                return False
        if done.rowcount != many:
            raise lost(lease[0])
        return True
