"""Crews, assignments and the watch as screens get them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch.models import Assignment, Crew
from ioc.kernel.clock import rfc3339


def crews(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """CrewCard by id."""
    return {row.id: crew_card(row) for row in session.scalars(select(Crew).where(Crew.id.in_(list(ids))))}


def assignments(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """AssignmentCard by id."""
    found = session.scalars(select(Assignment).where(Assignment.id.in_(list(ids))))
    return {row.id: assignment_card(row) for row in found}


def crew_card(row: Crew) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "code": row.code,
        "name": row.name,
        "leader": row.leader,
        "phone": row.phone,
        "agency_id": row.agency_id,
        "skills": row.skills,
        "active": row.active,
        "status": row.status,
        "pause": row.pause,
        "pause_words": row.pause_words,
        "status_at": rfc3339(row.status_at),
        "lat": row.lat,
        "lon": row.lon,
        "position_at": rfc3339(row.position_at),
        "shift_ends_at": rfc3339(row.shift_ends_at),
        "origin": row.origin,
    }


def crew_more(row: Crew) -> dict[str, Any]:
    """What no board needs."""
    return {"edition": row.edition, "equipment": row.equipment}


def crew_whole(row: Crew) -> dict[str, Any]:
    return {**crew_card(row), **crew_more(row)}


def assignment_card(row: Assignment) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "incident_id": row.incident_id,
        "crew_id": row.crew_id,
        "state": row.state,
        "offered_at": rfc3339(row.offered_at),
        "accepted_at": rfc3339(row.accepted_at),
        "en_route_at": rfc3339(row.en_route_at),
        "on_scene_at": rfc3339(row.on_scene_at),
        "done_at": rfc3339(row.done_at),
        "reason": row.reason,
        "eta_s": row.eta_s,
        "late": row.late,
        "origin": row.origin,
    }
