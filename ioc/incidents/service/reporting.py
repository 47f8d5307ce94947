"""What reports change on the incidents they stand behind: how many, and whose answer is due."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.incidents import rules
from ioc.incidents.events import IncidentJoined
from ioc.incidents.events_of_reports import IncidentAnswerDue, IncidentCounted, IncidentLeft
from ioc.incidents.models import Incident
from ioc.incidents.service.change import record
from ioc.incidents.service.moves import cancel
from ioc.kernel.actor import SYSTEM, Actor


def pass_on(session: Session, actor: Actor, now: datetime, source: str, was: int, into: int, photos: int) -> None:
    """A report goes from one incident to another, and the counts go along.

    Nobody has looked at what it leaves and nothing else stands behind it: then that was never a case of its own.
    """
    left, joined = session.get_one(Incident, was), session.get_one(Incident, into)
    left.reports, left.photos = max(0, left.reports - 1), max(0, left.photos - photos)
    joined.reports, joined.photos = joined.reports + 1, joined.photos + photos
    joined.touched_at = max(joined.touched_at, now)
    record(session, actor, now, left, IncidentLeft(source=source))
    record(session, actor, now, joined, IncidentJoined(source=source))
    if left.state == "open" and left.claimed_by is None and not (left.reports or left.alarms):
        cancel(session, SYSTEM, now, left.id, _("Phản ánh duy nhất đã nhập vào %(code)s.", code=joined.code))


def answer_due(session: Session, now: datetime, incident_id: int, due_at: datetime | None) -> None:
    """Until when a citizen must be answered, as the queue shows it."""
    row = session.get_one(Incident, incident_id)
    if row.answer_due_at == due_at or (due_at is not None and row.state in rules.FINISHED):
        return
    row.answer_due_at = due_at
    record(session, SYSTEM, now, row, IncidentAnswerDue(due_at=due_at))


def count_photos(session: Session, now: datetime, incident_id: int, change: int) -> None:
    """A reporter sent more of them, or asked that theirs be forgotten."""
    row = session.get_one(Incident, incident_id)
    row.photos = max(0, row.photos + change)
    record(session, SYSTEM, now, row, IncidentCounted(photos=row.photos))
