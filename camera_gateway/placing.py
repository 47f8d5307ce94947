"""Which camera lives in which worker. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import count


def place(
    before: Mapping[str, int], keys: Sequence[str], per_worker: int, alone: Collection[str] = ()
) -> dict[str, int]:
    """Camera key → worker number. Whoever can stay stays; `alone` (cameras that hung or crashed) share with nobody."""
    kept = {key: before[key] for key in keys if key in before}
    placed: dict[str, int] = {}
    load: Counter[int] = Counter()
    closed: set[int] = set()
    # A lonely camera keeps its number only when it had it for itself.
    for key in (k for k in kept if k in alone):
        number = kept[key]
        if sum(other == number for other in kept.values()) == 1:
            placed[key] = number
            closed.add(number)
    for key, number in kept.items():
        if key not in alone and load[number] < per_worker:
            placed[key] = number
            load[number] += 1
    for key in keys:
        if key in placed:
            continue
        taken = closed | set(load) if key in alone else closed
        number = next(n for n in count() if n not in taken and load[n] < per_worker)
        placed[key] = number
        if key in alone:
            closed.add(number)
        else:
            load[number] += 1
    return placed
