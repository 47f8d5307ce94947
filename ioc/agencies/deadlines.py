"""Until when the first crew must be sent and the work be done: by priority (config.yaml `dispatch`) or category."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ioc.kernel.config import Dispatch


@dataclass(frozen=True, slots=True)
class Deadlines:
    dispatch: datetime
    resolve: datetime


def deadlines(config: Dispatch, priority: int, since: datetime, within_h: float | None = None) -> Deadlines:
    """Both deadlines of an incident of `priority` (1..4) that is known since `since`.

    `within_h`: its category's own time to be done in; None: the priority's.
    """
    index = priority - 1
    return Deadlines(
        since + timedelta(minutes=config.dispatch_within_min[index]),
        since + timedelta(hours=within_h if within_h is not None else config.resolve_within_h[index]),
    )
