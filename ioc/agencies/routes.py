"""HTTP of agencies and categories: everybody on the staff reads them, an admin edits them."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from ioc.accounts.guard import actor, needs
from ioc.agencies import cards, service
from ioc.agencies.schemas import AgencyEdit, CategoryEdit, NewAgency, NewCategory
from ioc.kernel.clock import now
from ioc.kernel.errors import NotFound
from ioc.kernel.http import body, query, services
from ioc.kernel.idempotency import idempotent
from ioc.kernel.shapes import Part
from ioc.kernel.versions import as_seen

bp = Blueprint("agencies", __name__, url_prefix="/api/v1")


@bp.get("/agencies")
@needs("agencies.view")
def agencies() -> ResponseReturnValue:
    asked = query(Part)
    with services().db.read() as session:
        items, following = asked.of(cards.agencies(session))
    return jsonify(items=items, next=following)


@bp.post("/agencies")
@needs("agencies.manage")
@idempotent
def add_agency() -> ResponseReturnValue:
    shape = body(NewAgency)
    with services().db.write() as session:
        row = service.add_agency(session, actor(), now(), shape.model_dump())
        return jsonify(cards.agency_card(row)), 201


@bp.patch("/agencies/<int:agency_id>")
@needs("agencies.manage")
def edit_agency(agency_id: int) -> ResponseReturnValue:
    shape = body(AgencyEdit)
    with services().db.write() as session:
        as_seen(service.agency(session, agency_id), cards.agency_card)
        row = service.edit_agency(session, actor(), now(), agency_id, shape.model_dump(exclude_unset=True))
        return jsonify(cards.agency_card(row))


@bp.get("/categories")
@needs("agencies.view")
def categories() -> ResponseReturnValue:
    asked = query(Part)
    with services().db.read() as session:
        items, following = asked.of(cards.categories(session))
    return jsonify(items=items, next=following)


@bp.post("/categories")
@needs("agencies.manage")
@idempotent
def add_category() -> ResponseReturnValue:
    shape = body(NewCategory)
    with services().db.write() as session:
        row = service.add_category(session, actor(), now(), shape.model_dump(exclude_unset=True))
        return jsonify(cards.category_card(row)), 201


@bp.patch("/categories/<code>")
@needs("agencies.manage")
def edit_category(code: str) -> ResponseReturnValue:
    shape = body(CategoryEdit)
    with services().db.write() as session:
        as_seen(service.category(session, code, NotFound), cards.category_card)
        row = service.edit_category(session, actor(), now(), code, shape.model_dump(exclude_unset=True))
        return jsonify(cards.category_card(row))
