"""What can happen to sensors and their alarms."""

from typing import ClassVar

from ioc.kernel import events
from ioc.kernel.events import ALL, Audiences, fact

# what a wall may show: everything but who acknowledged it and the words of its shelving
WALL_ALARM = (
    "id", "version", "sensor_id", "camera_id", "key", "name", "rule_id", "rule", "title", "category", "quantity",
    "severity", "state", "value", "threshold", "unit", "raised_at", "rtn_at", "acked_at", "shelved_until",
    "repeat_count", "incident_id", "lat", "lon", "origin",
)  # fmt: skip
ALARM_AUDIENCES: Audiences = {"staff": ALL, "wall": WALL_ALARM}
_SENSOR: Audiences = {"staff": ALL}


class AlarmFact(events.Fact):
    subject: ClassVar[str] = "alarm"
    audiences: ClassVar[Audiences] = ALARM_AUDIENCES


@fact
class AlarmRaised(AlarmFact):
    """`category`, `severity` and `opens_incident` are the rule's: what the incident policy asks for."""

    kind: ClassVar[str] = "alarm.raised"
    sensor_id: int | None = None
    camera_id: int | None = None
    rule_id: int
    rule: str
    severity: int
    category: str
    opens_incident: bool
    value: float | None = None
    at_ms: int | None = None


@fact
class AlarmRepeated(AlarmFact):
    """Broke again before it was done with. `state` tells whether it is active once more."""

    kind: ClassVar[str] = "alarm.repeated"
    repeat_count: int
    state: str
    value: float | None = None


@fact
class AlarmReturned(AlarmFact):
    kind: ClassVar[str] = "alarm.returned"
    state: str
    value: float | None = None


@fact
class AlarmAcked(AlarmFact):
    kind: ClassVar[str] = "alarm.acked"
    state: str


@fact
class AlarmEscalated(AlarmFact):
    """A P1 that nobody acknowledged in time: the supervisors hear of it."""

    kind: ClassVar[str] = "alarm.escalated"
    after_s: int


@fact
class AlarmShelved(AlarmFact):
    kind: ClassVar[str] = "alarm.shelved"
    minutes: float


@fact
class AlarmUnshelved(AlarmFact):
    """Its time was over (actor system) or somebody took it back."""

    kind: ClassVar[str] = "alarm.unshelved"
    state: str


@fact
class AlarmSuppressed(AlarmFact):
    kind: ClassVar[str] = "alarm.suppressed"


@fact
class AlarmUnsuppressed(AlarmFact):
    kind: ClassVar[str] = "alarm.unsuppressed"
    state: str


@fact
class AlarmRemoved(AlarmFact):
    kind: ClassVar[str] = "alarm.out_of_service"


@fact
class AlarmRestored(AlarmFact):
    kind: ClassVar[str] = "alarm.in_service"
    state: str


class SensorFact(events.Fact):
    subject: ClassVar[str] = "sensor"
    audiences: ClassVar[Audiences] = _SENSOR


@fact
class SensorRegistered(SensorFact):
    kind: ClassVar[str] = "sensor.registered"
    sensor_kind: str


@fact
class SensorChanged(SensorFact):
    kind: ClassVar[str] = "sensor.changed"
    fields: tuple[str, ...]


@fact
class RuleChanged(events.Fact):
    """A rule was added or edited; ingest reads it again."""

    kind: ClassVar[str] = "rule.changed"
    subject: ClassVar[str] = "rule"
    audiences: ClassVar[Audiences] = _SENSOR
