"""HTTP of reports for programs and staff; citizens' pages stand in ioc.reports.pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import body, idempotent, query, services
from ioc.kernel.shapes import Part
from ioc.reports import door, erasing, queue, service, talk
from ioc.reports.cards import cards
from ioc.reports.door import address_allows, received, sent
from ioc.reports.models import Contact, Report
from ioc.reports.schemas import Answer, Erasing, Into, Listing, Reason

bp = Blueprint("reports", __name__, url_prefix="/api/v1/reports")

UseCase = Callable[[Session, Actor, datetime], Report]


def _done(report_id: int, use_case: UseCase) -> ResponseReturnValue:
    with services().db.write() as session:
        service.visible(session, actor(), report_id)
        row = use_case(session, actor(), now())
        card = cards(session, [row.id])[row.id]
    return jsonify(card)


@bp.get("")
@needs("reports.view")
def listing() -> ResponseReturnValue:
    asked = query(Listing)
    with services().db.read() as session:
        rows, following = queue.page(session, actor(), asked)
        made = cards(session, [row.id for row in rows])
    return jsonify(items=[made[row.id] for row in rows], next=following)


@bp.post("")
@needs(PUBLIC)
@idempotent
def receive() -> ResponseReturnValue:
    """JSON, or multipart with `photos`. Anybody may; the answer holds the tracking token."""
    address_allows()
    report = received(sent(), channel="api")
    answer: dict[str, Any] = {"id": report.id, "code": report.code, "token": report.token, "url": f"/r/{report.token}"}
    return jsonify(answer), 201


@bp.get("/<int:report_id>")
@needs("reports.view")
def one(report_id: int) -> ResponseReturnValue:
    with services().db.read() as session:
        report = service.visible(session, actor(), report_id)
        card = cards(session, [report_id])[report_id]
    told = {"reason": report.reason, "answer": report.answer, "rating_text": report.rating_text}
    return jsonify({**card, **told, "place_source": report.place_source, "accuracy_m": report.accuracy_m})


@bp.get("/<int:report_id>/contact")
@needs("reports.work")
def contact(report_id: int) -> ResponseReturnValue:
    """Who sent it, if they said so. Looking is recorded."""
    with services().db.write() as session:
        report = service.get(session, report_id)
        row = session.get(Contact, report.contact_id) if report.contact_id else None
        door.looked(session, "report.contact", report_id)
        shown = {"name": row.name, "phone": row.phone, "email": row.email} if row else None
    return jsonify(contact=shown)


@bp.post("/<int:report_id>/accept")
@needs("reports.work")
def accept(report_id: int) -> ResponseReturnValue:
    return _done(report_id, lambda session, who, at: service.accept(session, who, at, report_id))


@bp.post("/<int:report_id>/reject")
@needs("reports.work")
def reject(report_id: int) -> ResponseReturnValue:
    reason = body(Reason).reason
    return _done(report_id, lambda session, who, at: service.reject(session, who, at, report_id, reason))


@bp.post("/<int:report_id>/duplicate")
@needs("reports.work")
def duplicate(report_id: int) -> ResponseReturnValue:
    into = body(Into).incident_id
    return _done(report_id, lambda session, who, at: service.duplicate(session, who, at, report_id, into))


@bp.post("/<int:report_id>/answer")
@needs("reports.work")
def answer(report_id: int) -> ResponseReturnValue:
    text = body(Answer).text
    return _done(report_id, lambda session, who, at: service.answer(session, who, at, report_id, text))


@bp.post("/<int:report_id>/close")
@needs("reports.work")
def close(report_id: int) -> ResponseReturnValue:
    return _done(report_id, lambda session, who, at: service.close(session, who, at, report_id))


@bp.post("/<int:report_id>/ask")
@needs("reports.work")
@idempotent
def ask(report_id: int) -> ResponseReturnValue:
    """A question to the reporter; not for anything that stays inside."""
    text = body(Answer).text
    return _done(report_id, lambda session, who, at: talk.ask(session, who, at, report_id, text))


@bp.get("/<int:report_id>/messages")
@needs("reports.view")
def messages(report_id: int) -> ResponseReturnValue:
    asked = query(Part)
    with services().db.read() as session:
        service.visible(session, actor(), report_id)
        rows, following = asked.of(talk.of(session, report_id))
        said = [{"id": m.id, "at": rfc3339(m.at), "by": m.by, "text": m.text} for m in rows]
    return jsonify(items=said, next=following)


@bp.post("/<int:report_id>/erase")
@needs("reports.erase")
def erase(report_id: int) -> ResponseReturnValue:
    """Forgets who sent it; with `words` and `photos` what they sent. The log stays whole."""
    asked, home = body(Erasing), services().settings.home

    def forget(session: Session, who: Actor, at: datetime) -> Report:
        door.looked(session, "report.erase", report_id)
        return erasing.erase(session, who, at, home, report_id, words=asked.words, photos=asked.photos)

    return _done(report_id, forget)
