"""Lists of assignments and crews."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch import access
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.dispatch.schemas import AssignmentListing
from ioc.kernel.actor import Actor


def assignments(session: Session, actor: Actor, asked: AssignmentListing) -> tuple[Sequence[Assignment], int | None]:
    """One page, newest first, and the id that the next one begins below."""
    query = select(Assignment).where(access.visible_assignments(actor))
    if asked.state == "live":
        query = query.where(Assignment.state.in_(moves.LIVE))
    elif asked.state != "all":
        query = query.where(Assignment.state == asked.state)
    if asked.incident is not None:
        query = query.where(Assignment.incident_id == asked.incident)
    if asked.crew is not None:
        query = query.where(Assignment.crew_id == asked.crew)
    if asked.cursor is not None:
        query = query.where(Assignment.id < asked.cursor)
    rows = session.scalars(query.order_by(Assignment.id.desc()).limit(asked.limit + 1)).all()
    kept = rows[: asked.limit]
    return kept, kept[-1].id if len(rows) > asked.limit else None


def crews(session: Session, actor: Actor) -> Sequence[Crew]:
    return session.scalars(select(Crew).where(access.visible_crews(actor)).order_by(Crew.code)).all()


def crew_codes(session: Session, assignment_ids: Iterable[int]) -> dict[int, str]:
    """Which crew each of these assignments is, by its code."""
    pairs = select(Assignment.id, Crew.code).join(Crew, Crew.id == Assignment.crew_id)
    return {row.id: row.code for row in session.execute(pairs.where(Assignment.id.in_(list(assignment_ids))))}
