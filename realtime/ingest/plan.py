"""What one batch of messages comes to: computed in memory, then written in one unit, then acknowledged."""

from dataclasses import dataclass, field

from ioc.sensors.readings import Row
from ioc.sensors.service.happenings import Happening
from ioc.sensors.service.unknown import Heard

KEPT_BYTES = 4096


@dataclass(slots=True)
class Rejected:
    topic: str
    reason: str
    payload: bytes


@dataclass(slots=True)
class Plan:
    """`rows` are readings; `refused` counts the others (a message that cannot be read counts as one).

    `gateways_gone` are no readings and stand outside the books. `drift` turns steady times into the wall's.
    """

    rows: list[Row] = field(default_factory=list)
    refused: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unknown: dict[str, Heard] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    gateways_gone: list[str] = field(default_factory=list)
    drift: int = 0
    asked: bool = False  # whether the log was asked for sensors that are not known

    def reject(self, topic: str, reason: str, payload: bytes, readings: int = 1) -> None:
        self.refused += readings
        self.rejected.append(Rejected(_clean(topic)[:300], _clean(reason)[:200], payload[:KEPT_BYTES]))

    def not_known(self, key: str, kind: str, topic: str, payload: bytes, readings: int) -> None:
        self.refused += readings
        said = self.unknown.get(key)
        if said is None:
            self.unknown[key] = Heard(key, kind, topic, payload)
        else:
            said.messages += 1
            said.payload = payload

    @property
    def received(self) -> int:
        return len(self.rows) + self.refused

    @property
    def plain(self) -> bool:
        """Readings, and nothing that follows from them."""
        return bool(self.rows) and not (self.refused or self.happenings or self.gateways_gone)

    @property
    def empty(self) -> bool:
        return not (self.rows or self.refused or self.happenings or self.gateways_gone)


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return text.replace("\0", "\ufffd")
