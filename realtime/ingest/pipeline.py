"""Decode → newest state → watches, all in memory. One batch of messages in, one Plan out."""

import logging
from collections.abc import Iterable

from ioc.kernel.config import Config
from ioc.sensors.kinds import KINDS
from ioc.sensors.readings import DAY_MS
from ioc.sensors.rules.watch import Move, Phase
from ioc.sensors.service.happenings import Happening
from ioc.sensors.service.registry import KEY
from realtime.decoders import Decode, Decoded, Decoders, Refused
from realtime.ingest.memory import Point, Slot, Tracked
from realtime.ingest.plan import Plan
from realtime.ingest.registry import Registry
from realtime.ingest.silence import Silence

log = logging.getLogger(__name__)
Message = tuple[str, bytes]
ROUTES_KEPT = 200_000


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
        self._routes: dict[str, Decode] = {}
        registry.on_load(self._loaded)

    def take(self, messages: Iterable[Message], arrived: int) -> Plan:
        """One batch, in the order of its arrival at `arrived` (epoch ms)."""
        plan = Plan()
        routes = self._routes
        earliest, latest = arrived - self.past_ms, arrived + self.future_ms
        for topic, payload in messages:
            decode = routes.get(topic) or self._route(topic)
            try:
                said = decode(topic, payload, arrived)
                at = said.at_ms
                if at is None:
                    at = arrived
                elif not earliest <= at <= latest:
                    plan.reject(topic, _misplaced(at, latest), payload, len(said.values))
                    continue
                if said.refused:
                    plan.reject(topic, "; ".join(said.refused), payload, len(said.refused))
                tracked = self.registry.sensors.get(said.key) or self._unknown(plan, said, topic, payload)
                if tracked is not None:
                    self._readings(plan, tracked, said.values, at, arrived)
            except Refused as reason:
                plan.reject(topic, str(reason), payload)
            except Exception as error:  # one message, or a mistake of ours, must not stop the queue
                log.exception("a message of %s cannot be taken", topic)
                plan.reject(topic, f"it cannot be taken: {error!r}", payload)
        return plan

    def tick(self, now: int, *, connected: bool) -> Plan:
        """What the clock alone brings about: delays that have run out, sensors that have fallen silent."""
        plan = Plan()
        for point in list(self.waiting):
            moves = point.watch.tick(now)
            if moves:
                self._moved(plan, point, moves, point.slot.at)
            if not point.watch.waiting:
                self.waiting.discard(point)
        if connected:
            for tracked in self.silence.due(now):
                if tracked.silence_rule is not None:
                    self._silent(plan, tracked)
        return plan

    def _readings(self, plan: Plan, tracked: Tracked, values: list[tuple[str, float]], at: int, arrived: int) -> None:
        slots, sensor_id, rows = tracked.slots, tracked.id, plan.rows
        tracked.heard = arrived
        if tracked.silent or not tracked.ever:
            self._speaks(plan, tracked, at)
        for quantity, value in values:
            rows.append((sensor_id, quantity, at, value))
            slot = slots.get(quantity) or tracked.slot(quantity)
            if at <= slot.at:
                continue  # stored, but it moves nothing
            slot.at = at
            slot.received = arrived
            self.touched.add(slot)
            if slot.value != value:
                slot.value = value
                if slot.primary:
                    self.changed.add(tracked)
            for point in slot.points:
                self._observe(plan, point, at, arrived, value)
            for point in slot.gated:
                self._gated(plan, point, arrived)

    def _observe(self, plan: Plan, point: Point, at: int, arrived: int, value: float) -> None:
        watch = point.watch
        moves = watch.observe(at, arrived, value)
        if moves:
            self._moved(plan, point, moves, at)
        if watch.phase & 1 or watch.unwritten:
            self.waiting.add(point)

    def _gated(self, plan: Plan, point: Point, arrived: int) -> None:
        gate, slot = point.gate, point.slot
        if gate is None or slot.at < 0 or gate.at < 0:
            return
        rule = point.watch.limits
        value = slot.value if gate.value == 1 else rule.sign * rule.clear
        self._observe(plan, point, max(slot.at, gate.at), arrived, value)

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
        plan.happenings.append(Happening(tracked.id, rule_id, Move.RAISE, None, tracked.heard))

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
        if not plan.unknown:
            self.registry.refresh()
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

    def _route(self, topic: str) -> Decode:
        decode = self.decoders.of(topic)
        if len(self._routes) < ROUTES_KEPT:
            self._routes[topic] = decode
        return decode

    def _loaded(self, tracked: Tracked) -> None:
        """A sensor came or its rules changed."""
        self.waiting = {point for point in self.waiting if point.tracked is not tracked}
        self.changed.add(tracked)
        if tracked.silence_rule is not None and self.registry.mine(tracked):
            self.silence.watch(tracked)
        for slot in tracked.slots.values():
            for point in slot.points:
                if slot.at >= 0 and not point.watch.broke:
                    point.watch.observe(slot.at, tracked.heard, slot.value)
                if point.watch.phase in (Phase.PENDING, Phase.LEAVING):
                    self.waiting.add(point)


def _misplaced(at: int, latest: int) -> str:
    return f"its time is too far in the {'future' if at > latest else 'past'}: {at}"
