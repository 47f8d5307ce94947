"""The centre's figures, each recomputable from the log. Drills never count; demo facts count in a demo centre."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc.agencies.models import Agency
from ioc.incidents.models import Incident
from ioc.incidents.rules import UNFINISHED, WAITING, WORKING
from ioc.insight.zone import day_start
from ioc.kernel import house
from ioc.kernel.clock import now as present
from ioc.kernel.clock import rfc3339
from ioc.kernel.events import Event
from ioc.reports.models import Report

TARGET_ALARMS_10MIN = 1  # per operator, steady (EEMUA 191)
DONE = ("resolved", "closed")


def counted(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Facts that enter figures: those of the centre's own kind. A demo centre counts its demo; no centre its drills."""
    return column == str(house.origin(session))


def board(session: Session, now: datetime | None = None) -> dict[str, Any]:
    """What stands on every console and wall."""
    at = now or present()
    return {
        "alarms_10min": alarms_between(session, at - timedelta(minutes=10), at),
        "on_time_today": on_time(session, day_start(session, at), at),
        "target_alarms_10min": TARGET_ALARMS_10MIN,
        **queue(session, at),
    }


def alarms_between(session: Session, since: datetime, until: datetime) -> int:
    """Annunciations: alarms raised; a repetition is a count on the alarm, not another one."""
    raised = Event.kind == "alarm.raised"
    query = select(func.count()).where(raised, Event.at > since, Event.at <= until, counted(session, Event.origin))
    return session.scalar(query) or 0


def on_time(session: Session, since: datetime, until: datetime) -> float | None:
    """Of the incidents resolved in this time, the share that met its deadline; None where none was resolved."""
    late = func.sum(ones(Incident.resolved_at <= Incident.due_at))
    query = select(func.count(), late).where(
        Incident.resolved_at > since,
        Incident.resolved_at <= until,
        Incident.merged_into.is_(None),
        counted(session, Incident.origin),
    )
    done, met = session.execute(query).one()
    return round(int(met or 0) / done, 4) if done else None


def queue(session: Session, now: datetime) -> dict[str, int]:
    """How much nobody has yet, is being done, is put off, and how much of all that is late."""
    standing = Incident.merged_into.is_(None) & counted(session, Incident.origin)
    states = (
        select(Incident.state, func.count()).where(standing, Incident.state.in_(UNFINISHED)).group_by(Incident.state)
    )
    by_state = dict(session.execute(states).tuples().all())
    overdue = select(func.count()).where(
        standing,
        Incident.state.in_((*WAITING, *WORKING)),
        (Incident.due_at < now) | ((Incident.due_dispatch_at < now) & Incident.state.in_(WAITING)),
    )
    return {
        "waiting": _sum(by_state, WAITING),
        "in_hand": _sum(by_state, WORKING),
        "held": by_state.get("on_hold", 0),
        "late": session.scalar(overdue) or 0,
    }


def load(session: Session) -> list[dict[str, Any]]:
    """Every agency's live work against its capacity, the fullest first."""
    live = (
        select(Incident.agency_id, func.count().label("live"))
        .where(Incident.state.in_((*WAITING, *WORKING)), Incident.merged_into.is_(None))
        .where(counted(session, Incident.origin))
        .group_by(Incident.agency_id)
        .subquery()
    )
    query = select(Agency, func.coalesce(live.c.live, 0)).outerjoin(live, live.c.agency_id == Agency.id)
    found = [
        {"agency_id": agency.id, "code": agency.code, "name": agency.name, "name_en": agency.name_en}
        | {"live": count, "capacity": agency.capacity, "share": round(count / max(1, agency.capacity), 3)}
        for agency, count in session.execute(query.where(Agency.active))
    ]
    return sorted(found, key=lambda each: (-each["share"], each["code"]))


def by_category(session: Session, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """What was opened, done, and done in time, by category."""
    opened = (Incident.opened_at > since) & (Incident.opened_at <= until)
    query = (
        select(
            Incident.category,
            func.count(),
            func.sum(ones(Incident.state.in_(DONE))),
            func.sum(ones(Incident.resolved_at <= Incident.due_at)),
        )
        .where(opened, Incident.merged_into.is_(None), counted(session, Incident.origin))
        .group_by(Incident.category)
    )
    rows = [
        {"category": category, "opened": opened, "done": int(done or 0), "on_time": int(met or 0)}
        for category, opened, done, met in session.execute(query)
    ]
    return sorted(rows, key=lambda row: -row["opened"])


def by_ward(session: Session, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Incidents opened by ward, the most first."""
    query = (
        select(Incident.ward, func.count())
        .where(Incident.opened_at > since, Incident.opened_at <= until, Incident.merged_into.is_(None))
        .where(counted(session, Incident.origin))
        .group_by(Incident.ward)
        .order_by(func.count().desc())
    )
    return [{"ward": ward or "", "opened": count} for ward, count in session.execute(query)]


def dispatch_times(session: Session, since: datetime, until: datetime) -> list[float]:
    """Seconds from opening to the first dispatch, in order, of what was opened in this time."""
    query = select(Incident.opened_at, Incident.dispatched_at).where(
        Incident.opened_at > since,
        Incident.opened_at <= until,
        Incident.dispatched_at.is_not(None),
        counted(session, Incident.origin),
    )
    return sorted((sent - opened).total_seconds() for opened, sent in session.execute(query).tuples() if sent)


def reports_between(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """What people told us, and how much of it has an answer."""
    query = select(func.count(), func.sum(ones(Report.answered_at.is_not(None)))).where(
        Report.received_at > since, Report.received_at <= until, counted(session, Report.origin)
    )
    received, answered = session.execute(query).one()
    return {"received": received, "answered": int(answered or 0)}


def overview(session: Session, now: datetime, days: int = 1) -> dict[str, Any]:
    """The leaders' page and `GET /api/v1/figures`: the board's figures and what stands behind them."""
    since = day_start(session, now) - timedelta(days=days - 1)
    times = dispatch_times(session, since, now)
    return {
        **board(session, now),
        "at": rfc3339(now),
        "since": rfc3339(since),
        "agencies": load(session),
        "categories": by_category(session, since, now),
        "wards": by_ward(session, since, now),
        "reports": reports_between(session, since, now),
        "dispatch": {"count": len(times), "median_s": at_share(times, 0.5), "p90_s": at_share(times, 0.9)},
    }


def at_share(ordered: list[float], share: float) -> float | None:
    """The value below which this share lies (nearest rank); None of nothing."""
    if not ordered:
        return None
    rank = ceil(round(len(ordered) * share, 9))  # 0.9 of 10 is the ninth, whatever floats make of it
    return ordered[max(0, rank - 1)]


def _sum(counts: dict[str, int], states: Iterable[str]) -> int:
    return sum(counts.get(state, 0) for state in states)


def ones(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 where it holds, else 0: both databases can add these up."""
    return case((condition, 1), else_=0)
