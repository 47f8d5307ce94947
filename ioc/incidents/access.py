"""Who sees which incident: staff all, an agency its own, a crew those it was sent to. Others' do not exist (404)."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, true
from sqlalchemy.orm import Session

from ioc.incidents import cards
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.errors import NotFound, StaleVersion

CrewIncidents = Callable[[int], Select[int]]
_ports: dict[str, CrewIncidents] = {}


def plug_crews(of_crew: CrewIncidents) -> None:
    """Dispatch stands a floor above and knows who was sent where: it says so here (ioc.wiring)."""
    _ports["crew"] = of_crew


def visible(actor: Actor) -> ColumnElement[bool]:
    """The incidents that `actor` may see, as a condition."""
    if actor.role == "agency":
        return Incident.agency_id == actor.agency_id
    if actor.role == "crew":
        of_crew = _ports.get("crew")
        return Incident.id.in_(of_crew(actor.crew_id)) if of_crew and actor.crew_id else false()
    return true()


def get(session: Session, actor: Actor, incident_id: int, version: int | None = None) -> Incident:
    """The incident, if `actor` may see it and it is still at `version`. Raises NotFound, StaleVersion."""
    row = session.get(Incident, incident_id)
    if row is None or not _may_see(session, actor, row):
        raise NotFound(_("Không có sự cố này."))
    if version is not None and version != row.version:
        raise StaleVersion(
            _("Người khác vừa sửa sự cố này."), yours=version, theirs=row.version, current=cards.of(session, [row])[0]
        )
    return row


def _may_see(session: Session, actor: Actor, row: Incident) -> bool:
    if actor.role == "agency":
        return row.agency_id == actor.agency_id
    if actor.role == "crew":
        of_crew = _ports.get("crew")
        if of_crew is None or actor.crew_id is None:
            return False
        found = session.scalars(of_crew(actor.crew_id).where(Incident.id == row.id)).first()
        return found is not None
    return True
