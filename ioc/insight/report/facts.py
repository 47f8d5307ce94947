"""What happened in a watch and what is open at its end, read from the log and the tables in one unit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ioc.accounts.models import User
from ioc.agencies.models import Agency, Category
from ioc.incidents.models import Incident, Note
from ioc.insight import figures
from ioc.kernel import house
from ioc.kernel.events import Event
from ioc.sensors import cards as alarm_cards
from ioc.sensors.models import Alarm

MOST_LINES = 400  # of the log; a watch with more shows the newest and says so
LIVE = ("open", "triaged", "assigned", "en_route", "on_scene", "on_hold")
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
    """Times are UTC; `zone` is for the reader."""

    since: datetime
    until: datetime
    zone: tzinfo
    officer: str
    next_officer: str
    words: str
    lines: list[Line]
    more_lines: int
    open: list[Incident]
    touched: list[Incident]
    alarms: list[dict[str, Any]]
    notes: list[tuple[Incident, Note]]
    figures: dict[str, Any]
    counts: Counter[str]
    agencies: dict[int, Agency]
    categories: dict[str, Category]


def gather(session: Session, since: datetime, until: datetime, *, officer: str, next_officer: str, words: str) -> Facts:
    """Everything that the report shows, of the facts that count here (figures.counted)."""
    counted = figures.counted(session, Incident.origin)
    standing = Incident.merged_into.is_(None)
    opened = select(Incident).where(Incident.state.in_(LIVE), standing, counted)
    open_now = list(session.scalars(opened.order_by(Incident.priority, Incident.due_at)))
    log = list(session.scalars(_log(session, since, until)))
    ids = {row.subject_id for row in log if row.subject_type == "incident"}
    touched = {row.id: row for row in _incidents(session, ids)}
    alarms = alarm_cards.cards(session, {row.subject_id for row in log if row.subject_type == "alarm"})
    people = _people(session, log)
    lines = [_line(row, touched, alarms, people) for row in log[-MOST_LINES:]]
    active = select(Alarm.id).where(Alarm.state.in_(("unack_active", "ack_active", "rtn_unack")))
    standing_alarms = alarm_cards.cards(session, session.scalars(active.limit(MOST_LINES)))
    return Facts(
        since=since,
        until=until,
        zone=house.zone(session),
        officer=officer,
        next_officer=next_officer,
        words=words,
        lines=lines,
        more_lines=max(0, len(log) - MOST_LINES),
        open=open_now,
        touched=[row for row in touched.values() if row.state not in LIVE],
        alarms=sorted(standing_alarms.values(), key=lambda card: (card["severity"], card["raised_at"])),
        notes=_notes(session, open_now, since, until),
        figures=_figures(session, since, until),
        counts=Counter(row.kind for row in log),
        agencies={row.id: row for row in session.scalars(select(Agency))},
        categories={row.code: row for row in session.scalars(select(Category))},
    )


def _log(session: Session, since: datetime, until: datetime) -> Any:
    return (
        select(Event)
        .where(Event.at > since, Event.at <= until, Event.kind.in_(TOLD))
        .where(or_(Event.subject_type == "shift", figures.counted(session, Event.origin)))
        .order_by(Event.seq)
    )


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


def _incidents(session: Session, ids: Iterable[int]) -> list[Incident]:
    wanted = sorted(ids)
    found: list[Incident] = []
    for at in range(0, len(wanted), 500):
        found += session.scalars(select(Incident).where(Incident.id.in_(wanted[at : at + 500])))
    return found


def _notes(session: Session, rows: list[Incident], since: datetime, until: datetime) -> list[tuple[Incident, Note]]:
    """What was written in this watch on what is still open: the words that the next officer needs."""
    by_id = {row.id: row for row in rows}
    query = select(Note).where(Note.at > since, Note.at <= until).order_by(Note.at.desc()).limit(MOST_LINES)
    return [(by_id[note.incident_id], note) for note in session.scalars(query) if note.incident_id in by_id]


def _people(session: Session, log: list[Event]) -> dict[int, str]:
    ids = {row.actor_id for row in log if row.actor_kind == "user" and row.actor_id}
    found = session.execute(select(User.id, User.name, User.email).where(User.id.in_(ids))) if ids else ()
    return {user_id: name or email for user_id, name, email in found}


def _line(
    row: Event, incidents: dict[int, Incident], alarms: dict[int, dict[str, Any]], people: dict[int, str]
) -> Line:
    code = title = ""
    if row.subject_type == "incident" and row.subject_id in incidents:
        incident = incidents[row.subject_id]
        code, title = incident.code, incident.title
    elif row.subject_type == "alarm" and row.subject_id in alarms:
        card = alarms[row.subject_id]
        code, title = str(card["key"] or ""), str(card["name"] or "")
    return Line(row.at, row.kind, code, title, people.get(row.actor_id or 0, ""))
