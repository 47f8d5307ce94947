"""Pure rules of incidents: moves as data, decisions as functions. Standard library only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType

WAITING = ("open", "triaged")  # nobody has it yet
WORKING = ("assigned", "en_route", "on_scene")
UNFINISHED = (*WAITING, *WORKING, "on_hold")
FINISHED = ("resolved", "closed", "cancelled")
STATES = (*UNFINISHED, *FINISHED)

SAME = "="  # the move leaves the state as it is
HELD = "<"  # the move goes back to the state before the hold

MOVES: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        move: MappingProxyType(table)
        for move, table in {
            "triage": {"open": "triaged", "triaged": SAME, "assigned": SAME, "en_route": SAME, "on_scene": SAME},
            "dispatch": {"open": SAME, "triaged": SAME, "assigned": SAME, "en_route": SAME, "on_scene": SAME},
            "hold": dict.fromkeys((*WAITING, *WORKING), "on_hold"),
            "resume": {"on_hold": HELD},
            "cancel": dict.fromkeys(UNFINISHED, "cancelled"),
            "resolve": dict.fromkeys((*WAITING, *WORKING), "resolved"),
            "close": {"resolved": "closed"},
            "reopen": dict.fromkeys(FINISHED, "triaged"),
            "claim": dict.fromkeys(UNFINISHED, SAME),
            "merge": dict.fromkeys((*UNFINISHED, "resolved"), "closed"),
            "absorb": dict.fromkeys(UNFINISHED, SAME),
        }.items()
    }
)

_RANK = MappingProxyType({"offered": 0, "accepted": 0, "en_route": 1, "on_scene": 2})  # of live assignments


def legal(state: str) -> list[str]:
    """The moves that are possible from `state`."""
    return sorted(move for move, table in MOVES.items() if state in table)


def after(state: str, move: str, held: str | None = None) -> str | None:
    """The state after `move`, or None when the move is not legal. `held`: the state before the hold."""
    to = MOVES[move].get(state)
    if to == SAME:
        return state
    if to == HELD:
        return held or "triaged"
    return to


def following(state: str, live: Iterable[str], *, just_done: bool = False) -> str:
    """The state that follows the most advanced live assignment.

    Without a live one: `resolved` when a crew did the work (`just_done`: now, or before the last one gave up),
    `triaged` again when all were declined or aborted.
    Waiting, held and finished incidents only move when there is a reason to.
    """
    if state not in (*WAITING, *WORKING):
        return state
    most = max((_RANK[s] for s in live), default=None)
    if most is not None:
        return WORKING[most]
    if just_done:
        return "resolved"
    return "triaged" if state in WORKING else state


@dataclass(frozen=True, slots=True)
class Candidate:
    """An unfinished incident that something may join."""

    id: int
    category: str
    lon: float
    lat: float
    opened_at: datetime
    touched_at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What asks to join: an alarm, a report, an officer's word."""

    category: str
    lon: float
    lat: float
    at: datetime
    origin: str


def joined(arrival: Arrival, candidates: Sequence[Candidate], radius_m: float, within: timedelta) -> Candidate | None:
    """The nearest candidate of the same category and origin, within distance and time; the older one on a tie."""
    near = [(_metres(arrival, c), c.id, c) for c in candidates if _fits(arrival, c, within)]
    inside = [(distance, key, c) for distance, key, c in near if distance <= radius_m]
    return min(inside, key=lambda found: found[:2])[2] if inside else None


def _fits(arrival: Arrival, candidate: Candidate, within: timedelta) -> bool:
    same = arrival.category == candidate.category and arrival.origin == candidate.origin
    return same and candidate.opened_at - within <= arrival.at <= candidate.touched_at + within


def _metres(a: Arrival, b: Candidate) -> float:
    """Haversine, as ioc.kernel.geo has it; repeated here because rules know the standard library only."""
    p1, p2 = radians(a.lat), radians(b.lat)
    h = sin((p2 - p1) / 2) ** 2 + cos(p1) * cos(p2) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6_371_008.8 * asin(min(1.0, sqrt(h)))


def raised(priority: int, severity: int, state: str) -> int:
    """The priority after an alarm of `severity` joined: raised while no officer has judged it, never lowered."""
    return min(priority, severity) if state == "open" else priority
