"""What can happen to a report. The reporter hears that something happened and asks the tracking page for the words."""

from datetime import datetime
from typing import ClassVar

from ioc.kernel.events import ALL, NOTHING, Audiences, Fact, fact

AUDIENCES: Audiences = {"staff": ALL, "agency": ALL, "reporter": NOTHING}


class ReportFact(Fact):
    subject = "report"
    audiences: ClassVar[Audiences] = AUDIENCES


@fact
class ReportReceived(ReportFact):
    kind = "report.received"
    category: str
    channel: str
    photos: int = 0


@fact
class ReportLinked(ReportFact):
    """The report stands behind an incident; `joined`: one that others had told us of."""

    kind = "report.linked"
    incident_id: int
    joined: bool = False


@fact
class ReportAccepted(ReportFact):
    kind = "report.accepted"
    incident_id: int | None = None


@fact
class ReportRejected(ReportFact):
    kind = "report.rejected"
    incident_id: int | None = None


@fact
class ReportDuplicate(ReportFact):
    """`was`: the incident that it stood behind before."""

    kind = "report.duplicate"
    incident_id: int
    was: int | None = None


@fact
class ReportAnswered(ReportFact):
    """By the city's words, or because the incident is resolved (`incident_id`)."""

    kind = "report.answered"
    incident_id: int | None = None


@fact
class ReportClosed(ReportFact):
    kind = "report.closed"


@fact
class ReportReopened(ReportFact):
    kind = "report.reopened"
    incident_id: int | None = None


@fact
class ReportRated(ReportFact):
    kind = "report.rated"
    stars: int


@fact
class ReportPictured(ReportFact):
    """One of its photos can be shown now."""

    kind = "report.pictured"
    file_id: int


@fact
class ReportAnswerDue(ReportFact):
    """Nobody has answered yet, and the hour comes near (`missed`: has passed)."""

    kind = "report.answer_due"
    audiences: ClassVar[Audiences] = {"staff": ALL, "agency": ALL}
    due_at: datetime
    missed: bool


@fact
class ReportAsked(ReportFact):
    """The centre asks the reporter something."""

    kind = "report.asked"
    message_id: int


@fact
class ReportAdded(ReportFact):
    """The reporter adds words or photos."""

    kind = "report.added"
    message_id: int | None = None
    photos: int = 0


@fact
class ReportErased(ReportFact):
    """Who sent it is forgotten; `words` and `photos` (how many) when they went too."""

    kind = "report.erased"
    words: bool = False
    photos: int = 0
