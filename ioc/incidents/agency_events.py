"""Facts of what an agency answers besides its work: more time, or "not ours"."""

from datetime import datetime
from typing import ClassVar

from ioc.incidents.events import IncidentFact
from ioc.kernel.events import fact


@fact
class IncidentMoreTimeAsked(IncidentFact):
    """Its agency cannot keep the deadline and says why (`note_id`); an officer or a leader answers."""

    kind: ClassVar[str] = "incident.more_time_asked"
    until: datetime
    note_id: int


@fact
class IncidentExtended(IncidentFact):
    """More time was given: the deadline is `due_at` now."""

    kind: ClassVar[str] = "incident.extended"
    due_at: datetime
    due_was: datetime


@fact
class IncidentMoreTimeRefused(IncidentFact):
    kind: ClassVar[str] = "incident.more_time_refused"
    note_id: int


@fact
class IncidentHandedBack(IncidentFact):
    """Its agency says it is not theirs; it waits for an officer again, at the coordinating agency."""

    kind: ClassVar[str] = "incident.handed_back"
    agency_was: int
    agency_id: int
    note_id: int
