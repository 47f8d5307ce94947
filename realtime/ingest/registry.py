"""Sensors and rules in memory: loaded from the database, then kept up to date from the event log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from paho.mqtt.client import topic_matches_sub
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.kernel import events
from ioc.kernel.clock import rfc3339
from ioc.kernel.db import Database
from ioc.kernel.errors import Conflict
from ioc.sensors.models import Alarm, AlarmRule, IngestCount, Sensor, SensorState
from ioc.sensors.readings.history import newest_since
from ioc.sensors.rules import lifecycle
from realtime.ingest.memory import Tracked
from realtime.ingest.patience import Patience

Loaded = Callable[[Tracked], None]


class LogReplaced(Conflict):
    """The database was restored from a backup: what is in memory here never happened there."""

    type = "log-replaced"


class Registry:
    """`seq` is how far the log has been read; `steady` tells the time that never steps."""

    def __init__(self, db: Database, filters: Sequence[str], steady: Callable[[], int], patience: Patience) -> None:
        self.db = db
        self.steady = steady
        self.patience = patience
        self.filters = filters
        self.sensors: dict[str, Tracked] = {}
        self.seq, self.mark = 0, ""
        self._told: list[Loaded] = []

    def on_load(self, told: Loaded) -> None:
        self._told.append(told)

    def mine(self, tracked: Tracked) -> bool:
        """Whether this slice is the one that hears the sensor."""
        topic = f"city/{tracked.kind}/{tracked.key}"
        return self.hears(topic) or self.hears(topic + "/x")

    def hears(self, topic: str) -> bool:
        return any(topic_matches_sub(each, topic) for each in self.filters)

    def load(self) -> None:
        """Everything: at the start of the process."""
        with self.db.read() as session:
            self.seq = events.head(session)
            self.mark = events.mark(session, self.seq)
            self._load(session, session.scalars(select(Sensor)).all())
            self._states(session)
        for tracked in self.sensors.values():
            self._tell(tracked)

    def refresh(self) -> None:
        """Reads on in the log and loads anew what it says has changed. Raises LogReplaced."""
        self.patience(self._read_on)

    def _read_on(self) -> None:
        with self.db.read() as session:
            while found := self._news(session):
                self._apply(session, found)
                last = found[-1]
                self.seq, self.mark = last.seq, str(rfc3339(last.at))  # not before: else it would not be read again

    def _news(self, session: Session) -> Sequence[events.Event]:
        found = events.follow(session, self.seq, self.mark)
        if found is None:
            raise LogReplaced(f"the log is not the one that was read up to {self.seq}: starting anew with this one")
        return found

    def _apply(self, session: Session, found: Sequence[events.Event]) -> None:
        ids = {row.subject_id for row in found if row.subject_type == "sensor"}
        rules = {row.subject_id for row in found if row.subject_type == "rule"}
        if rules:
            ids |= set(
                session.scalars(
                    select(Sensor.id)
                    .join(
                        AlarmRule,
                        (AlarmRule.kind == Sensor.kind)
                        & (AlarmRule.sensor_id.is_(None) | (AlarmRule.sensor_id == Sensor.id)),
                    )
                    .where(AlarmRule.id.in_(rules))
                )
            )
        if ids:
            loaded = self._load(session, session.scalars(select(Sensor).where(Sensor.id.in_(ids))).all())
            for tracked in loaded:
                self._tell(tracked)

    def _load(self, session: Session, rows: Sequence[Sensor]) -> list[Tracked]:
        by_kind: dict[str, list[AlarmRule]] = defaultdict(list)
        own: dict[int, list[AlarmRule]] = defaultdict(list)
        for rule in session.scalars(select(AlarmRule)):
            if rule.sensor_id is None:
                by_kind[rule.kind].append(rule)
            else:
                own[rule.sensor_id].append(rule)
        broken = _broken(session)
        now = self.steady()
        loaded = []
        for row in rows:
            tracked = self._tracked(row, now)
            tracked.watch(_merged(by_kind[row.kind], own.get(row.id, ())), broken.get(row.id, {}))
            loaded.append(tracked)
        return loaded

    def _tracked(self, row: Sensor, now: int) -> Tracked:
        """Keeps the newest values of a sensor that was known already."""
        known = self.sensors.get(row.key)
        if known is not None:
            known.describe(row)
            return known
        fresh = self.sensors[row.key] = Tracked(row, now)
        return fresh

    def _states(self, session: Session) -> None:
        by_id = {tracked.id: tracked for tracked in self.sensors.values()}
        for row in session.scalars(select(SensorState)):
            tracked = by_id[row.sensor_id]
            slot = tracked.slot(row.quantity)
            slot.at, slot.value, slot.received = row.at_ms, row.value, row.received_ms
            tracked.ever = True
        unwritten = session.scalars(
            select(IngestCount.unwritten_from_ms).where(IngestCount.unwritten_from_ms.is_not(None))
        ).all()
        if unwritten:
            self._catch_up(session, min(each for each in unwritten if each is not None), by_id)

    def _catch_up(self, session: Session, from_ms: int, by_id: dict[int, Tracked]) -> None:
        """Readings that a killed process had stored after it last wrote the state."""
        for (sensor_id, quantity), (at, value) in newest_since(session.connection(), from_ms).items():
            tracked = by_id.get(sensor_id)
            if tracked is not None and at > (slot := tracked.slot(quantity)).at:
                slot.at, slot.value, slot.received = at, value, at
                tracked.ever = True

    def _tell(self, tracked: Tracked) -> None:
        for told in self._told:
            told(tracked)


def _broken(session: Session) -> dict[int, dict[int, int]]:
    """The rules that are broken now, by sensor, with the repeats counted so far."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in session.scalars(
        select(Alarm).where(Alarm.state != lifecycle.NORMAL, Alarm.rtn_at.is_(None), Alarm.sensor_id.is_not(None))
    ):
        if row.sensor_id is not None:
            found[row.sensor_id][row.rule_id] = row.repeat_count
    return found


def _merged(kind: Iterable[AlarmRule], own: Iterable[AlarmRule]) -> list[AlarmRule]:
    """A sensor's own rule stands in place of its kind's of the same code."""
    mine = {rule.code: rule for rule in own}
    return [mine.pop(rule.code, rule) for rule in kind] + list(mine.values())
