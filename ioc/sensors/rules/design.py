"""Suppression by design (ANSI/ISA-18.2): of two alarms that tell the same story, the graver one is shown.

A rule may name another of its kind that explains it: water over the road explains a high level. While the graver alarm
stands at the same sensor, the other is set aside; when that one has returned, what is still broken comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ioc.sensors.rules import lifecycle


@dataclass(frozen=True, slots=True)
class Standing:
    """One alarm of one sensor. `severity`: 1 (gravest) to 4. `broken`: its condition holds now."""

    code: str
    severity: int
    explained_by: str | None
    state: str
    broken: bool


def moves(alarms: Sequence[Standing]) -> list[str | None]:
    """For each alarm of one sensor: `suppress`, `unsuppress`, or None where it stays as it is."""
    standing: dict[str, int] = {}
    for each in alarms:
        if each.broken and each.state != lifecycle.OUT_OF_SERVICE:
            standing[each.code] = min(each.severity, standing.get(each.code, each.severity))
    return [_move(each, standing) for each in alarms]


def _move(alarm: Standing, standing: Mapping[str, int]) -> str | None:
    by = standing.get(alarm.explained_by or "")
    explained = alarm.broken and by is not None and by < alarm.severity  # a graver one is never hidden
    if alarm.state == lifecycle.SUPPRESSED:
        return None if explained else "unsuppress"
    return "suppress" if explained and "suppress" in lifecycle.MOVES[alarm.state] else None
