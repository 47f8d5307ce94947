"""HTTP of incidents. The whole case (timeline, reports, alarms, assignments) is told by ioc.insight.casefile."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts import eyes
from ioc.accounts.guard import actor, needs
from ioc.incidents import cards, queue, rules, service
from ioc.incidents.models import Incident
from ioc.incidents.schemas import (
    Answer,
    AttachmentForm,
    Because,
    Check,
    Hold,
    Listing,
    Merge,
    MoreTime,
    NewIncident,
    Noted,
    Resolve,
    Spot,
    Triage,
)
from ioc.kernel import house, versions
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import Invalid
from ioc.kernel.http import body, form, picture, query, services
from ioc.kernel.idempotency import idempotent
from ioc.kernel.origin import Origin

bp = Blueprint("incidents", __name__, url_prefix="/api/v1/incidents")

UseCase = Callable[[Session, Actor, datetime], Incident]


def _done(use_case: UseCase, status: int = 200) -> ResponseReturnValue:
    """Runs one use case in its unit of work and answers with the incident's card."""
    with services().db.write() as session:
        row = use_case(session, actor(), now())
        card = cards.of(session, [row])[0]
    return jsonify(card), status


@bp.get("")
@needs("incidents.view")
def listing() -> ResponseReturnValue:
    asked = query(Listing)
    with services().db.read() as session:
        if asked.q:
            found = queue.find(session, actor(), asked.q, asked.limit)
            return jsonify(items=eyes.each(actor(), "incident", cards.of(session, found)), next=None)
        page = queue.page(session, actor(), _states(asked.state), asked.cursor, asked.limit)
        return jsonify(items=eyes.each(actor(), "incident", cards.of(session, page.rows)), next=page.next)


def _states(text: str) -> list[str]:
    states: list[str] = []
    for name in text.split(","):
        if name not in queue.GROUPS and name not in rules.STATES:
            raise Invalid(_("Không có trạng thái %(name)s.", name=name), legal=[*queue.GROUPS, *rules.STATES])
        states.extend(queue.GROUPS.get(name, (name,)))
    return list(dict.fromkeys(states))


@bp.post("")
@needs("incidents.open")
@idempotent
def open_incident() -> ResponseReturnValue:
    shape = body(NewIncident)
    draft = service.Draft(**shape.model_dump(exclude={"drill", "join"}), origin=_origin(shape.drill))
    if not shape.join:
        return _done(lambda session, who, at: service.open_incident(session, who, at, draft), 201)
    with services().db.write() as session:
        row, joined = service.told_by_officer(session, actor(), now(), draft)
        card = cards.of(session, [row])[0]
    return jsonify(card), 200 if joined else 201


@bp.get("/near")
@needs("incidents.open")
def near() -> ResponseReturnValue:
    """The open incident that a new one here would join, if there is one."""
    asked = query(Spot)
    draft = service.Draft(category=asked.category, lon=asked.lon, lat=asked.lat, origin=_origin(asked.drill))
    with services().db.read() as session:
        found = service.nearest(session, now(), draft)
        return jsonify(items=cards.of(session, [found]) if found else [], next=None)


def _origin(drill: bool) -> Origin | None:
    return Origin.DRILL if drill else None


@bp.post("/<int:incident_id>/triage")
@needs("incidents.judge")
def triage(incident_id: int) -> ResponseReturnValue:
    judgement = service.Judgement(**body(Triage).model_dump())
    version = versions.seen()
    return _done(lambda session, who, at: service.triage(session, who, at, incident_id, judgement, version))


@bp.post("/<int:incident_id>/claim")
@needs("incidents.work")
def claim(incident_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: service.claim(session, who, at, incident_id))


@bp.post("/<int:incident_id>/release")
@needs("incidents.work")
def release(incident_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: service.release(session, who, at, incident_id))


@bp.post("/<int:incident_id>/hold")
@needs("incidents.judge")
def hold(incident_id: int) -> ResponseReturnValue:
    shape = body(Hold)
    return _done(lambda session, who, at: service.hold(session, who, at, incident_id, shape.reason, shape.until))


@bp.post("/<int:incident_id>/resume")
@needs("incidents.judge")
def resume(incident_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: service.resume(session, who, at, incident_id))


@bp.post("/<int:incident_id>/more-time")
@needs("incidents.work")
def ask_more_time(incident_id: int) -> ResponseReturnValue:
    """The agency that has it cannot keep the deadline: until when, and why."""
    shape = body(MoreTime)
    return _done(
        lambda session, who, at: service.ask_more_time(session, who, at, incident_id, shape.until, shape.reason)
    )


@bp.post("/<int:incident_id>/more-time/answer")
@needs("incidents.judge")
def answer_more_time(incident_id: int) -> ResponseReturnValue:
    shape = body(Answer)
    if shape.give:
        return _done(lambda session, who, at: service.give_more_time(session, who, at, incident_id))
    reason = shape.reason or ""
    return _done(lambda session, who, at: service.refuse_more_time(session, who, at, incident_id, reason))


@bp.post("/<int:incident_id>/hand-back")
@needs("incidents.work")
def hand_back(incident_id: int) -> ResponseReturnValue:
    """Not this agency's work: it goes to the coordinating agency and waits to be judged anew."""
    reason = body(Because).reason
    return _done(lambda session, who, at: service.hand_back(session, who, at, incident_id, reason))


@bp.post("/<int:incident_id>/cancel")
@needs("incidents.judge")
def cancel(incident_id: int) -> ResponseReturnValue:
    reason = body(Because).reason
    return _done(lambda session, who, at: service.cancel(session, who, at, incident_id, reason))


@bp.post("/<int:incident_id>/resolve")
@needs("incidents.work")
def resolve(incident_id: int) -> ResponseReturnValue:
    note = body(Resolve).note
    return _done(lambda session, who, at: service.resolve(session, who, at, incident_id, note))


@bp.post("/<int:incident_id>/close")
@needs("incidents.judge")
def close(incident_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: service.close(session, who, at, incident_id))


@bp.post("/<int:incident_id>/reopen")
@needs("incidents.judge")
def reopen(incident_id: int) -> ResponseReturnValue:
    reason = body(Because).reason
    return _done(lambda session, who, at: service.reopen(session, who, at, incident_id, reason))


@bp.post("/<int:incident_id>/merge")
@needs("incidents.judge")
def merge(incident_id: int) -> ResponseReturnValue:
    into = body(Merge).into
    return _done(lambda session, who, at: service.merge(session, who, at, incident_id, into))


@bp.post("/<int:incident_id>/unmerge")
@needs("incidents.judge")
def unmerge(incident_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: service.unmerge(session, who, at, incident_id))


@bp.post("/<int:incident_id>/help-answered")
@needs("incidents.work")
def help_answered(incident_id: int) -> ResponseReturnValue:
    """The officer has seen to the crew's call for help."""
    return _done(lambda session, who, at: service.answer_help(session, who, at, incident_id))


@bp.post("/<int:incident_id>/checks")
@needs("incidents.work")
def checks(incident_id: int) -> ResponseReturnValue:
    """A step of the checklist, told by telephone or radio."""
    shape = body(Check)
    told = service.FromField(device_at=shape.device_at)
    return _done(
        lambda session, who, at: service.check(session, who, at, incident_id, shape.step, done=shape.done, told=told)
    )


@bp.get("/<int:incident_id>/joinable")
@needs("incidents.view")
def joinable(incident_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        radius = house.config(session).incidents.join_radius_m * 4
        found = queue.joinable(session, actor(), incident_id, radius)
        return jsonify(items=eyes.each(actor(), "incident", cards.of(session, found)), next=None)


@bp.post("/<int:incident_id>/notes")
@needs("incidents.work")
@idempotent
def note(incident_id: int) -> ResponseReturnValue:
    shape = body(Noted)
    with services().db.write() as session:
        kept = service.note(session, actor(), now(), incident_id, shape.text, shape.device_at)
        return jsonify(id=kept.id, at=rfc3339(kept.at), text=kept.text), 201


@bp.post("/<int:incident_id>/attachments")
@needs("incidents.work")
@idempotent
def attach(incident_id: int) -> ResponseReturnValue:
    shape, photo, home = form(AttachmentForm), picture(), services().settings.home
    with services().db.write() as session:
        kept = service.attach(session, actor(), now(), home, incident_id, photo, shape.kind, device_at=shape.device_at)
        return jsonify(cards.attachment(kept)), 201
