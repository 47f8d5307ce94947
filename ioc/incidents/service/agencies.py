"""What an agency answers besides its work: it needs more time, or the work is not its own."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency
from ioc.agencies.seed import COORDINATOR
from ioc.incidents import access, rules
from ioc.incidents.agency_events import (
    IncidentExtended,
    IncidentHandedBack,
    IncidentMoreTimeAsked,
    IncidentMoreTimeRefused,
)
from ioc.incidents.models import Incident
from ioc.incidents.service.change import move, record, write_down
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Forbidden, Invalid


def ask_more_time(
    session: Session, actor: Actor, now: datetime, incident_id: int, until: datetime, reason: str
) -> Incident:
    """The deadline stays until somebody gives the time; asking again replaces what was asked."""
    row = _unfinished(session, actor, incident_id)
    if until <= max(now, row.due_at):
        problem = _("phải sau hạn đang có")
        raise Invalid(problem, fields=[{"field": "until", "problem": problem}])
    note_id = write_down(session, actor, now, row, reason)
    if note_id is None:
        raise _without_reason()
    row.more_time_until = until
    record(session, actor, now, row, IncidentMoreTimeAsked(until=until, note_id=note_id))
    return row


def give_more_time(session: Session, actor: Actor, now: datetime, incident_id: int) -> Incident:
    row, until = _asked(session, actor, incident_id)
    was, row.due_at, row.more_time_until = row.due_at, until, None
    record(session, actor, now, row, IncidentExtended(due_at=until, due_was=was))
    return row


def refuse_more_time(session: Session, actor: Actor, now: datetime, incident_id: int, reason: str) -> Incident:
    row, _until = _asked(session, actor, incident_id)
    note_id = write_down(session, actor, now, row, reason)
    if note_id is None:
        raise _without_reason()
    row.more_time_until = None
    record(session, actor, now, row, IncidentMoreTimeRefused(note_id=note_id))
    return row


def hand_back(session: Session, actor: Actor, now: datetime, incident_id: int, reason: str) -> Incident:
    """Not theirs: it goes to the coordinating agency and waits to be judged anew. Its deadlines go on."""
    row = _unfinished(session, actor, incident_id)
    to = session.scalar(select(Agency.id).where(Agency.code == COORDINATOR, Agency.active))
    if to is None or to == row.agency_id:
        raise Conflict(_("Không còn đơn vị điều phối nào để trả việc về."))
    if row.state in rules.WORKING:
        raise Conflict(_("Tổ đang làm việc này: hãy rút tổ về trước khi trả lại."))
    note_id = write_down(session, actor, now, row, reason)
    if note_id is None:
        raise _without_reason()
    was, row.agency_id, row.state, row.more_time_until = row.agency_id, to, "open", None
    record(session, actor, now, row, IncidentHandedBack(agency_was=was, agency_id=to, note_id=note_id))
    return row


def _unfinished(session: Session, actor: Actor, incident_id: int) -> Incident:
    row = access.get(session, actor, incident_id)
    move(row, "claim")  # legal exactly while the work is not over
    return row


def _asked(session: Session, actor: Actor, incident_id: int) -> tuple[Incident, datetime]:
    """The one who asked cannot answer."""
    row = _unfinished(session, actor, incident_id)
    if actor.role == "agency":
        raise Forbidden(_("Người trực hoặc lãnh đạo trả lời việc xin thêm thời gian."))
    if row.more_time_until is None:
        raise Conflict(_("Không ai đang xin thêm thời gian cho việc này."))
    return row, row.more_time_until


def _without_reason() -> Invalid:
    problem = _("phải có lý do")
    return Invalid(problem, fields=[{"field": "reason", "problem": problem}])
