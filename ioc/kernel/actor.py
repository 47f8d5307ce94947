"""Who does something: every use case takes one, every event names one."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "token", "citizen", "device", "gateway", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the user's, token's, report's … id within its kind; names are looked up, never stored in the log."""

    kind: ActorKind
    id: int | None = None
    role: str | None = None
    agency_id: int | None = None
    crew_id: int | None = None
    name: str | None = None
    permissions: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "id": self.id}


SYSTEM = Actor("system", role="system")
DEVICE = Actor("device", role="device")
