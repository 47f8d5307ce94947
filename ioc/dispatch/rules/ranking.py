"""Who should go: rank and explain. Codes and numbers only; screens have the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LACKS_SKILL_S = 600.0  # arriving without the right equipment costs as much as ten minutes
WORK_S = 1800.0  # how long work at a place usually takes
AT_LEAST_S = 300.0  # a crew that is over that time needs this much longer


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """A crew as the decision sees it. `air_m`: straight distance; `wait_s`: until it is free; `wait_at`: where."""

    crew_id: int
    code: str
    skills: frozenset[str]
    status: str
    position_at: datetime | None
    air_m: float | None
    wait_s: float = 0.0
    wait_at: str = ""
    here: bool = False
    declined: bool = False
    pause: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    crew_id: int
    eta_s: float
    distance_m: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    crew_id: int
    reason: Reason


def excluded(option: Option, now: datetime, unusable: timedelta) -> Reason | None:
    """Why this crew is not considered, or None."""
    if option.here:
        return Reason("assigned")
    if option.declined:
        return Reason("declined")
    if option.status in ("off", "break"):
        return Reason(option.status, {"pause": option.pause} if option.pause else {})
    if option.position_at is None or option.air_m is None:
        return Reason("no_position")
    age = now - option.position_at
    if age > unusable:
        return Reason("position_stale", {"minutes": int(age.total_seconds() // 60)})
    return None


def shortlist(options: Iterable[Option], skills: frozenset[str], count: int) -> list[Option]:
    """The nearest `count` by straight distance, those with a fitting skill before those without."""
    near = sorted(options, key=lambda o: (bool(skills) and not o.skills & skills, o.air_m or 0.0, o.crew_id))
    return near[:count]


def rank(
    options: Sequence[Option],
    travels: Sequence[tuple[float, float] | None],
    skills: frozenset[str],
    now: datetime,
    stale: timedelta,
) -> tuple[list[Ranked], list[Excluded]]:
    """By time until it is there (travel, and waiting for a busy one), ten minutes worse without a fitting skill.

    `travels`: seconds and metres of each option, None where no street leads. The order is total: equal cost, by id.
    """
    scored = []
    unreachable = []
    for option, travel in zip(options, travels, strict=True):
        if travel is None:
            unreachable.append(Excluded(option.crew_id, Reason("no_route")))
            continue
        seconds, metres = travel
        eta = seconds + option.wait_s
        fits = not skills or bool(option.skills & skills)
        cost = eta + (0.0 if fits else LACKS_SKILL_S)
        why = tuple(_reasons(option, skills, now, stale))
        scored.append((cost, option.crew_id, Ranked(option.crew_id, eta, metres, why)))
    scored.sort(key=lambda found: found[:2])
    return [ranked for _cost, _id, ranked in scored], unreachable


def _reasons(option: Option, skills: frozenset[str], now: datetime, stale: timedelta) -> Iterable[Reason]:
    held = sorted(option.skills & skills)
    if held:
        yield Reason("skill", {"codes": held})
    elif skills:
        yield Reason("skill_missing", {"codes": sorted(skills)})
    if option.wait_s > 0:
        yield Reason("busy", {"minutes": max(1, round(option.wait_s / 60)), "place": option.wait_at})
    else:
        yield Reason("available")
    if option.position_at is not None:
        age = max(0, int((now - option.position_at).total_seconds()))
        yield Reason("position_old" if age > stale.total_seconds() else "position", {"age_s": age})


def free_after(state: str, since: datetime, eta_s: float | None, now: datetime) -> float:
    """Seconds until an assignment in this live state is probably over. `since`: when it came into that state."""
    spent = max(0.0, (now - since).total_seconds())
    if state == "on_scene":
        return max(AT_LEAST_S, WORK_S - spent)
    way = eta_s or 0.0
    return WORK_S + (max(0.0, way - spent) if state == "en_route" else way)
