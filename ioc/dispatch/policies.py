"""What dispatch does when something happens: each function is a policy of the facts it names."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.dispatch.events import AssignmentDone, AssignmentMoved
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.dispatch.service.change import Standing, call_off, live_states, set_status, tell
from ioc.dispatch.service.crews import working
from ioc.incidents import service as incidents
from ioc.incidents.events import IncidentReopened
from ioc.incidents.models import Incident, IncidentMerge
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.events import Event

GOES_ON = ("assignment.accepted", "assignment.en_route", "assignment.on_scene")


def incident_follows(session: Session, event: Event, now: datetime) -> None:
    """assignment.*: the incident's state follows the most advanced live assignment."""
    row = session.get_one(Assignment, event.subject_id)
    happened = row.ended_at or row.on_scene_at or row.en_route_at or row.accepted_at or row.offered_at
    incidents.follow(
        session,
        _actor(event),
        now,
        row.incident_id,
        live_states(session, row.incident_id),
        assignment_id=row.id,
        just_done=row.state == "done" or _done_since_opened(session, row.incident_id),
        at=happened,
    )


def _done_since_opened(session: Session, incident_id: int) -> bool:
    """Did one of its crews finish the work since it was opened, or reopened the last time?"""
    reopened = select(func.coalesce(func.max(Event.seq), 0)).where(
        Event.subject_type == "incident", Event.subject_id == incident_id, Event.kind == IncidentReopened.kind
    )
    finished = select(Assignment.id).where(Assignment.incident_id == incident_id, Assignment.state == "done")
    done = select(Event.seq).where(
        Event.subject_type == "assignment",
        Event.subject_id.in_(finished),
        Event.kind == AssignmentDone.kind,
        Event.seq > reopened.scalar_subquery(),
    )
    return session.scalar(done.limit(1)) is not None


def crew_follows(session: Session, event: Event, now: datetime) -> None:
    """assignment.*: a crew is busy while it has work that it accepted. One that paused goes on with its next step."""
    row = session.get_one(Crew, event.data["crew_id"])
    if working(session, row.id):
        if row.status != "break" or event.kind in GOES_ON:
            set_status(session, _actor(event), now, row, Standing("busy"))
    elif row.status == "busy":
        set_status(session, _actor(event), now, row, Standing("available"))


def help_comes(session: Session, event: Event, now: datetime) -> None:
    """assignment.offered: one more crew for an incident whose crew asked for help is the answer."""
    incident = session.get_one(Incident, event.data["incident_id"])
    if incident.help_at is not None and incident.help_crew_id != event.data["crew_id"]:
        incidents.answer_help(session, SYSTEM, now, incident.id, event.subject_id)


def call_back(session: Session, event: Event, now: datetime) -> None:
    """incident.cancelled, incident.resolved: nobody need go any more."""
    for row in _live(session, event.subject_id):
        call_off(session, _actor(event), now, row)


def merged(session: Session, event: Event, now: datetime) -> None:
    """incident.merged: live assignments go along, unless the crew is on the other one anyway."""
    into = event.data["into"]
    there = {row.crew_id for row in _live(session, into)}
    moved = []
    for row in _live(session, event.subject_id):
        if row.crew_id in there:
            call_off(session, SYSTEM, now, row)
        else:
            _relocate(session, now, row, into)
            moved.append(row.id)
    incidents.remember(session.get_one(IncidentMerge, event.data["merge_id"]), "assignments", moved)
    incidents.follow(session, SYSTEM, now, into, live_states(session, into))


def unmerged(session: Session, event: Event, now: datetime) -> None:
    """incident.unmerged: what moved and is not over comes back; both states follow."""
    done = session.get_one(IncidentMerge, event.data["merge_id"])
    home = incidents.whereabouts(session, done)
    kept = select(Assignment).where(
        Assignment.id.in_(done.moved["assignments"]),
        Assignment.incident_id.in_(home),
        Assignment.state.in_(moves.LIVE),
    )
    for row in session.scalars(kept).all():
        _relocate(session, now, row, event.subject_id)
    for incident_id in (event.subject_id, home[-1]):
        incidents.follow(session, SYSTEM, now, incident_id, live_states(session, incident_id))


def _live(session: Session, incident_id: int) -> Sequence[Assignment]:
    live = select(Assignment).where(Assignment.incident_id == incident_id, Assignment.state.in_(moves.LIVE))
    return session.scalars(live.order_by(Assignment.id)).all()


def _relocate(session: Session, now: datetime, row: Assignment, to: int) -> None:
    was, row.incident_id = row.incident_id, to
    tell(session, SYSTEM, now, row, AssignmentMoved(incident_id=to, crew_id=row.crew_id, was=was))


def _actor(event: Event) -> Actor:
    """Whoever caused it, as the log knows them."""
    return Actor(event.actor_kind, event.actor_id)  # type: ignore[arg-type] # the log holds the kinds as text
