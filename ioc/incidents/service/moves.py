"""The life of an incident: triage, claim, hold, cancel, resolve, close, reopen; and following its assignments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency
from ioc.agencies.service import category as category_of
from ioc.incidents import access, rules
from ioc.incidents.events import (
    IncidentCancelled,
    IncidentClaimed,
    IncidentClosed,
    IncidentFollowed,
    IncidentHeld,
    IncidentReleased,
    IncidentReopened,
    IncidentResolved,
    IncidentResumed,
    IncidentTriaged,
)
from ioc.incidents.models import Incident
from ioc.incidents.service.change import move, record, refold, write_down
from ioc.incidents.service.opening import counted_from, set_deadlines
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an officer decides at triage; None leaves it as it is."""

    priority: int | None = None
    category: str | None = None
    agency_id: int | None = None
    title: str | None = None


def triage(
    session: Session,
    actor: Actor,
    now: datetime,
    incident_id: int,
    judgement: Judgement,
    version: int | None = None,
) -> Incident:
    """Judges an incident; again at any time while it is worked on. A new category brings its agency along."""
    row = access.get(session, actor, incident_id, version)
    state = move(row, "triage")
    was = row.agency_id
    _judge(session, row, judgement)
    row.state, row.triaged_at = state, row.triaged_at or now
    fact = IncidentTriaged(
        priority=row.priority,
        category=row.category,
        agency_id=row.agency_id,
        agency_was=was if was != row.agency_id else None,
    )
    record(session, actor, now, row, fact)
    return row


def _judge(session: Session, row: Incident, judgement: Judgement) -> None:
    since, was = counted_from(session, row), (row.priority, row.category)
    if judgement.category and judgement.category != row.category:
        category = category_of(session, judgement.category)
        row.category, row.agency_id = category.code, category.agency_id
    if judgement.agency_id is not None:
        if session.get(Agency, judgement.agency_id) is None:
            raise Invalid(_("Không có đơn vị này."), fields=[{"field": "agency_id", "problem": "unknown"}])
        row.agency_id = judgement.agency_id
    if judgement.priority is not None:
        row.priority = judgement.priority
    if (row.priority, row.category) != was:
        set_deadlines(session, row, since)
    if judgement.title:
        row.title = judgement.title
        refold(session, row)


def claim(session: Session, actor: Actor, now: datetime, incident_id: int) -> Incident:
    """`actor` is on it, everyone sees so. Claiming again says nothing new; somebody else's claim is taken over."""
    row = access.get(session, actor, incident_id)
    move(row, "claim")
    if actor.kind not in ("user", "token") or actor.id is None:
        raise Conflict(_("Chỉ một người mới nhận được sự cố."))
    person, token = (actor.id, None) if actor.kind == "user" else (None, actor.id)
    if (row.claimed_by, row.claimed_token) == (person, token):
        return row
    row.claimed_by, row.claimed_token, row.claimed_at = person, token, now
    record(session, actor, now, row, IncidentClaimed(user_id=person, token_id=token))
    return row


def release(session: Session, actor: Actor, now: datetime, incident_id: int) -> Incident:
    row = access.get(session, actor, incident_id)
    was = IncidentReleased(user_id=row.claimed_by, token_id=row.claimed_token)
    if not _unclaim(row):
        return row
    record(session, actor, now, row, was)
    return row


def _unclaim(row: Incident) -> bool:
    """Nobody is on it any more; False when nobody was."""
    claimed = row.claimed_by is not None or row.claimed_token is not None
    row.claimed_by = row.claimed_token = row.claimed_at = None
    return claimed


def hold(session: Session, actor: Actor, now: datetime, incident_id: int, reason: str, until: datetime) -> Incident:
    """Puts it aside until a time; the clock brings it back (`release_due_holds`)."""
    row = access.get(session, actor, incident_id)
    state = move(row, "hold")
    if until <= now:
        raise Invalid(_("Thời điểm gác lại phải ở phía trước."), fields=[{"field": "until", "problem": "past"}])
    row.held_state, row.state = row.state, state
    row.hold_until, row.hold_reason = until, reason
    note_id = write_down(session, actor, now, row, reason)
    record(session, actor, now, row, IncidentHeld(until=until, note_id=note_id))
    return row


def resume(session: Session, actor: Actor, now: datetime, incident_id: int, *, by_clock: bool = False) -> Incident:
    """Back to where it was before the hold."""
    row = access.get(session, actor, incident_id)
    row.state = move(row, "resume")
    _forget_hold(row)
    record(session, actor, now, row, IncidentResumed(by_clock=by_clock, state=row.state))
    return row


def release_due_holds(session: Session, now: datetime) -> int:
    """Resumes every hold whose time has passed. Returns how many. For the worker's clock."""
    due = session.scalars(select(Incident.id).where(Incident.state == "on_hold", Incident.hold_until <= now)).all()
    for incident_id in due:
        resume(session, SYSTEM, now, incident_id, by_clock=True)
    return len(due)


def cancel(session: Session, actor: Actor, now: datetime, incident_id: int, reason: str) -> Incident:
    """There is nothing to do; says why. Live assignments are called back by policy."""
    row = access.get(session, actor, incident_id)
    row.state = move(row, "cancel")
    _forget_hold(row)
    row.closed_at = now
    record(session, actor, now, row, IncidentCancelled(note_id=write_down(session, actor, now, row, reason)))
    return row


def resolve(session: Session, actor: Actor, now: datetime, incident_id: int, note: str | None = None) -> Incident:
    """An officer or the agency says that the work is done."""
    row = access.get(session, actor, incident_id)
    row.state = move(row, "resolve")
    row.resolved_at = now
    record(session, actor, now, row, IncidentResolved(note_id=write_down(session, actor, now, row, note)))
    return row


def close(session: Session, actor: Actor, now: datetime, incident_id: int) -> Incident:
    """The result was looked at and is good."""
    row = access.get(session, actor, incident_id)
    row.state = move(row, "close")
    row.closed_at = now
    _unclaim(row)
    record(session, actor, now, row, IncidentClosed())
    return row


def reopen(
    session: Session,
    actor: Actor,
    now: datetime,
    incident_id: int,
    reason: str | None,
    source: str | None = None,
) -> Incident:
    """It was not over. `source`: the report that says so, e.g. `report:3`. Deadlines count from now."""
    row = access.get(session, actor, incident_id)
    row.state = move(row, "reopen")
    row.resolved_at = row.closed_at = None
    row.triaged_at = row.triaged_at or now
    row.touched_at = now
    set_deadlines(session, row, since=now)
    note_id = write_down(session, actor, now, row, reason)
    record(session, actor, now, row, IncidentReopened(note_id=note_id, source=source))
    return row


def follow(
    session: Session,
    actor: Actor,
    now: datetime,
    incident_id: int,
    live: Iterable[str],
    *,
    assignment_id: int | None = None,
    just_done: bool = False,
    at: datetime | None = None,
) -> None:
    """The state follows the assignments: `live` are the states of those that are not over.

    `at`: when it happened (the device's time, clamped), for figures. A held incident keeps the new state for when it
    is resumed.
    """
    at = at or now
    row = session.get_one(Incident, incident_id)
    live = list(live)
    if row.state == "on_hold":
        _follow_held(session, actor, now, row, live, assignment_id, done_at=at if just_done else None)
        return
    state = rules.following(row.state, live, just_done=just_done)
    if live and row.dispatched_at is None:
        row.dispatched_at = at
    if state == row.state:
        return
    was, row.state = row.state, state
    row.triaged_at = row.triaged_at or now
    if state == "resolved":
        row.resolved_at = at
        record(session, actor, now, row, IncidentResolved(assignment_id=assignment_id))
    else:
        record(session, actor, now, row, IncidentFollowed(state=state, was=was, assignment_id=assignment_id))


def _follow_held(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Incident,
    live: list[str],
    assignment_id: int | None,
    *,
    done_at: datetime | None,
) -> None:
    state = rules.following(row.held_state or "triaged", live, just_done=done_at is not None)
    if state != "resolved":
        row.held_state = state
        return
    row.state, row.resolved_at = state, done_at
    _forget_hold(row)
    record(session, actor, now, row, IncidentResolved(assignment_id=assignment_id))


def _forget_hold(row: Incident) -> None:
    row.hold_until = row.hold_reason = row.held_state = None
