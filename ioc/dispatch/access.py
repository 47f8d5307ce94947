"""Who sees which crew and assignment: staff all, an agency its own, a crew its own. Others' do not exist (404)."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from ioc.dispatch.models import Assignment, Crew
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.errors import NotFound


def crew_incidents(crew_id: int) -> Select[int]:
    """The incidents that a crew was sent to and did not decline (for ioc.incidents.access)."""
    sent = select(Assignment.incident_id).where(Assignment.crew_id == crew_id, Assignment.state != "declined")
    return select(Incident.id).where(Incident.id.in_(sent))


def visible_crews(actor: Actor) -> ColumnElement[bool]:
    if actor.role == "crew":
        return Crew.id == (actor.crew_id or 0)
    if actor.role == "agency":
        return Crew.agency_id == actor.agency_id
    return true()


def visible_assignments(actor: Actor) -> ColumnElement[bool]:
    if actor.role == "crew":
        return Assignment.crew_id == (actor.crew_id or 0)
    if actor.role == "agency":
        ours = Assignment.crew_id.in_(select(Crew.id).where(Crew.agency_id == actor.agency_id))
        work = Assignment.incident_id.in_(select(Incident.id).where(Incident.agency_id == actor.agency_id))
        return or_(ours, work)
    return true()


def crew(session: Session, actor: Actor, crew_id: int) -> Crew:
    row = session.scalar(select(Crew).where(Crew.id == crew_id, visible_crews(actor)))
    if row is None:
        raise NotFound(_("Không có tổ này."))
    return row


def assignment(session: Session, actor: Actor, assignment_id: int) -> Assignment:
    row = session.scalar(select(Assignment).where(Assignment.id == assignment_id, visible_assignments(actor)))
    if row is None:
        raise NotFound(_("Không có lệnh điều động này."))
    return row
