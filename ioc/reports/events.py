"""What can happen to a report. The reporter hears that something happened and asks the tracking page for the words."""

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
    kind = "report.duplicate"
    incident_id: int


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
