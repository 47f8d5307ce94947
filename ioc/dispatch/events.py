"""Facts of dispatch: assignments, crews, watches."""

from datetime import datetime
from typing import ClassVar

from ioc.kernel.events import ALL, NOTHING, Audiences, Fact, fact

WALL_CREW = ("id", "version", "code", "agency_id", "skills", "status", "lat", "lon", "position_at", "origin")
WALL_ASSIGNMENT = (
    "id", "version", "incident_id", "crew_id", "state", "offered_at", "accepted_at", "en_route_at", "on_scene_at",
    "done_at", "eta_s", "late", "origin",
)  # fmt: skip


class AssignmentFact(Fact):
    """Both times are kept: the row of the log has ours, `device_at` the crew's. `late`: it needed long to arrive."""

    subject: ClassVar[str] = "assignment"
    audiences: ClassVar[Audiences] = {
        "staff": ALL,
        "wall": WALL_ASSIGNMENT,
        "agency": ALL,
        "crew": ALL,
        "reporter": NOTHING,
    }
    incident_id: int
    crew_id: int
    device_at: datetime | None = None
    late: bool = False


@fact
class AssignmentOffered(AssignmentFact):
    kind: ClassVar[str] = "assignment.offered"
    eta_s: int | None = None


@fact
class AssignmentAccepted(AssignmentFact):
    kind: ClassVar[str] = "assignment.accepted"


@fact
class AssignmentDeclined(AssignmentFact):
    kind: ClassVar[str] = "assignment.declined"
    note_id: int | None = None


@fact
class AssignmentEnRoute(AssignmentFact):
    kind: ClassVar[str] = "assignment.en_route"


@fact
class AssignmentOnScene(AssignmentFact):
    kind: ClassVar[str] = "assignment.on_scene"


@fact
class AssignmentDone(AssignmentFact):
    kind: ClassVar[str] = "assignment.done"
    note_id: int | None = None
    photos: int = 0


@fact
class AssignmentAborted(AssignmentFact):
    """`by_policy`: called back because the incident was cancelled or resolved."""

    kind: ClassVar[str] = "assignment.aborted"
    note_id: int | None = None
    by_policy: bool = False


@fact
class AssignmentTold(AssignmentFact):
    """The crew told something that is no longer a legal move; it is on record all the same."""

    kind: ClassVar[str] = "assignment.told"
    move: str
    note_id: int | None = None


@fact
class AssignmentMoved(AssignmentFact):
    """It belongs to another incident since a merge was made or taken back."""

    kind: ClassVar[str] = "assignment.moved"
    was: int


class CrewFact(Fact):
    subject: ClassVar[str] = "crew"
    audiences: ClassVar[Audiences] = {"staff": ALL, "wall": WALL_CREW, "agency": ALL, "crew": ALL}


@fact
class CrewChanged(CrewFact):
    """Added or edited; `fields` names what."""

    kind: ClassVar[str] = "crew.changed"
    fields: list[str]


@fact
class CrewStatus(CrewFact):
    """`pause`: why it cannot go, while it is on a break. `device_at`: when the crew said so, told late or not."""

    kind: ClassVar[str] = "crew.status"
    status: str
    was: str
    pause: str | None = None
    late: bool = False
    device_at: datetime | None = None


@fact
class CrewPositioned(CrewFact):
    """It is somewhere else; said every few seconds at most. Where: on its card, and for a while among its positions.

    The log stays for ever, and where people went does not belong there.
    """

    kind: ClassVar[str] = "crew.positioned"
    device_at: datetime


@fact
class ShiftStarted(Fact):
    kind: ClassVar[str] = "shift.started"
    subject: ClassVar[str] = "shift"
    audiences: ClassVar[Audiences] = {"staff": ALL, "wall": NOTHING}
    code: str
    officer_id: int | None


@fact
class ShiftHandedOver(Fact):
    kind: ClassVar[str] = "shift.handed_over"
    subject: ClassVar[str] = "shift"
    audiences: ClassVar[Audiences] = {"staff": ALL, "wall": NOTHING}
    code: str
    officer_id: int | None
    to_id: int | None
