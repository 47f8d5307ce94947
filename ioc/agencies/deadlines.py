"""Until when the first crew must be sent and the work be done: by priority, from config.yaml `dispatch`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ioc.kernel.config import Dispatch


@dataclass(frozen=True, slots=True)
class Deadlines:
    dispatch: datetime
    resolve: datetime


def deadlines(config: Dispatch, priority: int, since: datetime) -> Deadlines:
    """Both deadlines of an incident of `priority` (1..4) that is known since `since`."""
    index = priority - 1
    return Deadlines(
        since + timedelta(minutes=config.dispatch_within_min[index]),
        since + timedelta(hours=config.resolve_within_h[index]),
    )
