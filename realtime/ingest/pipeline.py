"""Decode → newest state → watches, all in memory. One batch of messages in, one Plan out."""

import logging
from collections.abc import Iterable

from ioc.kernel.config import Config
from ioc.sensors.kinds import KINDS
from ioc.sensors.readings import DAY_MS
from ioc.sensors.rules.watch import Move
from ioc.sensors.service.happenings import Happening
from ioc.sensors.service.registry import KEY
from realtime.decoders import Decode, Decoded, Decoders, Refused
from realtime.ingest.link import NO_UTF8, Message
from realtime.ingest.memory import MOST_QUANTITIES, Point, Slot, Tracked
from realtime.ingest.moment import Moment
from realtime.ingest.patience import AWAY
from realtime.ingest.plan import Plan
from realtime.ingest.registry import LogReplaced, Registry
from realtime.ingest.silence import Silence

log = logging.getLogger(__name__)
ROUTES_KEPT = 200_000
KEPT_WITHOUT_TIME = "kept by the broker (retain) and without ts: nobody knows when this was measured"


class Elsewhere(Exception):
    """Another slice's: a persistent session still brings what it subscribed to before the slices changed."""


class Pipeline:
    """Owns the memory of one slice. `touched` are slots whose state is not yet written; `changed` go to the screens."""

    def __init__(self, config: Config, registry: Registry) -> None:
        self.registry = registry
        self.decoders = Decoders(config.mqtt.formats)
        self.future_ms = config.ingest.future_limit_s * 1000
        self.past_ms = config.ingest.retention_days * DAY_MS
        self.silence = Silence()
        self.waiting: set[Point] = set()
        self.touched: set[Slot] = set()
        self.changed: set[Tracked] = set()
        self._later = Plan()  # what loading sensors and rules brought about; the next plan takes it along
        self._routes: dict[str, Decode] = {}
        registry.on_load(self._loaded)

    def take(self, messages: Iterable[Message], now: Moment) -> Plan:
        """One batch, in the order of its arrival at `now`."""
        plan = self._begun(now)
        routes = self._routes
        arrived = now.wall
        for topic, payload, kept in messages:
            decode = routes.get(topic) or self._route(topic)
            try:
                said = decode(topic, payload, arrived)
                if kept and said.at_ms is None and said.online is None:
                    plan.reject(topic, KEPT_WITHOUT_TIME, payload, len(said.values))
                    continue
                self._said(plan, said, topic, payload, now)
            except Elsewhere:
                continue
            except Refused as reason:
                plan.reject(topic, str(reason), payload)
            except Exception as error:  # one message, or a mistake of ours, must not stop the queue
                log.exception("a message of %s cannot be taken", topic)
                plan.reject(topic, f"it cannot be taken: {error!r}", payload)
        return plan

    def _said(self, plan: Plan, said: Decoded, topic: str, payload: bytes, now: Moment) -> None:
        at, arrived = said.at_ms, now.wall
        if at is not None and not arrived - self.past_ms <= at <= arrived + self.future_ms:
            plan.reject(topic, _misplaced(at, arrived), payload, len(said.values))
            return
        if said.refused:
            plan.reject(topic, "; ".join(said.refused), payload, len(said.refused))
        tracked = self.registry.sensors.get(said.key) or self._unknown(plan, said, topic, payload)
        if tracked is not None:
            if at is None:
                at = _given_time(tracked, said.values, arrived)
            tracked.heard = now.steady
            if tracked.silent or not tracked.ever:
                self._speaks(plan, tracked, at)
            self._readings(plan, tracked, said.values, at, now.steady)

    def tick(self, now: Moment, *, connected: bool) -> Plan:
        """What the clock alone brings about: delays that have run out, sensors that have fallen silent."""
        plan = self._begun(now)
        for point in list(self.waiting):
            moves = point.watch.tick(now.steady)
            if moves:
                self._moved(plan, point, moves, point.slot.at)
            if not point.watch.waiting:
                self.waiting.discard(point)
        if connected:
            for tracked in self.silence.due(now.steady):
                if tracked.silence_rule is not None:
                    self._silent(plan, tracked)
        return plan

    def _begun(self, now: Moment) -> Plan:
        plan, self._later = self._later, Plan()
        plan.drift = now.drift
        return plan

    def _readings(self, plan: Plan, tracked: Tracked, values: list[tuple[str, float]], at: int, steady: int) -> None:
        slots, sensor_id, rows = tracked.slots, tracked.id, plan.rows
        for quantity, value in values:
            slot = slots.get(quantity) or _new_slot(plan, tracked, quantity, value)
            if slot is None:
                continue
            rows.append((sensor_id, quantity, at, value))
            if at <= slot.at:
                continue  # stored, but it moves nothing
            slot.at = at
            slot.received = steady
            self.touched.add(slot)
            if slot.value != value:
                slot.value = value
                if slot.primary:
                    self.changed.add(tracked)
            for point in slot.points:
                self._observe(plan, point, at, steady, value)
            for point in slot.gated:
                self._gated(plan, point, steady)

    def _observe(self, plan: Plan, point: Point, at: int, steady: int, value: float) -> None:
        watch = point.watch
        moves = watch.observe(at, steady, value)
        if moves:
            self._moved(plan, point, moves, at)
        if watch.phase & 1 or watch.unwritten:
            self.waiting.add(point)

    def _gated(self, plan: Plan, point: Point, steady: int) -> None:
        gate, slot = point.gate, point.slot
        if gate is None or slot.at < 0 or gate.at < 0:
            return
        rule = point.watch.limits
        value = slot.value if gate.value == 1 else rule.sign * rule.clear
        self._observe(plan, point, max(slot.at, gate.at), steady, value)

    def _moved(self, plan: Plan, point: Point, moves: list[Move], at: int) -> None:
        tracked = point.tracked
        for move in moves:
            if move == Move.RAISE:
                tracked.active[point.rule_id] = point.severity
            elif move == Move.RETURN:
                tracked.active.pop(point.rule_id, None)
            repeats = point.watch.take_repeats()
            plan.happenings.append(Happening(tracked.id, point.rule_id, move, point.slot.value, at, repeats))
        self.changed.add(tracked)

    def _silent(self, plan: Plan, tracked: Tracked) -> None:
        if tracked.silent or tracked.silence_rule is None:
            return
        rule_id, severity = tracked.silence_rule
        tracked.silent = True
        tracked.active[rule_id] = severity
        self.changed.add(tracked)
        plan.happenings.append(Happening(tracked.id, rule_id, Move.RAISE, None, tracked.heard + plan.drift))

    def _speaks(self, plan: Plan, tracked: Tracked, at: int) -> None:
        tracked.ever = True
        self.changed.add(tracked)
        if tracked.silent and tracked.silence_rule is not None:
            tracked.silent = False
            tracked.active.pop(tracked.silence_rule[0], None)
            plan.happenings.append(Happening(tracked.id, tracked.silence_rule[0], Move.RETURN, None, at))
            self.silence.watch(tracked)

    def _unknown(self, plan: Plan, said: Decoded, topic: str, payload: bytes) -> Tracked | None:
        """A key that is not registered, or was only just: the log is asked once per batch."""
        if said.online is not None:
            if not said.online:
                plan.gateways_gone.append(said.key.removeprefix("gw/"))
            return None
        if not plan.asked:
            plan.asked = True
            self._ask(plan)
            found = self.registry.sensors.get(said.key)
            if found is not None:
                return found
        if said.kind not in KINDS:
            plan.reject(topic, f"unknown kind of sensor: {said.kind[:40]}", payload, len(said.values))
        elif not KEY.fullmatch(said.key):
            plan.reject(topic, f"no key for a sensor: {said.key[:80]}", payload, len(said.values))
        else:
            plan.not_known(said.key, said.kind, topic, payload, len(said.values))
        return None

    def _ask(self, plan: Plan) -> None:
        try:
            self.registry.refresh()
        except LogReplaced:  # the loop finds out by itself, when this batch is written
            log.warning("the log is another one: it cannot be asked for new sensors")
        except AWAY as error:  # held as unknown, as one that nobody registered: ingest itself must not end
            log.warning("the log cannot be asked for new sensors (%s)", getattr(error, "orig", error))
        plan.happenings += self._later.happenings  # before anything that follows in this batch
        self._later.happenings = []

    def _route(self, topic: str) -> Decode:
        mine = topic == NO_UTF8 or self.registry.hears(topic)
        decode = self.decoders.of(topic) if mine else _elsewhere
        if len(self._routes) < ROUTES_KEPT:
            self._routes[topic] = decode
        return decode

    def _loaded(self, tracked: Tracked) -> None:
        """A sensor came or its rules changed: the values it holds meet its rules as they are now."""
        self.waiting = {point for point in self.waiting if point.tracked is not tracked}
        self.changed.add(tracked)
        if tracked.silence_rule is not None and self.registry.mine(tracked):
            self.silence.watch(tracked)
        for slot in tracked.slots.values():
            if slot.at >= 0:
                for point in slot.points:
                    self._observe(self._later, point, slot.at, slot.received, slot.value)
            for point in slot.gated:
                if point.slot is slot and point.gate is not None:
                    self._gated(self._later, point, max(slot.received, point.gate.received))


def _misplaced(at: int, arrived: int) -> str:
    return f"its time is too far in the {'future' if at > arrived else 'past'}: {at}"


def _given_time(tracked: Tracked, values: list[tuple[str, float]], arrived: int) -> int:
    """Of a reading that says none: when it arrived, but after the one before it, also when a clock was set back."""
    slots = tracked.slots
    return max([arrived, *(slots[name].at + 1 for name, _ in values if name in slots)])


def _new_slot(plan: Plan, tracked: Tracked, quantity: str, value: float) -> Slot | None:
    if len(tracked.slots) < MOST_QUANTITIES:
        return tracked.slot(quantity)
    topic = f"city/{tracked.kind}/{tracked.key}"
    plan.reject(
        topic, f"{quantity}: a sensor has at most {MOST_QUANTITIES} quantities", f"{quantity}: {value}".encode()
    )
    return None


def _elsewhere(_topic: str, _payload: bytes, _arrived_ms: int) -> Decoded:
    raise Elsewhere
