"""Which watch is on: from the plan of config.yaml, in the city's time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """A watch of every day, `HH:MM` to `HH:MM`; one that ends before it starts goes over midnight."""

    code: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Watch:
    code: str
    starts_at: datetime
    ends_at: datetime


def length(plan: Plan) -> timedelta:
    """How long the watch is by the clock; one that ends when it starts is a whole day."""
    start, end = (time.fromisoformat(at) for at in (plan.start, plan.end))
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def watch_at(plans: Sequence[Plan], local: datetime) -> Watch | None:
    """The watch that `local` (aware, the city's zone) falls into; None when nobody is planned. The newest one wins."""
    found = []
    for plan in plans:
        start, end = time.fromisoformat(plan.start), time.fromisoformat(plan.end)
        for day in (local.date(), local.date() - timedelta(days=1)):
            starts = datetime.combine(day, start, local.tzinfo)
            ends = datetime.combine(day if end > start else day + timedelta(days=1), end, local.tzinfo)
            if starts <= local < ends:
                found.append(Watch(plan.code, starts, ends))
    return max(found, key=lambda watch: watch.starts_at, default=None)
