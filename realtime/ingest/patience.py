"""Waiting out a database that is locked or away, while the line to the broker is kept alive."""

import logging
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg

from ioc.kernel import db

log = logging.getLogger(__name__)
# The bulk paths speak to the drivers themselves.
AWAY = (*db.AWAY, psycopg.OperationalError, sqlite3.OperationalError)
SHORTEST_S, LONGEST_S = 0.05, 1.0
Result = TypeVar("Result")


class Patience:
    """`waiting` is called between tries; False from it gives up."""

    def __init__(self, waiting: Callable[[], bool]) -> None:
        self.waiting = waiting

    def __call__(self, work: Callable[[], Result], on_failure: Callable[[], None] = lambda: None) -> Result:
        """What `work` returns, once it succeeds; its last error when nobody waits any longer."""
        pause = SHORTEST_S
        while True:
            try:
                return work()
            except AWAY as error:
                log.warning("the database does not answer (%s); trying again", getattr(error, "orig", error))
                on_failure()
                if not self.waiting():
                    raise
            time.sleep(pause)
            pause = min(LONGEST_S, pause * 2)
