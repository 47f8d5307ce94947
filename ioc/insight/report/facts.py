"""What happened in a watch and what is open at its end, read from the log and the tables in one unit.

However much that is, the database counts it and only what a page can show is loaded.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from ioc.accounts.models import User
from ioc.agencies.models import Agency, Category
from ioc.dispatch.service import shifts
from ioc.incidents import titles
from ioc.incidents.models import Incident, Note
from ioc.incidents.rules import UNFINISHED
from ioc.insight import figures
from ioc.kernel import house
from ioc.kernel.events import Event
from ioc.sensors import cards as alarm_cards
from ioc.sensors.models import Alarm

MOST_LINES = 400  # of the log, of alarms and of notes; a watch with more shows the newest and says so
MOST_OPEN = 1000  # incidents in the table and on the map; of more the most urgent
MOST_DONE = 1000  # hollow marks on the map
LONGEST = timedelta(hours=24)  # a watch that nobody hands over is told of its last day, or of twice the longest plan
STANDING = ("unack_active", "ack_active", "rtn_unack")
TOLD = (  # what a reader of the report wants to know of, in the order of the work
    "incident.opened", "incident.triaged", "incident.followed", "incident.held", "incident.resumed",
    "incident.help_asked", "incident.help_answered",
    "incident.merged", "incident.dispatch_overdue", "incident.overdue", "incident.resolved", "incident.closed",
    "incident.cancelled", "incident.reopened", "alarm.raised", "alarm.shelved", "alarm.escalated",
    "camera.offline", "shift.started", "shift.handed_over",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of what happened. `code` and `title` name its incident or alarm."""

    at: datetime
    kind: str
    code: str
    title: str
    who: str


@dataclass(frozen=True)
class Facts:
    """Times are UTC; `zone` is for the reader. `began`: of the watch; `since`: from when this tells of it."""

    began: datetime
    since: datetime
    until: datetime
    zone: tzinfo
    officer: str
    next_officer: str
    words: str
    lines: list[Line]
    more_lines: int
    open: list[Incident]
    more_open: int
    done: list[Incident]
    alarms: list[dict[str, Any]]
    more_alarms: int
    notes: list[tuple[Incident, Note]]
    figures: dict[str, Any]
    counts: Counter[str]
    agencies: dict[int, Agency]
    categories: dict[str, Category]
    called: dict[int, str]  # what the reader calls each incident


def gather(session: Session, began: datetime, until: datetime, *, officer: str, next_officer: str, words: str) -> Facts:
    """Everything that the report shows, of the facts that count here (figures.counted)."""
    since = max(began, until - longest(session))
    counted = figures.counted(session, Incident.origin)
    told = _told(session, since, until)
    still = (Incident.state.in_(UNFINISHED), Incident.merged_into.is_(None), counted)
    urgent = select(Incident).where(*still).order_by(Incident.priority, Incident.due_at)
    open_now = list(session.scalars(urgent.limit(MOST_OPEN)))
    counts = Counter(
        dict(session.execute(select(Event.kind, func.count()).where(*told).group_by(Event.kind)).tuples().all())
    )
    log = session.scalars(select(Event).where(*told).order_by(Event.seq.desc()).limit(MOST_LINES)).all()[::-1]
    over = list(session.scalars(_done(told, counted)))
    alarms, standing = _alarms(session)
    return Facts(
        began=began,
        since=since,
        until=until,
        zone=house.zone(session),
        officer=officer,
        next_officer=next_officer,
        words=words,
        lines=_lines(session, log),
        more_lines=counts.total() - len(log),
        open=open_now,
        more_open=_count(session, select(Incident.id).where(*still)) - len(open_now),
        done=over,
        alarms=alarms,
        more_alarms=standing - len(alarms),
        notes=_notes(session, open_now, since, until),
        figures=_figures(session, since, until),
        counts=counts,
        agencies={row.id: row for row in session.scalars(select(Agency))},
        categories={row.code: row for row in session.scalars(select(Category))},
        called=titles.said(session, [*open_now, *over]),
    )


def longest(session: Session) -> timedelta:
    """How far back a report looks: a watch that was never handed over would tell of weeks."""
    return max(LONGEST, 2 * shifts.longest(session))


def _told(session: Session, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    counts = or_(Event.subject_type == "shift", figures.counted(session, Event.origin))
    return Event.at > since, Event.at <= until, Event.kind.in_(TOLD), counts


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _done(told: tuple[ColumnElement[bool], ...], counted: ColumnElement[bool]) -> Select[Incident]:
    """What is over, and had to do with this watch; the newest."""
    ids = select(Event.subject_id).where(*told, Event.subject_type == "incident")
    over = Incident.state.not_in(UNFINISHED)
    return select(Incident).where(Incident.id.in_(ids), over, counted).order_by(Incident.id.desc()).limit(MOST_DONE)


def _alarms(session: Session) -> tuple[list[dict[str, Any]], int]:
    """The gravest that stand now, and how many stand in all."""
    query = select(Alarm.id).where(Alarm.state.in_(STANDING))
    found = alarm_cards.cards(
        session, session.scalars(query.order_by(Alarm.severity, Alarm.id.desc()).limit(MOST_LINES))
    )
    return sorted(found.values(), key=lambda card: (card["severity"], card["raised_at"])), _count(session, query)


def _figures(session: Session, since: datetime, until: datetime) -> dict[str, Any]:
    times = figures.dispatch_times(session, since, until)
    return {
        "on_time": figures.on_time(session, since, until),
        "alarms": figures.alarms_between(session, since, until),
        "reports": figures.reports_between(session, since, until),
        "categories": figures.by_category(session, since, until),
        "agencies": [each for each in figures.load(session) if each["live"]],
        "dispatch_median_s": figures.at_share(times, 0.5),
        "dispatch_p90_s": figures.at_share(times, 0.9),
        **figures.queue(session, until),
    }


def _notes(session: Session, rows: list[Incident], since: datetime, until: datetime) -> list[tuple[Incident, Note]]:
    """What was written in this watch on what is still open: the words that the next officer needs."""
    by_id = {row.id: row for row in rows}
    query = select(Note).where(Note.at > since, Note.at <= until).order_by(Note.at.desc()).limit(MOST_LINES)
    return [(by_id[note.incident_id], note) for note in session.scalars(query) if note.incident_id in by_id]


def _lines(session: Session, log: Sequence[Event]) -> list[Line]:
    def ids(subject: str) -> set[int]:
        return {row.subject_id for row in log if row.subject_type == subject}

    incidents = {row.id: row for row in session.scalars(select(Incident).where(Incident.id.in_(ids("incident"))))}
    alarms = alarm_cards.cards(session, ids("alarm"))
    people = _people(session, log)
    called = titles.said(session, incidents.values())
    return [_line(row, incidents, called, alarms, people) for row in log]


def _people(session: Session, log: Sequence[Event]) -> dict[int, str]:
    ids = {row.actor_id for row in log if row.actor_kind == "user" and row.actor_id}
    found = session.execute(select(User.id, User.name, User.email).where(User.id.in_(ids))) if ids else ()
    return {user_id: name or email for user_id, name, email in found}


def _line(
    row: Event,
    incidents: dict[int, Incident],
    called: dict[int, str],
    alarms: dict[int, dict[str, Any]],
    people: dict[int, str],
) -> Line:
    code = title = ""
    if row.subject_type == "incident" and row.subject_id in incidents:
        code, title = incidents[row.subject_id].code, called[row.subject_id]
    elif row.subject_type == "alarm" and row.subject_id in alarms:
        card = alarms[row.subject_id]
        code, title = str(card["key"] or ""), str(card["name"] or "")
    return Line(row.at, row.kind, code, title, people.get(row.actor_id or 0, ""))
