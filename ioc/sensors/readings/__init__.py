"""Readings: one table per day, written in bulk, dropped whole by retention.

The key is (sensor, quantity, time): the first value wins. A driver per database knows its fastest way in.
"""

from ioc.sensors.readings.days import DAY_MS, day_of, days_between, drop_before, table_of, tables
from ioc.sensors.readings.store import Row, Store, Tally, store_for

__all__ = [
    "DAY_MS", "Row", "Store", "Tally", "day_of", "days_between", "drop_before", "store_for", "table_of", "tables",
]  # fmt: skip
