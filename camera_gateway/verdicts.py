"""When a worker must go. Pure. What counts is the time of the last decoded frame, not that the process is alive."""

from dataclasses import dataclass
from enum import Enum

FIRST_BEAT_S = 30.0  # importing the decoders on a loaded machine
SILENT_S = 10.0
BARREN_S = 120.0
MISSED = 3  # pictures in a row of even the slowest camera


class Verdict(Enum):
    KEEP = "keep"
    SILENT = "no sign of life"
    HUNG = "a camera's thread hangs"
    HEAVY = "above the memory limit"
    BARREN = "no picture of any camera for minutes"


@dataclass(frozen=True, slots=True)
class Facts:
    """About one worker; ages in seconds, None where it never happened."""

    age_s: float
    beat_age_s: float | None = None
    rss_mb: float = 0.0
    hung: tuple[str, ...] = ()
    frame_age_s: float | None = None
    slowest_s: float = 0.0  # how often the slowest of its cameras gives a picture


def verdict(facts: Facts, memory_limit_mb: float) -> Verdict:
    if facts.beat_age_s is None:
        return Verdict.SILENT if facts.age_s > FIRST_BEAT_S else Verdict.KEEP
    found = (
        (Verdict.SILENT, facts.beat_age_s > SILENT_S),
        (Verdict.HUNG, bool(facts.hung)),
        (Verdict.HEAVY, facts.rss_mb > memory_limit_mb),
        # Cameras that never gave a picture are their own fault; a worker whose pictures all stopped may be ours.
        (Verdict.BARREN, facts.frame_age_s is not None and facts.frame_age_s > max(BARREN_S, MISSED * facts.slowest_s)),
    )
    return next((kind for kind, fits in found if fits), Verdict.KEEP)
