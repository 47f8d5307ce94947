"""What ingest keeps in memory of each sensor: its newest values, its watches, when it was last heard."""

from ioc.kernel.geo import tile
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import AlarmRule, Sensor
from ioc.sensors.rules.watch import NO_DATA, Watch, limits, silence_ms

NORMAL, SILENT, OUT_OF_SERVICE = 0, 1, 6
NEVER = -1
MOST_QUANTITIES = 64  # of one sensor; a device that makes up names must not fill the memory


class Point:
    """One rule on one quantity of one sensor."""

    __slots__ = ("gate", "rule_id", "severity", "slot", "tracked", "watch")

    def __init__(self, tracked: "Tracked", slot: "Slot", rule: AlarmRule, watch: Watch, gate: "Slot | None") -> None:
        self.tracked = tracked
        self.slot = slot
        self.rule_id = rule.id
        self.severity = rule.severity
        self.watch = watch
        self.gate = gate


class Slot:
    """One quantity of one sensor: the newest value by its own time, and when that arrived (steady)."""

    __slots__ = ("at", "gated", "points", "primary", "quantity", "received", "sensor_id", "value")

    def __init__(self, sensor_id: int, quantity: str, *, primary: bool) -> None:
        self.sensor_id = sensor_id
        self.quantity = quantity
        self.primary = primary
        self.at = self.received = NEVER
        self.value = 0.0
        self.points: list[Point] = []
        self.gated: list[Point] = []  # watches of other quantities that count only while this one is 1


class Tracked:
    """One sensor. `active` holds the severity of each rule that is broken now."""

    __slots__ = (
        "active", "cell", "deadline", "ever", "heard", "id", "in_service", "key", "kind", "primary", "silence",
        "silence_rule", "silent", "slots",
    )  # fmt: skip

    def __init__(self, row: Sensor, steady: int) -> None:
        self.describe(row)
        self.silence_rule: tuple[int, int] | None = None  # rule id, severity
        self.silent = False
        self.deadline = 0  # when its silence is looked at next; 0: it is not watched
        self.ever = False  # whether it has said anything at all
        self.heard = steady
        self.active: dict[int, int] = {}
        self.slots: dict[str, Slot] = {}

    def describe(self, row: Sensor) -> None:
        self.id = row.id
        self.key = row.key
        self.kind = row.kind
        self.in_service = row.in_service
        self.cell = tile(row.lon, row.lat)
        self.primary = KINDS[row.kind].primary if row.kind in KINDS else ""
        self.silence = silence_ms(row.expected_every_s)

    def slot(self, quantity: str) -> Slot:
        found = self.slots.get(quantity)
        if found is None:
            found = self.slots[quantity] = Slot(self.id, quantity, primary=quantity == self.primary)
        return found

    def watch(self, rules: list[AlarmRule], broken: dict[int, int]) -> None:
        """Sets the watches anew. `broken`: the rules whose alarm is active, with the repeats counted so far."""
        for slot in self.slots.values():
            slot.points, slot.gated = [], []
        self.silence_rule, self.silent, self.active = None, False, {}
        for rule in rules if self.in_service else ():
            if rule.enabled:
                self._add(rule, broken)

    @property
    def state(self) -> int:
        """The state byte of telemetry frames: 2..5 for an alarm of P4..P1."""
        if not self.in_service:
            return OUT_OF_SERVICE
        worst = min((severity for rule, severity in self.active.items() if not self._is_silence(rule)), default=None)
        if worst is not None:
            return 6 - worst
        return SILENT if self.silent or not self.ever else NORMAL

    def _is_silence(self, rule_id: int) -> bool:
        return self.silence_rule is not None and self.silence_rule[0] == rule_id

    def _add(self, rule: AlarmRule, broken: dict[int, int]) -> None:
        if rule.id in broken:
            self.active[rule.id] = rule.severity
        if rule.condition == NO_DATA:
            self.silence_rule = (rule.id, rule.severity)
            self.silent = rule.id in broken
            return
        if rule.quantity is None or rule.threshold is None:
            return
        lines = limits(rule.condition, rule.threshold, rule.clear, rule.on_delay_s, rule.off_delay_s)
        slot = self.slot(rule.quantity)
        gate = self.slot(rule.only_when) if rule.only_when else None
        watch = Watch(lines, active=rule.id in broken, repeats=broken.get(rule.id, 0))
        point = Point(self, slot, rule, watch, gate)
        if gate is None:
            slot.points.append(point)
        else:  # either quantity may change the answer
            slot.gated.append(point)
            gate.gated.append(point)
