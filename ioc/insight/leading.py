"""What leaders ask: how much came, how much was done in time, who is late, how long it took, what people say.

Of the centre's own kind of facts only (see figures.counted): drills enter no figure, demo facts only a demo centre's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency, Category
from ioc.incidents.models import Incident
from ioc.incidents.rules import UNFINISHED, WAITING, WORKING
from ioc.insight.figures import at_share, counted, ones
from ioc.kernel.events import Event
from ioc.reports.models import Report

MOST = 50_000  # durations that a median is taken of
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Done:
    """What was finished in a time: how many, how many of those by their deadline, and how long it took (median)."""

    count: int
    in_time: int
    median_s: float | None
    dispatch_s: float | None
    reopened: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Voice:
    """What people told us in a time: reports, those answered by their hour, and what they gave us."""

    received: int
    answered: int
    in_time: int
    due: int
    rating: float | None
    ratings: int


@dataclass(frozen=True, slots=True)
class Row:
    """One agency, category or ward. `late`: now, whatever the period."""

    key: int | str
    opened: int
    done: int
    in_time: int
    late: int
    median_s: float | None = None

    @property
    def share(self) -> float | None:
        return self.in_time / self.done if self.done else None


def done(session: Session, since: datetime, until: datetime) -> Done:
    rows = session.execute(
        select(Incident.opened_at, Incident.resolved_at, Incident.due_at, Incident.dispatched_at)
        .where(_resolved(since, until), _standing(session))
        .order_by(Incident.resolved_at.desc())
        .limit(MOST)
    ).tuples()
    took, sent, count, in_time = [], [], 0, 0
    for opened, resolved, due, dispatched in rows:
        assert resolved is not None
        count += 1
        in_time += resolved <= due
        took.append((resolved - opened).total_seconds())
        if dispatched is not None:
            sent.append((dispatched - opened).total_seconds())
    back = select(func.count()).where(
        Event.kind == "report.reopened", Event.at > since, Event.at <= until, counted(session, Event.origin)
    )
    return Done(count, in_time, _median(took), _median(sent), session.scalar(back) or 0)


def voice(session: Session, since: datetime, until: datetime, now: datetime) -> Voice:
    inside = and_(Report.received_at > since, Report.received_at <= until, counted(session, Report.origin))
    known = or_(Report.answered_at.is_not(None), Report.answer_due_at < now)
    received, answered, in_time, due, rating, ratings = session.execute(
        select(
            func.count(),
            func.sum(ones(Report.answered_at.is_not(None))),
            func.sum(ones(Report.answered_at <= Report.answer_due_at)),
            func.sum(ones(known)),
            func.avg(Report.rating),
            func.count(Report.rating),
        ).where(inside)
    ).one()
    mean = float(rating) if rating is not None else None
    return Voice(received, int(answered or 0), int(in_time or 0), int(due or 0), mean, ratings)


def opened(session: Session, since: datetime, until: datetime) -> int:
    inside = and_(Incident.opened_at > since, Incident.opened_at <= until)
    return session.scalar(select(func.count()).where(inside, _standing(session))) or 0


def late(session: Session, now: datetime) -> tuple[int, int]:
    """How much is late now, of how much that is open."""
    live = Incident.state.in_(UNFINISHED)
    query = select(func.sum(ones(_late(now))), func.count()).where(live, _standing(session))
    overdue, count = session.execute(query).one()
    return int(overdue or 0), count


def by(session: Session, column: Any, since: datetime, until: datetime, now: datetime) -> list[Row]:
    """Rows by agency_id, category or ward: the most late first, then the worst share."""
    resolved, began = _resolved(since, until), and_(Incident.opened_at > since, Incident.opened_at <= until)
    concerned = or_(resolved, began, _late(now))
    query = (
        select(
            column,
            func.sum(ones(began)),
            func.sum(ones(resolved)),
            func.sum(ones(and_(resolved, Incident.resolved_at <= Incident.due_at))),
            func.sum(ones(_late(now))),
        )
        .where(concerned, _standing(session))
        .group_by(column)
    )
    rows = [
        Row(key if key is not None else "", *(int(each or 0) for each in rest)) for key, *rest in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (-row.late, row.share if row.share is not None else 1.0, -row.opened))


def medians(session: Session, since: datetime, until: datetime) -> dict[int, float]:
    """By agency: how long its work took."""
    rows = session.execute(
        select(Incident.agency_id, Incident.opened_at, Incident.resolved_at)
        .where(_resolved(since, until), _standing(session))
        .limit(MOST)
    ).tuples()
    took: dict[int, list[float]] = {}
    for agency_id, began, resolved in rows:
        if resolved is not None:
            took.setdefault(agency_id, []).append((resolved - began).total_seconds())
    return {agency_id: value for agency_id, all_ in took.items() if (value := _median(all_)) is not None}


def weeks(session: Session, until: datetime) -> list[float | None]:
    """The share done in time of each of the last weeks, the oldest first; None where nothing was done."""
    edges = [until - timedelta(weeks=WEEKS - n) for n in range(WEEKS + 1)]
    columns = []
    for begin, end in pairwise(edges):
        inside = _resolved(begin, end)
        columns += [func.sum(ones(inside)), func.sum(ones(and_(inside, Incident.resolved_at <= Incident.due_at)))]
    query = select(*columns).where(_resolved(edges[0], until), _standing(session))
    counts = [int(each or 0) for each in session.execute(query).one()]
    return [met / count if count else None for count, met in zip(counts[::2], counts[1::2], strict=True)]


def asking(session: Session) -> Sequence[Incident]:
    """Work whose agency asks for more time, the nearest deadline first."""
    wanted = select(Incident).where(Incident.more_time_until.is_not(None), _standing(session))
    return session.scalars(wanted.order_by(Incident.due_at).limit(20)).all()


def names(session: Session, *, english: bool) -> tuple[dict[int, str], dict[str, str]]:
    """Of agencies, by id, and of categories, by code."""
    units = {row.id: row.name_en if english else row.name for row in session.scalars(select(Agency))}
    kinds = {row.code: row.name_en if english else row.name for row in session.scalars(select(Category))}
    return units, kinds


def _late(now: datetime) -> ColumnElement[bool]:
    at_work = Incident.state.in_((*WAITING, *WORKING)) & (Incident.due_at < now)
    return at_work | (Incident.state.in_(WAITING) & (Incident.due_dispatch_at < now))


def _resolved(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(Incident.resolved_at > since, Incident.resolved_at <= until)


def _standing(session: Session) -> ColumnElement[bool]:
    return Incident.merged_into.is_(None) & counted(session, Incident.origin)


def _median(values: list[float]) -> float | None:
    return at_share(sorted(values), 0.5)
