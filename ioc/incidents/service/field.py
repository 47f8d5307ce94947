"""What a crew tells from the place beside its moves: steps of the checklist, and that it needs help."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.incidents import access
from ioc.incidents.events import IncidentChecked, IncidentHelpAnswered, IncidentHelpAsked
from ioc.incidents.models import Incident, Tick
from ioc.incidents.rules import FINISHED
from ioc.incidents.service.change import record, write_down
from ioc.incidents.service.writing import is_late
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class FromField:
    """Who tells, from which assignment, and when by the device's clock."""

    assignment_id: int | None = None
    crew_id: int | None = None
    device_at: datetime | None = None


def check(
    session: Session,
    actor: Actor,
    now: datetime,
    incident_id: int,
    step: str,
    *,
    done: bool,
    told: FromField | None = None,
) -> Incident:
    """Ticks one step of the category's checklist, or takes it back; also on what is over.

    Told late, it is on record always, but does not undo what was ticked after it. Raises Invalid for an unknown step.
    """
    told = told or FromField()
    row = access.get(session, actor, incident_id)
    category = session.get_one(Category, row.category)
    if step not in {known["code"] for known in category.checklist}:
        raise Invalid(_("Danh mục kiểm tra không có bước này."), fields=[{"field": "step", "problem": "unknown"}])
    at = min(told.device_at or now, now)
    known = session.get(Tick, (row.id, step))
    if known is None:
        session.add(Tick(incident_id=row.id, step=step, done=done, at=at, author_id=_author(actor)))
    elif known.done == done:
        return row
    elif at >= known.at:
        known.done, known.at, known.author_id = done, at, _author(actor)
    fact = IncidentChecked(
        step=step,
        done=done,
        assignment_id=told.assignment_id,
        late=is_late(now, told.device_at),
        device_at=told.device_at,
    )
    record(session, actor, now, row, fact)
    return row


def ask_help(
    session: Session, actor: Actor, now: datetime, incident_id: int, need: str, note: str | None, told: FromField
) -> Incident:
    """The crew asks for help: an urgent entry until it is answered. On what is over it is on record only."""
    row = access.get(session, actor, incident_id)
    if row.state not in FINISHED:
        row.help_at = min(told.device_at or now, now)
        row.help_crew_id, row.help_need = told.crew_id, need
    fact = IncidentHelpAsked(
        need=need,
        crew_id=told.crew_id or 0,
        assignment_id=told.assignment_id or 0,
        note_id=write_down(session, actor, now, row, note, told.device_at),
        late=is_late(now, told.device_at),
        device_at=told.device_at,
    )
    record(session, actor, now, row, fact)
    return row


def answer_help(
    session: Session, actor: Actor, now: datetime, incident_id: int, assignment_id: int | None = None
) -> Incident:
    """Somebody sees to it. Nothing asked, nothing said."""
    row = access.get(session, actor, incident_id)
    if row.help_at is not None:
        row.help_at = row.help_crew_id = row.help_need = None
        record(session, actor, now, row, IncidentHelpAnswered(assignment_id=assignment_id))
    return row


def _author(actor: Actor) -> int | None:
    return actor.id if actor.kind == "user" else None
