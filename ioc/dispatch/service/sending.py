"""An officer sends crews to an incident."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch.events import AssignmentOffered
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.dispatch.service.recommending import travel
from ioc.incidents import access
from ioc.incidents import rules as incident_rules
from ioc.incidents.models import Incident
from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, IllegalMove, Invalid


def send(session: Session, actor: Actor, now: datetime, incident_id: int, crew_ids: Sequence[int]) -> list[Assignment]:
    """Offers the incident to each crew. One that is on it keeps its assignment; one that declined is asked anew.

    Raises Conflict for a crew that is off shift or retired, IllegalMove for an incident that takes nobody now.
    """
    incident = access.get(session, actor, incident_id)
    if incident.merged_into is not None:
        raise Conflict(_("Sự cố này đã gộp vào sự cố khác."), merged_into=incident.merged_into)
    if incident_rules.after(incident.state, "dispatch") is None:
        legal = incident_rules.legal(incident.state)
        raise IllegalMove(incident.code, incident.state, "dispatch", legal)
    wanted = list(dict.fromkeys(crew_ids))
    crews = _crews(session, wanted, incident)
    etas = _etas(session, crews, incident)
    return [_offer(session, actor, now, incident, row, etas.get(row.id)) for row in crews]


def _crews(session: Session, ids: list[int], incident: Incident) -> list[Crew]:
    found = {row.id: row for row in session.scalars(select(Crew).where(Crew.id.in_(ids)))}
    origins = house.workers(session, incident.origin)
    unknown = [key for key in ids if key not in found or found[key].origin not in origins]
    if unknown:
        raise Invalid(_("Không có tổ này."), fields=[{"field": "crew_ids", "problem": f"unknown: {unknown}"}])
    gone = [found[key].code for key in ids if not found[key].active]
    if gone:
        raise Conflict(_("Tổ %(codes)s đã ngừng hoạt động.", codes=", ".join(gone)), crews=gone)
    off = [found[key].code for key in ids if found[key].status == "off"]
    if off:
        raise Conflict(_("Tổ %(codes)s đã hết ca.", codes=", ".join(off)), crews=off)
    return [found[key] for key in ids]


def _etas(session: Session, crews: list[Crew], incident: Incident) -> dict[int, tuple[float, float]]:
    placed = [(row.id, (row.lon, row.lat)) for row in crews if row.lon is not None and row.lat is not None]
    starts = [(float(lon), float(lat)) for _id, (lon, lat) in placed if lon is not None and lat is not None]
    ways = travel(session, starts, (incident.lon, incident.lat))
    return {crew_id: way for (crew_id, _at), way in zip(placed, ways, strict=True) if way is not None}


def _offer(
    session: Session,
    actor: Actor,
    now: datetime,
    incident: Incident,
    crew: Crew,
    way: tuple[float, float] | None,
) -> Assignment:
    live = session.scalar(
        select(Assignment).where(
            Assignment.incident_id == incident.id,
            Assignment.crew_id == crew.id,
            Assignment.state.in_(moves.LIVE),
        )
    )
    if live is not None:
        return live
    row = Assignment(
        version=1,
        incident_id=incident.id,
        crew_id=crew.id,
        state="offered",
        offered_at=now,
        eta_s=round(way[0]) if way else None,
        distance_m=round(way[1]) if way else None,
        late=False,
        origin=incident.origin,
    )
    session.add(row)
    session.flush()
    fact = AssignmentOffered(incident_id=incident.id, crew_id=crew.id, eta_s=row.eta_s)
    events.append(session, fact, row.id, actor, now, row.origin)
    return row
