"""Two incidents that are one: merge, and take it back.

This room moves alarms and attachments; reports and assignments follow by policy, and each says in `moved` what it took
along. Taking back returns what is still where the merge (or a later one) had put it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc.incidents import access
from ioc.incidents.events import AlarmLinked, IncidentAbsorbed, IncidentMerged, IncidentParted, IncidentUnmerged
from ioc.incidents.models import Attachment, Incident, IncidentMerge
from ioc.incidents.service.change import move, record
from ioc.incidents.service.opening import counted_from, set_deadlines
from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Invalid
from ioc.sensors.models import Alarm


def merge(session: Session, actor: Actor, now: datetime, incident_id: int, into: int) -> Incident:
    """`incident_id` goes into `into`, with everything that hangs on it. Returns the one that stays."""
    row, target = access.get(session, actor, incident_id), access.get(session, actor, into)
    if row.id == target.id:
        raise Invalid(_("Không thể gộp một sự cố vào chính nó."), fields=[{"field": "into", "problem": "itself"}])
    if row.origin != target.origin:
        raise Conflict(_("Diễn tập và việc thật không gộp với nhau."))
    closed = move(row, "merge")
    move(target, "absorb")
    done = _note_merge(session, now, row, target)
    row.merged_state, row.state, row.merged_into, row.closed_at = row.state, closed, target.id, now
    _move_own(session, actor, now, done, target.id)
    record(session, actor, now, row, IncidentMerged(into=target.id, merge_id=done.id))
    _gather(session, row, target)
    record(session, actor, now, target, IncidentAbsorbed(incident_id=row.id, merge_id=done.id))
    return target


def unmerge(session: Session, actor: Actor, now: datetime, incident_id: int) -> Incident:
    """It stands on its own again, in the state it had. Returns it."""
    row = access.get(session, actor, incident_id)
    done = session.scalar(
        select(IncidentMerge)
        .where(IncidentMerge.incident_id == row.id, IncidentMerge.undone_at.is_(None))
        .order_by(IncidentMerge.id.desc())
    )
    if row.merged_into is None or done is None:
        raise Conflict(_("Sự cố này chưa gộp vào đâu."))
    done.undone_at = now
    row.state, row.merged_state, row.merged_into = row.merged_state or "triaged", None, None
    row.closed_at = None
    home = whereabouts(session, done)
    _return_own(session, actor, now, done, home)
    fact = IncidentUnmerged(merge_id=done.id, state=row.state)
    record(session, actor, now, row, fact)
    holder = session.get_one(Incident, home[-1])
    _part(session, done, row, holder)
    record(session, actor, now, holder, IncidentParted(incident_id=row.id, merge_id=done.id))
    return row


def whereabouts(session: Session, done: IncidentMerge) -> list[int]:
    """Where what a merge moved may be now: in its target, or in what that was merged into since (the last)."""
    found: list[int] = []
    at: int | None = done.into_id
    while at is not None and at not in found:
        found.append(at)
        at = session.scalar(select(Incident.merged_into).where(Incident.id == at))
    return found


def remember(done: IncidentMerge, what: str, ids: Sequence[int]) -> None:
    """Notes which rows a merge took along (a new dict: JSON columns do not see changes inside)."""
    done.moved = {**done.moved, what: list(ids)}


def relink(session: Session, actor: Actor, now: datetime, alarm: Alarm, incident_id: int | None) -> None:
    """The alarm belongs to this incident from now on."""
    alarm.incident_id = incident_id
    alarm.version += 1
    events.append(session, AlarmLinked(incident_id=incident_id), alarm.id, actor, now, alarm.origin)


def _note_merge(session: Session, now: datetime, row: Incident, target: Incident) -> IncidentMerge:
    before: dict[str, Any] = {
        "reports": [],
        "assignments": [],
        "alarms": list(session.scalars(select(Alarm.id).where(Alarm.incident_id == row.id))),
        "attachments": list(session.scalars(select(Attachment.id).where(Attachment.incident_id == row.id))),
        "priority": [target.priority, min(target.priority, row.priority)],
    }
    done = IncidentMerge(incident_id=row.id, into_id=target.id, at=now, moved=before)
    session.add(done)
    session.flush()
    return done


def _move_own(session: Session, actor: Actor, now: datetime, done: IncidentMerge, to: int) -> None:
    for alarm in session.scalars(select(Alarm).where(Alarm.id.in_(done.moved["alarms"]))).all():
        relink(session, actor, now, alarm, to)
    for attachment in session.scalars(select(Attachment).where(Attachment.id.in_(done.moved["attachments"]))).all():
        attachment.incident_id = to


def _gather(session: Session, row: Incident, target: Incident) -> None:
    """The target takes over counts, the more urgent priority and the newest touch."""
    target.reports += row.reports
    target.alarms += row.alarms
    target.photos += row.photos
    row.reports = row.alarms = row.photos = 0
    target.touched_at = max(target.touched_at, row.touched_at)
    if row.priority < target.priority:
        since = counted_from(session, target)  # by the priority it still has
        target.priority = row.priority
        set_deadlines(session, target, since)


def _return_own(session: Session, actor: Actor, now: datetime, done: IncidentMerge, home: list[int]) -> None:
    alarms = select(Alarm).where(Alarm.id.in_(done.moved["alarms"]), Alarm.incident_id.in_(home))
    for alarm in session.scalars(alarms).all():
        relink(session, actor, now, alarm, done.incident_id)
    photos = select(Attachment).where(Attachment.id.in_(done.moved["attachments"]), Attachment.incident_id.in_(home))
    for attachment in session.scalars(photos).all():
        attachment.incident_id = done.incident_id


def _part(session: Session, done: IncidentMerge, row: Incident, holder: Incident) -> None:
    """Counts go back with what truly came back; the target's priority too, if nobody has judged it since."""
    session.flush()
    row.reports = len(done.moved.get("returned_reports", ()))
    row.alarms = _count(session, Alarm.incident_id, row.id)
    row.photos = _count(session, Attachment.incident_id, row.id)
    holder.reports = max(0, holder.reports - row.reports)
    holder.alarms = max(0, holder.alarms - row.alarms)
    holder.photos = max(0, holder.photos - row.photos)
    was, then = done.moved["priority"]
    if holder.id == done.into_id and holder.priority == then != was:
        since = counted_from(session, holder)
        holder.priority = was
        set_deadlines(session, holder, since)


def _count(session: Session, column: InstrumentedAttribute[int | None], incident_id: int) -> int:
    return session.scalar(select(func.count()).where(column == incident_id)) or 0
