"""HTTP of sensors, their readings and their rules."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from ioc.accounts import eyes
from ioc.accounts.guard import actor, needs
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import body, query, services
from ioc.kernel.idempotency import idempotent
from ioc.kernel.shapes import Part
from ioc.kernel.versions import as_seen
from ioc.sensors import cards, kinds, listing
from ioc.sensors.schemas import (
    Adoption,
    LatestQuery,
    NewSensor,
    OutOfService,
    Page,
    ReadingQuery,
    RuleEdit,
    SensorEdit,
    SensorQuery,
)
from ioc.sensors.service import registry, repairs, unknown

bp = Blueprint("sensors", __name__, url_prefix="/api/v1")


@bp.get("/sensors")
@needs("sensors.view")
def sensors() -> ResponseReturnValue:
    asked = query(SensorQuery)
    with services().db.read() as session:
        items, following = listing.sensors(session, asked.q, asked.kind, asked.key, asked.cursor, asked.limit)
    return jsonify(items=[_seen(card) for card in items], next=following)


@bp.post("/sensors")
@needs("sensors.manage")
@idempotent
def register() -> ResponseReturnValue:
    shape = body(NewSensor)
    with services().db.write() as session:
        row = registry.register(session, actor(), now(), **shape.model_dump())
        return jsonify(cards.sensor_card(row)), 201


@bp.get("/sensors/<int:sensor_id>")
@needs("sensors.view")
def sensor(sensor_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        card = _seen(listing.sensor(session, sensor_id))
        return jsonify({**card, "alarms": eyes.each(actor(), "alarm", card["alarms"])})


def _seen(card: cards.Card) -> cards.Card:
    """Why it is out of service is told in words, which are for those who work."""
    return card if eyes.may_read_words(actor()) else {**card, "out_reason": None}


@bp.patch("/sensors/<int:sensor_id>")
@needs("sensors.manage")
def edit(sensor_id: int) -> ResponseReturnValue:
    shape = body(SensorEdit)
    with services().db.write() as session:
        as_seen(registry.get(session, sensor_id), cards.sensor_card)
        row = repairs.edit(session, actor(), now(), sensor_id, shape.model_dump(exclude_unset=True))
        return jsonify(cards.sensor_card(row))


@bp.post("/sensors/<int:sensor_id>/out-of-service")
@needs("alarms.work")
def out_of_service(sensor_id: int) -> ResponseReturnValue:
    shape = body(OutOfService)
    with services().db.write() as session:
        row = repairs.take_out(session, actor(), now(), sensor_id, shape.reason, shape.until)
        return jsonify(cards.sensor_card(row))


@bp.post("/sensors/<int:sensor_id>/in-service")
@needs("alarms.work")
def in_service(sensor_id: int) -> ResponseReturnValue:
    with services().db.write() as session:
        return jsonify(cards.sensor_card(repairs.put_back(session, actor(), now(), sensor_id)))


@bp.get("/sensors/<int:sensor_id>/readings")
@needs("sensors.view")
def history(sensor_id: int) -> ResponseReturnValue:
    asked = query(ReadingQuery)
    with services().db.read() as session:
        found = listing.readings(session, sensor_id, asked.quantity, asked.start, asked.stop, now(), asked.points)
    return jsonify(items=found)


@bp.get("/readings")
@needs("sensors.view")
def readings() -> ResponseReturnValue:
    """The newest readings of one sensor, oldest first; without a sensor the newest of each, a page by sensors.

    The next page of one sensor holds what is older.
    """
    asked = query(LatestQuery)
    with services().db.read() as session:
        if asked.sensor_id is None:
            items, following = listing.newest(session, asked.quantity, asked.cursor, asked.limit)
        else:
            items, following = listing.recent(session, asked, asked.sensor_id, now())
    return jsonify(items=items, next=following)


@bp.get("/sensors/packed")
@needs("sensors.view")
def packed() -> ResponseReturnValue:
    with services().db.read() as session:
        return Response(listing.packed(session), mimetype="application/octet-stream")


@bp.get("/sensors/kinds")
@needs("sensors.view")
def kind_list() -> ResponseReturnValue:
    items, following = query(Part).of(kinds.cards())
    return jsonify(items=items, next=following)


@bp.get("/sensors/unknown")
@needs("alarms.work")
def unknown_list() -> ResponseReturnValue:
    asked = query(Part)
    with services().db.read() as session:
        rows, following = asked.of(unknown.listing(session))
        items = [
            {
                "key": row.key,
                "kind": row.kind,
                "topic": row.topic,
                "first_at": rfc3339(row.first_at),
                "last_at": rfc3339(row.last_at),
                "messages": row.messages,
                "last_payload": row.last_payload.decode("utf-8", "replace"),
            }
            for row in rows
        ]
    return jsonify(items=items, next=following)


@bp.post("/sensors/unknown/<key>/adopt")
@needs("sensors.manage")
@idempotent
def adopt(key: str) -> ResponseReturnValue:
    shape = body(Adoption)
    with services().db.write() as session:
        row = unknown.adopt(session, actor(), now(), key, **shape.model_dump())
        return jsonify(cards.sensor_card(row)), 201


@bp.get("/sensors/rejected")
@needs("sensors.manage")
def rejected() -> ResponseReturnValue:
    """What ingest refused, with the reason; and the books, which always balance."""
    asked = query(Page)
    with services().db.read() as session:
        rows, following = listing.rejected(session, asked.cursor, asked.limit)
        items = [
            {
                "id": row.id,
                "at": rfc3339(row.at),
                "topic": row.topic,
                "reason": row.reason,
                "payload": row.payload[:512].decode("utf-8", "replace"),
            }
            for row in rows
        ]
        return jsonify(items=items, next=following, counts=listing.books(session))


@bp.patch("/rules/<int:rule_id>")
@needs("sensors.manage")
def edit_rule(rule_id: int) -> ResponseReturnValue:
    changes = body(RuleEdit).model_dump(exclude_unset=True)
    sensor_id = changes.pop("sensor_id", None)
    with services().db.write() as session:
        row = registry.change_rule(session, actor(), now(), rule_id, changes, sensor_id)
        return jsonify(cards.rule_card(row))
