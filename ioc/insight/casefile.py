"""The whole case of one incident: card, story, photos, reports, alarms, assignments, checklist."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts import eyes
from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Category
from ioc.dispatch import cards as dispatch_cards
from ioc.dispatch.models import Assignment, Crew
from ioc.incidents import access
from ioc.incidents import cards as incident_cards
from ioc.incidents.models import Attachment, Incident, IncidentMerge, Tick
from ioc.insight.timeline import Subjects, timeline
from ioc.kernel.actor import Actor
from ioc.kernel.clock import rfc3339
from ioc.kernel.files import StoredFile
from ioc.kernel.http import services
from ioc.reports import cards as report_cards
from ioc.reports.models import Report, ReportMessage
from ioc.sensors import cards as alarm_cards
from ioc.sensors.models import Alarm, AlarmRule

bp = Blueprint("casefile", __name__, url_prefix="/api/v1/incidents")
TELLS_REPORTS = {"admin", "supervisor", "officer", "agency"}  # a citizen's own words are not for everybody

Card = dict[str, Any]


@bp.get("/<int:incident_id>")
@needs("incidents.view")
def case(incident_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        return jsonify(casefile(session, actor(), incident_id))


def casefile(session: Session, who: Actor, incident_id: int) -> Card:
    """The card and everything behind it. `reports` stays the card's count; the reports themselves: `reports_list`."""
    row = access.get(session, who, incident_id)
    family = _family(session, row.id)
    told, words = who.role in TELLS_REPORTS, eyes.may_read_words(who)
    subjects = Subjects(
        incidents=family,
        alarms=alarm_cards.cards(session, session.scalars(select(Alarm.id).where(Alarm.incident_id.in_(family)))),
        reports=_reports(session, family) if told else {},
        assignments=_assignments(session, family),
        messages=_messages(session, family) if told else {},
        crews=dict(session.execute(select(Crew.id, Crew.code)).tuples().all()),
    )
    own = [card for card in subjects.assignments.values() if card["incident_id"] == row.id]
    category = session.get_one(Category, row.category)
    return {
        **eyes.shown(who, "incident", incident_cards.of(session, [row])[0]),
        "timeline": timeline(session, subjects, words=words),
        "attachments": _attachments(session, family, told=told),
        "reports_list": list(subjects.reports.values()),
        "alarm_list": _with_responses(session, eyes.each(who, "alarm", subjects.alarms.values())),
        "assignments": eyes.each(who, "assignment", own),
        "checklist": _checklist(session, category, family, words=words),
        "merged": _merged(session, row.id),
    }


def _with_responses(session: Session, alarms: Iterable[Card]) -> list[Card]:
    """Each alarm with the response sheet of its rule: cause, consequence, what to do."""
    known = list(alarms)
    wanted = select(AlarmRule.id, AlarmRule.response).where(AlarmRule.id.in_({card["rule_id"] for card in known}))
    sheets: dict[int, Card] = dict(session.execute(wanted).tuples().all()) if known else {}
    return [{**card, "response": sheets.get(card["rule_id"], {})} for card in known]


def _merged(session: Session, incident_id: int) -> list[Card]:
    """What was merged into it and can be taken out again, the newest merge first."""
    wanted = (
        select(Incident)
        .join(IncidentMerge, IncidentMerge.incident_id == Incident.id)
        .where(Incident.merged_into == incident_id, IncidentMerge.undone_at.is_(None))
        .order_by(IncidentMerge.id.desc())
    )
    return [{"id": row.id, "code": row.code, "title": row.title} for row in session.scalars(wanted).unique()]


def _checklist(session: Session, category: Category, family: list[int], *, words: bool) -> list[Card]:
    """The category's steps; `done_at` and (for those who may read `words`) `by` where one was ticked."""
    ticked = select(Tick).where(Tick.incident_id.in_(family), Tick.done).order_by(Tick.at)
    ticks = {row.step: row for row in session.scalars(ticked)}
    names = incident_cards.names_of(session, {row.author_id for row in ticks.values() if row.author_id})
    found = []
    for step in category.checklist:
        tick = ticks.get(step["code"])
        by = names.get(tick.author_id or 0) if tick and words else None
        found.append({**step, "done_at": rfc3339(tick.at) if tick else None, "by": by})
    return found


def _family(session: Session, incident_id: int) -> list[int]:
    """The incident and all that was merged into it, at any depth."""
    found, newest = [incident_id], [incident_id]
    while newest:
        newest = list(session.scalars(select(Incident.id).where(Incident.merged_into.in_(newest))))
        found += newest
    return found


def _reports(session: Session, family: list[int]) -> dict[int, Card]:
    ids = session.scalars(select(Report.id).where(Report.incident_id.in_(family)).order_by(Report.id)).all()
    return report_cards.cards(session, ids)


def _messages(session: Session, family: list[int]) -> dict[int, str]:
    wanted = select(ReportMessage.id, ReportMessage.text).join(Report, Report.id == ReportMessage.report_id)
    return dict(session.execute(wanted.where(Report.incident_id.in_(family))).tuples().all())


def _assignments(session: Session, family: list[int]) -> dict[int, Card]:
    wanted = select(Assignment).where(Assignment.incident_id.in_(family)).order_by(Assignment.id)
    return {row.id: dispatch_cards.assignment_card(row) for row in session.scalars(wanted)}


def _attachments(session: Session, family: list[int], *, told: bool) -> list[Card]:
    """Photos that can be shown or soon will; refused ones are left out."""
    wanted = (
        select(Attachment, StoredFile.state)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.incident_id.in_(family), StoredFile.state != "refused")
        .order_by(Attachment.id)
    )
    rows = session.execute(wanted).tuples().all()
    return [
        {**incident_cards.attachment(row), "ready": state == "ready"}
        for row, state in rows
        if told or row.report_id is None or state == "ready"
    ]
