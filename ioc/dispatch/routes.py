"""HTTP of dispatch: recommendation and sending, the crew's moves, crews, and the watch."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts import eyes
from ioc.accounts.guard import actor, needs
from ioc.dispatch import access, cards, listing, service
from ioc.dispatch.models import Crew
from ioc.dispatch.schemas import (
    AssignmentListing,
    Check,
    CrewEdit,
    Help,
    NewCrew,
    PhotoForm,
    Position,
    Positions,
    Send,
    Status,
    Told,
)
from ioc.incidents import cards as incident_cards
from ioc.incidents import service as incidents
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now
from ioc.kernel.errors import NotFound
from ioc.kernel.http import body, form, picture, query, services
from ioc.kernel.idempotency import idempotent
from ioc.kernel.shapes import Part
from ioc.kernel.versions import as_edited

bp = Blueprint("dispatch", __name__, url_prefix="/api/v1")
MOVES = ("accept", "decline", "en-route", "on-scene", "done", "abort")


@bp.get("/incidents/<int:incident_id>/recommendation")
@needs("dispatch.send")
def recommendation(incident_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        return jsonify(service.recommend(session, actor(), now(), incident_id))


@bp.post("/incidents/<int:incident_id>/dispatch")
@needs("dispatch.send")
@idempotent
def send(incident_id: int) -> ResponseReturnValue:
    crew_ids = body(Send).crew_ids
    with services().db.write() as session:
        rows = service.send(session, actor(), now(), incident_id, crew_ids)
        card = incident_cards.cards(session, [incident_id])[incident_id]
        return jsonify(items=[cards.assignment_card(row) for row in rows], incident=card, next=None), 201


@bp.get("/assignments")
@needs("incidents.view")
def assignments() -> ResponseReturnValue:
    asked = query(AssignmentListing)
    with services().db.read() as session:
        rows, cursor = listing.assignments(session, actor(), asked)
        return jsonify(items=eyes.each(actor(), "assignment", map(cards.assignment_card, rows)), next=cursor)


@bp.get("/assignments/<int:assignment_id>")
@needs("incidents.view")
def assignment(assignment_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        row = access.assignment(session, actor(), assignment_id)
        return jsonify(eyes.shown(actor(), "assignment", cards.assignment_card(row)))


@bp.post("/assignments/<int:assignment_id>/<move>")
@needs("assignments.move")
def move(assignment_id: int, move: str) -> ResponseReturnValue:
    """A crew's step, or an officer's who heard it over the radio. Safe to send again.

    One of accept, decline, en-route, on-scene, done, abort.
    """
    move = move.replace("_", "-")  # as the states are spelled
    if move not in MOVES:
        raise NotFound(_("Không có bước này."), legal=list(MOVES))
    told = body(Told)
    word = service.Word(told.reason, told.note, told.device_at, tuple(told.photos), told.photos_pending)
    with services().db.write() as session:
        outcome = service.move(session, actor(), now(), assignment_id, move, word)
        card = cards.assignment_card(outcome.row)
    if outcome.refused is not None:  # what was told is on record by now
        raise outcome.refused
    return jsonify(card)


@bp.post("/assignments/<int:assignment_id>/checks")
@needs("assignments.move")
def checks(assignment_id: int) -> ResponseReturnValue:
    """A step of the checklist, ticked at the place. Safe to send again."""
    shape = body(Check)
    with services().db.write() as session:
        row = access.assignment(session, actor(), assignment_id)
        told = incidents.FromField(row.id, row.crew_id, shape.device_at)
        incident = incidents.check(session, actor(), now(), row.incident_id, shape.step, done=shape.done, told=told)
        return jsonify(incident_cards.of(session, [incident])[0])


@bp.post("/assignments/<int:assignment_id>/help")
@needs("assignments.move")
@idempotent
def ask_help(assignment_id: int) -> ResponseReturnValue:
    """The crew needs others at the place: an urgent entry for the officers until they answer it."""
    shape = body(Help)
    with services().db.write() as session:
        row = access.assignment(session, actor(), assignment_id)
        told = incidents.FromField(row.id, row.crew_id, shape.device_at)
        incident = incidents.ask_help(session, actor(), now(), row.incident_id, shape.need, shape.note, told)
        return jsonify(incident_cards.of(session, [incident])[0]), 201


@bp.post("/assignments/<int:assignment_id>/photos")
@needs("assignments.move")
@idempotent
def photo(assignment_id: int) -> ResponseReturnValue:
    shape, taken, home = form(PhotoForm), picture(), services().settings.home
    with services().db.write() as session:
        row = access.assignment(session, actor(), assignment_id)
        kept = incidents.attach(
            session,
            actor(),
            now(),
            home,
            row.incident_id,
            taken,
            shape.kind,
            device_at=shape.device_at,
            assignment_id=row.id,
        )
        return jsonify(incident_cards.attachment(kept)), 201


@bp.get("/crews")
@needs("crews.view")
def crews() -> ResponseReturnValue:
    asked = query(Part)
    with services().db.read() as session:
        rows, following = asked.of(listing.crews(session, actor()))
        return jsonify(items=eyes.each(actor(), "crew", map(cards.crew_card, rows)), next=following)


@bp.get("/crews/<int:crew_id>")
@needs("incidents.view")
def crew(crew_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        row = access.crew(session, actor(), crew_id)
        return jsonify({**eyes.shown(actor(), "crew", cards.crew_card(row)), **cards.crew_more(row)})


@bp.post("/crews")
@needs("crews.manage")
@idempotent
def add_crew() -> ResponseReturnValue:
    shape = body(NewCrew)
    with services().db.write() as session:
        row = service.crews.add(session, actor(), now(), shape.model_dump(exclude_none=True))
        return jsonify(cards.crew_card(row)), 201


@bp.patch("/crews/<int:crew_id>")
@needs("crews.manage")
def edit_crew(crew_id: int) -> ResponseReturnValue:
    shape = body(CrewEdit)
    with services().db.write() as session:
        as_edited(access.crew(session, actor(), crew_id), cards.crew_whole)
        row = service.crews.edit(session, actor(), now(), crew_id, shape.model_dump(exclude_unset=True))
        return jsonify(cards.crew_whole(row))


@bp.post("/crews/<int:crew_id>/status")
@needs("crews.status")
def status(crew_id: int) -> ResponseReturnValue:
    shape = body(Status)
    with services().db.write() as session:
        wanted = service.Standing(shape.status, shape.reason, shape.note or None, shape.device_at)
        row = service.crews.status(session, actor(), now(), crew_id, wanted, shape.until)
        return jsonify(cards.crew_card(row))


@bp.post("/crews/<int:crew_id>/position")
@needs("crews.own")
def position(crew_id: int) -> ResponseReturnValue:
    shape = body(Position)
    with services().db.write() as session:
        return jsonify(cards.crew_card(_fix(session, actor(), crew_id, shape)))


@bp.post("/crews/<int:crew_id>/positions")
@needs("crews.own")
def positions(crew_id: int) -> ResponseReturnValue:
    """Many fixes at once, after a time without network. Those from the future (a clock was wrong for a while) are
    left out, and `skipped` says how many: the rest of the way is not lost with them."""
    fixes, latest = sorted(body(Positions).items, key=lambda fix: fix.at), now() + service.crews.FUTURE
    sane = [fix for fix in fixes if fix.at <= latest] or fixes[:1]
    with services().db.write() as session:
        rows = [_fix(session, actor(), crew_id, fix) for fix in sane]
        return jsonify({**cards.crew_card(rows[-1]), "skipped": len(fixes) - len(sane)})


def _fix(session: Session, who: Actor, crew_id: int, fix: Position) -> Crew:
    return service.crews.position(session, who, now(), crew_id, fix.lon, fix.lat, fix.at, fix.accuracy)


@bp.get("/shift")
@needs("board.join")
def shift() -> ResponseReturnValue:
    with services().db.read() as session:
        return jsonify(shift=service.shifts.card(session, now()))


@bp.post("/shift/start")
@needs("shifts.work")
def start_shift() -> ResponseReturnValue:
    with services().db.write() as session:
        service.shifts.start(session, actor(), now())
        return jsonify(shift=service.shifts.card(session, now()))
