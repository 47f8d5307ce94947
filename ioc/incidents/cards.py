"""Incidents as screens get them: one query for the rows, one for the names of each sort."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.models import ApiToken, User
from ioc.incidents import titles
from ioc.incidents.models import Attachment, Incident
from ioc.kernel.clock import rfc3339


def cards(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """IncidentCard by id."""
    rows = session.scalars(select(Incident).where(Incident.id.in_(list(ids)))).all()
    return {card["id"]: card for card in of(session, rows)}


def of(session: Session, rows: Sequence[Incident]) -> list[dict[str, Any]]:
    """IncidentCards of rows that are already loaded, in their order."""
    people = names_of(session, {row.claimed_by for row in rows if row.claimed_by})
    tokens = _token_names(session, {row.claimed_token for row in rows if row.claimed_token})
    names = titles.given(session, rows)
    return [_card(row, names.get(row.id), _claimed(row, people, tokens)) for row in rows]


def _token_names(session: Session, token_ids: set[int]) -> dict[int, str]:
    if not token_ids:
        return {}
    return dict(session.execute(select(ApiToken.id, ApiToken.name).where(ApiToken.id.in_(token_ids))).tuples().all())


def _claimed(row: Incident, people: dict[int, str], tokens: dict[int, str]) -> dict[str, Any] | None:
    if row.claimed_by is not None:
        return {"kind": "user", "id": row.claimed_by, "name": people.get(row.claimed_by, "")}
    if row.claimed_token is not None:
        return {"kind": "token", "id": row.claimed_token, "name": tokens.get(row.claimed_token, "")}
    return None


def names_of(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    wanted = list(user_ids)
    if not wanted:
        return {}
    found = session.execute(select(User.id, User.name, User.email).where(User.id.in_(wanted)))
    return {user_id: name or email for user_id, name, email in found}


def _card(row: Incident, names: titles.Texts | None, claimed: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "version": row.version,
        "title": row.title,
        "titles": names,
        "category": row.category,
        "priority": row.priority,
        "state": row.state,
        "place": row.place,
        "ward": row.ward,
        "lat": row.lat,
        "lon": row.lon,
        "agency_id": row.agency_id,
        "opened_at": rfc3339(row.opened_at),
        "triaged_at": rfc3339(row.triaged_at),
        "due_dispatch_at": rfc3339(row.due_dispatch_at),
        "due_at": rfc3339(row.due_at),
        "dispatched_at": rfc3339(row.dispatched_at),
        "resolved_at": rfc3339(row.resolved_at),
        "closed_at": rfc3339(row.closed_at),
        "hold_until": rfc3339(row.hold_until),
        "hold_reason": row.hold_reason,
        "claimed_by": claimed,
        "reports": row.reports,
        "alarms": row.alarms,
        "photos": row.photos,
        "answer_due_at": rfc3339(row.answer_due_at),
        "more_time_until": rfc3339(row.more_time_until),
        "help_at": rfc3339(row.help_at),
        "help_crew_id": row.help_crew_id,
        "help_need": row.help_need,
        "merged_into": row.merged_into,
        "origin": row.origin,
    }


def attachment(row: Attachment) -> dict[str, Any]:
    """A photo as screens get it; its addresses answer 404 `pending` until the worker has re-encoded it."""
    return {
        "id": row.id,
        "file_id": row.file_id,
        "url": f"/files/{row.file_id}",
        "thumb": f"/files/{row.file_id}/thumb",
        "kind": row.kind,
        "at": rfc3339(row.at),
        "device_at": rfc3339(row.device_at),
        "assignment_id": row.assignment_id,
        "report_id": row.report_id,
    }
