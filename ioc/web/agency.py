"""/agency: an agency's own queue, the most urgent first; answered with words, photos and "done"."""

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Category
from ioc.incidents import cards, queue, service
from ioc.incidents.schemas import Noted
from ioc.insight.casefile import casefile
from ioc.insight.report.page import KINDS, STATES
from ioc.kernel.clock import now
from ioc.kernel.errors import Invalid, IocError
from ioc.kernel.http import idempotent, services, shaped
from ioc.kernel.uploads import read_picture
from ioc.web.admin.forms import done, words

bp = Blueprint("agency", __name__, url_prefix="/agency")


@bp.get("")
@needs("incidents.work")
def own_queue() -> str:
    with services().db.read() as session:
        page = queue.page(session, actor(), queue.GROUPS["unfinished"], request.args.get("cursor"), 50)
        shown, icons = cards.of(session, page.rows), _icons(session)
    return render_template("agency/queue.html", incidents=shown, icons=icons, next=page.next, states=STATES)


@bp.get("/<int:incident_id>")
@needs("incidents.work")
def incident(incident_id: int) -> str:
    return _incident(incident_id)


@bp.post("/<int:incident_id>/note")
@needs("incidents.work")
@idempotent
def note(incident_id: int) -> Any:
    try:
        text = shaped(Noted, {"text": request.form.get("text", "")}).text
        with services().db.write() as session:
            service.note(session, actor(), now(), incident_id, text)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done(f"/agency/{incident_id}")


@bp.post("/<int:incident_id>/photo")
@needs("incidents.work")
@idempotent
def photo(incident_id: int) -> Any:
    """Kept in quarantine and shown once it has been re-encoded."""
    held, upload = services(), request.files.get("file")
    try:
        if upload is None:
            raise Invalid(_("Thiếu tệp ảnh."))
        picture = read_picture(upload.stream, held.settings.config.reports.max_photo_mb)
        with held.db.write() as session:
            service.attach(session, actor(), now(), held.settings.home, incident_id, picture, "after")
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done(f"/agency/{incident_id}")


@bp.post("/<int:incident_id>/resolve")
@needs("incidents.work")
def resolve(incident_id: int) -> Any:
    text = request.form.get("text", "").strip()
    try:
        given = shaped(Noted, {"text": text}).text if text else None
        with services().db.write() as session:
            service.resolve(session, actor(), now(), incident_id, given)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done("/agency")


def _incident(incident_id: int, error: str = "") -> str:
    with services().db.read() as session:
        case, icons = casefile(session, actor(), incident_id), _icons(session)
    words_for = {"states": STATES, "kinds": KINDS, "icons": icons}
    key = secrets.token_urlsafe(16)  # however often a button is tapped
    return render_template("agency/incident.html", case=case, error=error, key=key, **words_for)


def _icons(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Category.code, Category.icon)).tuples().all())
