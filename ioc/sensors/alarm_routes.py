"""HTTP of alarms."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ioc.accounts import eyes
from ioc.accounts.guard import actor, needs
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now
from ioc.kernel.http import body, query, services
from ioc.sensors import cards, listing
from ioc.sensors.models import Alarm
from ioc.sensors.schemas import AlarmQuery, Because, Shelve
from ioc.sensors.service import alarms

bp = Blueprint("alarms", __name__, url_prefix="/api/v1/alarms")
UseCase = Callable[[Session, Actor, datetime], Alarm]


def _done(use_case: UseCase) -> ResponseReturnValue:
    with services().db.write() as session:
        row = use_case(session, actor(), now())
        session.flush()
        return jsonify(cards.cards(session, [row.id])[row.id])


@bp.get("")
@needs("alarms.view")
def index() -> ResponseReturnValue:
    asked = query(AlarmQuery)
    with services().db.read() as session:
        items, following = listing.alarms(
            session, asked.state, asked.sensor_id, asked.incident_id, asked.cursor, asked.limit
        )
    return jsonify(items=eyes.each(actor(), "alarm", items), next=following)


@bp.get("/<int:alarm_id>")
@needs("alarms.view")
def one(alarm_id: int) -> ResponseReturnValue:
    """The card with the rule's response sheet: cause, consequence, what to do."""
    with services().db.read() as session:
        row = alarms.get(session, alarm_id)
        card = eyes.shown(actor(), "alarm", cards.cards(session, [row.id])[row.id])
        return jsonify(card | {"response": alarms.response(session, row)})


@bp.post("/<int:alarm_id>/ack")
@needs("alarms.work")
def ack(alarm_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: alarms.ack(session, who, at, alarm_id))


@bp.post("/<int:alarm_id>/shelve")
@needs("alarms.work")
def shelve(alarm_id: int) -> ResponseReturnValue:
    shape = body(Shelve)
    return _done(lambda session, who, at: alarms.shelve(session, who, at, alarm_id, shape.reason, shape.minutes))


@bp.post("/<int:alarm_id>/unshelve")
@needs("alarms.work")
def unshelve(alarm_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: alarms.unshelve(session, who, at, alarm_id))


@bp.post("/<int:alarm_id>/out-of-service")
@needs("alarms.work")
def out_of_service(alarm_id: int) -> ResponseReturnValue:
    shape = body(Because)
    return _done(lambda session, who, at: alarms.remove(session, who, at, alarm_id, shape.reason))


@bp.post("/<int:alarm_id>/in-service")
@needs("alarms.work")
def in_service(alarm_id: int) -> ResponseReturnValue:
    return _done(lambda session, who, at: alarms.restore(session, who, at, alarm_id))
