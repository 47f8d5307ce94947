"""One plan, one unit of work: readings, state, books, refusals, alarms. Tried until it is in."""

import logging
import time

from sqlalchemy.orm import Session

from ioc.cameras import service as cameras
from ioc.kernel import clock
from ioc.kernel.db import Database
from ioc.sensors.readings import Tally, store_for
from ioc.sensors.readings.states import write_states
from ioc.sensors.service import accounts, happenings, unknown
from ioc.sensors.service.accounts import LeaseLost
from ioc.sensors.service.at_once import AtOnce
from ioc.sensors.service.happenings import Happening
from realtime.ingest.lease import Lease
from realtime.ingest.memory import Slot
from realtime.ingest.patience import AWAY, Patience
from realtime.ingest.plan import Plan

log = logging.getLogger(__name__)
STATE_EVERY_S = 0.25
SMALL = 10  # readings


class Writer:
    """The newest values are written with every small batch, and under load every quarter of a second: what a kill
    leaves unwritten is told by the books (`unwritten_from_ms`) and read back from the readings themselves."""

    def __init__(self, db: Database, lease: Lease, patience: Patience) -> None:
        self.db = db
        self.lease = lease
        self.patience = patience
        self.store = store_for("sqlite" if db.sqlite else "postgresql")
        self.at_once = AtOnce(db)
        self._unwritten_from: int | None = None
        self._state_at = 0.0

    def write(self, plan: Plan, touched: set[Slot]) -> None:
        """Empties `touched` when it has written them."""
        apart: list[Happening] = []
        try:
            self._persist(plan, touched)
        except (LeaseLost, *AWAY):
            raise
        except Exception:
            if not plan.happenings:
                raise
            log.exception("an alarm could not be recorded; the readings go in without, the alarms one by one")
            self.store.forget_tables()
            apart, plan.happenings = plan.happenings, []
            self._persist(plan, touched)
        for each in apart:
            self._alone(each)

    def _persist(self, plan: Plan, touched: set[Slot]) -> None:
        self.patience(lambda: self._unit(plan, touched), self.store.forget_tables)

    def _alone(self, happening: Happening) -> None:
        """One alarm in a unit of its own: what fails is kept among the refused, with the reason."""
        try:
            with self.db.write() as session:
                happenings.record(session, clock.now(), [happening])
        except Exception as error:
            log.exception("sensor %s, rule %s: %s is not recorded", happening.sensor_id, happening.rule_id, happening)
            row = {"topic": f"alarm of sensor {happening.sensor_id}", "reason": str(error)[:200], "payload": b""}
            with self.db.write() as session:
                accounts.keep_rejected(session, clock.now(), [row])

    def _unit(self, plan: Plan, touched: set[Slot]) -> None:
        flush = bool(touched) and (0 < len(plan.rows) < SMALL or self.due)
        if not flush and plan.plain and self._plain(plan, touched):
            return
        with self.db.write() as session:
            now = clock.now()
            renewing = self.lease.renew(session)
            connection = session.connection()
            tally = self.store.write(connection, plan.rows) if plan.rows else Tally()
            if flush:
                states = [(s.sensor_id, s.quantity, s.at, s.value, s.received + plan.drift) for s in touched]
                write_states(connection, states)
            unwritten = None if flush else self._oldest(plan, touched)
            if plan.rows or plan.refused or flush:
                accounts.count(session, now, (self.lease.name, self.lease.holder), tally, plan.refused, unwritten)
            self._rest(session, plan)
        if renewing:
            self.lease.renewed()
        self._unwritten_from = unwritten
        if flush:
            self._state_at = time.monotonic()
            touched.clear()

    def _plain(self, plan: Plan, touched: set[Slot]) -> bool:
        """Under load nearly every batch: readings alone, of one day, of which none is there already."""
        table = self.store.table_for(plan.rows) if self.at_once.ready and not self.lease.due else None
        if table is None:
            return False
        unwritten = self._oldest(plan, touched)
        if not self.at_once.store(table, plan.rows, (self.lease.name, self.lease.holder), clock.now(), unwritten):
            return False
        self._unwritten_from = unwritten
        return True

    def _rest(self, session: Session, plan: Plan) -> None:
        now = clock.now()
        if plan.rejected:
            rows = [{"topic": r.topic, "reason": r.reason, "payload": r.payload} for r in plan.rejected]
            accounts.keep_rejected(session, now, rows)
        if plan.unknown:
            unknown.hold(session, now, plan.unknown.values())
        for gateway in plan.gateways_gone:
            cameras.gateway_gone(session, now, gateway)
        happenings.record(session, now, plan.happenings)

    @property
    def due(self) -> bool:
        """Whether the newest values have waited long enough."""
        return time.monotonic() - self._state_at > STATE_EVERY_S

    def state_is_due(self) -> None:
        """At the end of the process nothing waits any longer."""
        self._state_at = 0.0

    def _oldest(self, plan: Plan, touched: set[Slot]) -> int | None:
        times = [row[2] for row in plan.rows] if touched else []
        if self._unwritten_from is not None:
            times.append(self._unwritten_from)
        return min(times, default=None)
