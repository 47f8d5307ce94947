"""One plan, one unit of work: readings, state, books, refusals, alarms. Tried until it is in."""

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ioc.kernel import clock
from ioc.kernel.db import Database
from ioc.sensors.readings import Tally, store_for
from ioc.sensors.readings.states import write_states
from ioc.sensors.service import accounts, happenings, unknown
from realtime.ingest.lease import Lease
from realtime.ingest.memory import Slot
from realtime.ingest.plan import Plan

log = logging.getLogger(__name__)
STATE_EVERY_S = 0.25


class Writer:
    """The newest values are written with every small batch, and under load every quarter of a second: what a kill
    leaves unwritten is told by the books (`unwritten_from_ms`) and read back from the readings themselves."""

    def __init__(self, db: Database, lease: Lease, full: int) -> None:
        self.db = db
        self.lease = lease
        self.full = full
        self.store = store_for("sqlite" if db.sqlite else "postgresql")
        self._unwritten_from: int | None = None
        self._state_at = 0.0

    def write(self, plan: Plan, touched: set[Slot], waiting: Callable[[], bool]) -> bool:
        """Empties `touched` when it has written them. `waiting` is called between tries; False from it gives up."""
        pause = 0.05
        while True:
            try:
                self._unit(plan, touched)
            except OperationalError as error:
                log.warning("the database does not answer (%s); trying again", error.orig)
                self.store.forget_tables()
                if not waiting():
                    return False
                time.sleep(pause)
                pause = min(1.0, pause * 2)
            else:
                return True

    def _unit(self, plan: Plan, touched: set[Slot]) -> None:
        flush = bool(touched) and self._state_due(len(plan.rows))
        with self.db.write() as session:
            now = clock.now()
            self.lease.renew(session)
            connection = session.connection()
            tally = self.store.write(connection, plan.rows) if plan.rows else Tally()
            if flush:
                states = [(s.sensor_id, s.quantity, s.at, s.value, s.received) for s in touched]
                write_states(connection, states)
            unwritten = None if flush else self._oldest(plan, touched)
            if plan.rows or plan.refused or flush:
                accounts.count(session, now, self.lease.name, tally, plan.refused, unwritten)
            self._rest(session, plan)
        self._unwritten_from = unwritten
        if flush:
            self._state_at = time.monotonic()
            touched.clear()

    def _rest(self, session: Session, plan: Plan) -> None:
        now = clock.now()
        if plan.rejected:
            rows = [{"topic": r.topic, "reason": r.reason, "payload": r.payload} for r in plan.rejected]
            accounts.keep_rejected(session, now, rows)
        if plan.unknown:
            unknown.hold(session, now, plan.unknown.values())
        happenings.record(session, now, plan.happenings)

    def _state_due(self, rows: int) -> bool:
        return rows < self.full or time.monotonic() - self._state_at > STATE_EVERY_S

    def _oldest(self, plan: Plan, touched: set[Slot]) -> int | None:
        times = [row[2] for row in plan.rows] if touched else []
        if self._unwritten_from is not None:
            times.append(self._unwritten_from)
        return min(times, default=None)
