"""The watches of the control room: whose it is, and handing it over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.models import User
from ioc.dispatch.events import ShiftHandedOver, ShiftStarted
from ioc.dispatch.models import Shift
from ioc.dispatch.rules.shifts import Plan, Watch, length, watch_at
from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.clock import rfc3339
from ioc.kernel.config import ShiftPlan
from ioc.kernel.errors import Conflict, NotFound


def watch(session: Session, now: datetime) -> Watch | None:
    """The watch that the plan has on now; times in UTC."""
    plans = [Plan(plan.code, plan.start, plan.end) for plan in house.config(session).shifts]
    found = watch_at(plans, now.astimezone(house.zone(session)))
    if found is None:
        return None
    return Watch(found.code, found.starts_at.astimezone(UTC), found.ends_at.astimezone(UTC))


def longest(session: Session) -> timedelta:
    """The longest watch of the plan; none without a plan."""
    plans = (Plan(plan.code, plan.start, plan.end) for plan in house.config(session).shifts)
    return max((length(plan) for plan in plans), default=timedelta())


def current(session: Session) -> Shift | None:
    """The watch that somebody has: the last one started and not handed over."""
    held = select(Shift).where(Shift.officer_id.is_not(None), Shift.handed_over_at.is_(None))
    return session.scalar(held.order_by(Shift.starts_at.desc(), Shift.id.desc()).limit(1))


def card(session: Session, now: datetime) -> dict[str, Any] | None:
    """The watch on screens: the one that somebody has, else the planned one without an officer (id 0)."""
    row = current(session)
    if row is not None:
        officer = session.get(User, row.officer_id)
        named = {"id": officer.id, "name": officer.name or officer.email} if officer else None
        return _card(session, row.id, row.code, row.starts_at, row.ends_at, named)
    planned = watch(session, now)
    if planned is None:
        return None
    return _card(session, 0, planned.code, planned.starts_at, planned.ends_at, None)


def start(session: Session, actor: Actor, now: datetime) -> Shift:
    """`actor` takes the watch that is on. Raises Conflict while another officer has one: that is handed over first."""
    held = current(session)
    if held is not None and held.officer_id == actor.id:
        return held
    if held is not None:
        raise Conflict(_("Ca trực đang có người giữ: hãy giao ca trước."), officer_id=held.officer_id)
    if actor.kind != "user" or actor.id is None:
        raise Conflict(_("Chỉ một người mới nhận được ca trực."))
    planned = watch(session, now)
    if planned is None:
        raise NotFound(_("Chưa có kế hoạch ca trực cho lúc này."))
    row = Shift(code=planned.code, officer_id=actor.id, starts_at=now, ends_at=planned.ends_at)
    session.add(row)
    session.flush()
    events.append(session, ShiftStarted(code=row.code, officer_id=actor.id), row.id, actor, now, house.origin(session))
    return row


def hand_over(
    session: Session,
    actor: Actor,
    now: datetime,
    report: str | None,
    to_id: int | None = None,
    shift_id: int | None = None,
) -> Shift:
    """Ends the watch that somebody has; `report` names its document. The next officer starts the next one.

    `shift_id`: the watch that the report tells. Raises Conflict when another one has begun meanwhile.
    """
    row = current(session)
    if row is None or (shift_id is not None and row.id != shift_id):
        raise Conflict(_("Chưa ai nhận ca trực này."))
    row.handed_over_at, row.handed_over_to, row.report = now, to_id, report
    fact = ShiftHandedOver(code=row.code, officer_id=row.officer_id, to_id=to_id)
    events.append(session, fact, row.id, actor, now, house.origin(session))
    return row


def _card(
    session: Session, shift_id: int, code: str, starts: datetime, ends: datetime, officer: dict[str, Any] | None
) -> dict[str, Any]:
    plan: ShiftPlan | None = next((p for p in house.config(session).shifts if p.code == code), None)
    return {
        "id": shift_id,
        "code": code,
        "name": plan.name if plan else code,
        "name_en": plan.name_en if plan else code,
        "officer": officer,
        "starts_at": rfc3339(starts),
        "ends_at": rfc3339(ends),
        "left": None if officer else _left(session),
    }


def _left(session: Session) -> dict[str, Any] | None:
    """What the last watch left for the next officer: who handed over, when, and the report."""
    over = select(Shift).where(Shift.handed_over_at.is_not(None), Shift.report.is_not(None))
    row = session.scalar(over.order_by(Shift.handed_over_at.desc()).limit(1))
    if row is None:
        return None
    officer = session.get(User, row.officer_id) if row.officer_id else None
    name = (officer.name or officer.email) if officer else ""
    return {"officer": name, "at": rfc3339(row.handed_over_at), "report": f"/shift-report/{row.report}"}
