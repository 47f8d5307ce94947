"""The loop of `ioc ingest`: gather, take, write, acknowledge; and what the clock asks for in between."""

import logging
import threading
import time

from ioc.kernel import clock, events
from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.kernel.errors import ConfigError
from ioc.kernel.mqtt import ingest_login
from ioc.sensors.service import alarms
from realtime.ingest.frames import Frames
from realtime.ingest.lease import Lease
from realtime.ingest.link import Link
from realtime.ingest.moment import Clock
from realtime.ingest.patience import AWAY, Patience
from realtime.ingest.pipeline import Pipeline
from realtime.ingest.plan import Plan
from realtime.ingest.registry import Registry
from realtime.ingest.writer import Writer

log = logging.getLogger(__name__)
TICK_S, REFRESH_S, SHELVES_S = 0.1, 0.25, 2.0


class Ingest:
    """One slice. `run` returns when `stop` is set, or raises LeaseLost or LogReplaced: the next process begins anew."""

    def __init__(self, settings: Settings, db: Database, name: str) -> None:
        slices = settings.config.mqtt.slices
        if name not in slices:
            raise ConfigError(f"mqtt.slices has no slice called {name}; it has {', '.join(slices)}")
        config = settings.config
        self.db = db
        self.stop = threading.Event()
        self.lease = Lease(db, name)
        self.clock = Clock()
        self.patience = Patience(self._waiting)
        self.registry = Registry(db, slices[name], self.clock.steady, self.patience)
        self.pipeline = Pipeline(config, self.registry)
        self.writer = Writer(db, self.lease, self.patience)
        self.frames = Frames(settings, name)
        self.link = Link(ingest_login(settings), name, slices[name], config.ingest.batch, self._up)
        self._ticked = self._refreshed = self._shelved = 0.0

    def run(self) -> None:
        self.lease.acquire(self.stop)
        if self.stop.is_set():
            return
        self.registry.load()
        log.info("%d sensors known; listening", len(self.registry.sensors))
        events.on_commit(self.frames.hint)
        try:
            while not self.stop.is_set():
                self._turn()
        except AWAY:
            if not self.stop.is_set():
                raise
            log.warning("stopped while the database was away; what was not stored was not acknowledged")
            return
        finally:
            self.link.close()
            self.frames.close()
        self.writer.state_is_due()
        self._write(Plan(drift=self.clock.now().drift))
        self.lease.release()

    def _turn(self) -> None:
        messages = self.link.gather(TICK_S)
        if messages:
            plan = self.pipeline.take(messages, self.clock.now())
            self._write(plan)
            self.link.ack()
        now = time.monotonic()
        if now - self._ticked >= TICK_S:
            self._ticked = now
            self._clock(now)

    def _clock(self, now: float) -> None:
        if now - self._refreshed >= REFRESH_S:
            self._refreshed = now
            self.registry.refresh()
        plan = self.pipeline.tick(self.clock.now(), connected=self.link.up)
        if not plan.empty or self.lease.due or (self.pipeline.touched and self.writer.due):
            self._write(plan)
        self.frames.send(self.pipeline.changed)
        if now - self._shelved >= SHELVES_S:
            self._shelved = now
            self.patience(self._shelves)

    def _write(self, plan: Plan) -> None:
        self.writer.write(plan, self.pipeline.touched)

    def _waiting(self) -> bool:
        self.link.keep_alive()
        return not self.stop.is_set()

    def _shelves(self) -> None:
        with self.db.read() as session:
            due = alarms.shelves_due(session, clock.now())
        if due:
            with self.db.write() as session:
                alarms.expire_shelves(session, clock.now())

    def _up(self) -> None:
        self.pipeline.silence.resume(self.clock.steady())
