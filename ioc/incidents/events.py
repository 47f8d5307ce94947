"""Facts of incidents. They hold ids, codes and numbers; words stand in notes, by id."""

from datetime import datetime
from typing import ClassVar

from ioc.kernel.events import ALL, NOTHING, Audiences, Fact, fact
from ioc.sensors.events import ALARM_AUDIENCES

# what a wall may show: everything but words and people
WALL = (
    "id", "code", "version", "title", "titles", "category", "priority", "state", "place", "ward", "lat", "lon",
    "agency_id", "opened_at", "triaged_at", "due_dispatch_at", "due_at", "dispatched_at", "resolved_at", "closed_at",
    "hold_until", "reports", "alarms", "photos", "answer_due_at", "help_at", "merged_into", "origin",
)  # fmt: skip
INSIDE: Audiences = {"staff": ALL, "wall": WALL, "agency": ALL, "crew": ALL}
TOLD: Audiences = {**INSIDE, "reporter": NOTHING}  # the reporter learns that it happened


class IncidentFact(Fact):
    subject: ClassVar[str] = "incident"
    audiences: ClassVar[Audiences] = INSIDE


@fact
class IncidentOpened(IncidentFact):
    """`source`: the alarm, report or nobody (an officer) that it began with, e.g. `alarm:12`."""

    kind: ClassVar[str] = "incident.opened"
    audiences: ClassVar[Audiences] = TOLD
    category: str
    priority: int
    agency_id: int
    source: str | None = None
    note_id: int | None = None


@fact
class IncidentJoined(IncidentFact):
    """An alarm or a report joined; `priority` is set when it was raised."""

    kind: ClassVar[str] = "incident.joined"
    source: str
    priority: int | None = None


@fact
class IncidentTriaged(IncidentFact):
    """Judged by an officer. `agency_was` is set when it went to another agency."""

    kind: ClassVar[str] = "incident.triaged"
    audiences: ClassVar[Audiences] = TOLD
    priority: int
    category: str
    agency_id: int
    agency_was: int | None = None


@fact
class IncidentClaimed(IncidentFact):
    """By a person (`user_id`), or by a system or a crew's tablet (`token_id`)."""

    kind: ClassVar[str] = "incident.claimed"
    user_id: int | None = None
    token_id: int | None = None


@fact
class IncidentReleased(IncidentFact):
    kind: ClassVar[str] = "incident.released"
    user_id: int | None = None
    token_id: int | None = None


@fact
class IncidentHeld(IncidentFact):
    kind: ClassVar[str] = "incident.held"
    audiences: ClassVar[Audiences] = TOLD
    until: datetime
    note_id: int | None


@fact
class IncidentResumed(IncidentFact):
    """`by_clock`: the hold's time had passed."""

    kind: ClassVar[str] = "incident.resumed"
    audiences: ClassVar[Audiences] = TOLD
    by_clock: bool
    state: str


@fact
class IncidentFollowed(IncidentFact):
    """The state followed an assignment."""

    kind: ClassVar[str] = "incident.followed"
    audiences: ClassVar[Audiences] = TOLD
    state: str
    was: str
    assignment_id: int | None = None


@fact
class IncidentCancelled(IncidentFact):
    kind: ClassVar[str] = "incident.cancelled"
    audiences: ClassVar[Audiences] = TOLD
    note_id: int | None


@fact
class IncidentResolved(IncidentFact):
    """The work is done. `assignment_id`: the crew's closing that did it; without one an officer or agency said so."""

    kind: ClassVar[str] = "incident.resolved"
    audiences: ClassVar[Audiences] = TOLD
    note_id: int | None = None
    assignment_id: int | None = None


@fact
class IncidentClosed(IncidentFact):
    kind: ClassVar[str] = "incident.closed"
    audiences: ClassVar[Audiences] = TOLD


@fact
class IncidentReopened(IncidentFact):
    kind: ClassVar[str] = "incident.reopened"
    audiences: ClassVar[Audiences] = TOLD
    note_id: int | None
    source: str | None = None


@fact
class IncidentMerged(IncidentFact):
    """This incident went into another; `merge_id` records what moved."""

    kind: ClassVar[str] = "incident.merged"
    audiences: ClassVar[Audiences] = TOLD
    into: int
    merge_id: int


@fact
class IncidentAbsorbed(IncidentFact):
    """Another incident came into this one."""

    kind: ClassVar[str] = "incident.absorbed"
    incident_id: int
    merge_id: int


@fact
class IncidentUnmerged(IncidentFact):
    """This incident stands on its own again."""

    kind: ClassVar[str] = "incident.unmerged"
    audiences: ClassVar[Audiences] = TOLD
    merge_id: int
    state: str


@fact
class IncidentParted(IncidentFact):
    """What had been absorbed left again."""

    kind: ClassVar[str] = "incident.parted"
    incident_id: int
    merge_id: int


@fact
class IncidentDispatchOverdue(IncidentFact):
    """Nobody was sent in time; the supervisors hear of it."""

    kind: ClassVar[str] = "incident.dispatch_overdue"
    due_at: datetime
    priority: int


@fact
class IncidentOverdue(IncidentFact):
    """The work was not done in time; the supervisors hear of it."""

    kind: ClassVar[str] = "incident.overdue"
    due_at: datetime
    priority: int


@fact
class IncidentNoted(IncidentFact):
    """Words were added. `late`: written without network, `device_at` says when."""

    kind: ClassVar[str] = "incident.noted"
    note_id: int
    late: bool = False
    device_at: datetime | None = None


@fact
class IncidentChecked(IncidentFact):
    """A step of the category's checklist was ticked, or (`done` false) taken back."""

    kind: ClassVar[str] = "incident.checked"
    step: str
    done: bool
    assignment_id: int | None = None
    late: bool = False
    device_at: datetime | None = None


@fact
class IncidentHelpAsked(IncidentFact):
    """The crew at the place cannot do it alone. `need`: people, equipment, police, medical or other."""

    kind: ClassVar[str] = "incident.help_asked"
    need: str
    crew_id: int
    assignment_id: int
    note_id: int | None = None
    late: bool = False
    device_at: datetime | None = None


@fact
class IncidentHelpAnswered(IncidentFact):
    """Help is on its way, or no longer needed. `assignment_id`: who was sent; without one an officer said so."""

    kind: ClassVar[str] = "incident.help_answered"
    assignment_id: int | None = None


@fact
class IncidentAttached(IncidentFact):
    """A photo was added (`photo_kind`: before, after, evidence, report)."""

    kind: ClassVar[str] = "incident.attached"
    audiences: ClassVar[Audiences] = TOLD
    attachment_id: int
    photo_kind: str
    late: bool = False
    device_at: datetime | None = None


@fact
class IncidentPictured(IncidentFact):
    """One of its photos has left quarantine and can be shown."""

    kind: ClassVar[str] = "incident.pictured"
    audiences: ClassVar[Audiences] = TOLD
    attachment_id: int


@fact
class AlarmLinked(Fact):
    """An alarm belongs to an incident now, or (None) to none."""

    kind: ClassVar[str] = "alarm.linked"
    subject: ClassVar[str] = "alarm"
    audiences: ClassVar[Audiences] = ALARM_AUDIENCES
    incident_id: int | None
