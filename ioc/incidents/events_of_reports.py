"""Facts of incidents that the reports behind them bring about."""

from datetime import datetime
from typing import ClassVar

from ioc.incidents.events import IncidentFact
from ioc.kernel.events import fact


@fact
class IncidentLeft(IncidentFact):
    """A report that stood behind it belongs to another incident."""

    kind: ClassVar[str] = "incident.left"
    source: str


@fact
class IncidentCounted(IncidentFact):
    """More or fewer photos of citizens stand behind it."""

    kind: ClassVar[str] = "incident.counted"
    photos: int


@fact
class IncidentAnswerDue(IncidentFact):
    """Until when a citizen behind it must be answered; None when nobody waits any more."""

    kind: ClassVar[str] = "incident.answer_due"
    due_at: datetime | None
