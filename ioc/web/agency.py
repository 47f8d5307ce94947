"""/agency: an agency's own queue, the most urgent first; answered with words, photos and "done", with the wish for
more time, or with "not ours"."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Agency, Category
from ioc.incidents import access, cards, queue, service, titles
from ioc.incidents.models import Attachment
from ioc.incidents.schemas import Because, Noted
from ioc.insight.casefile import casefile
from ioc.insight.report.words import KINDS, STATES
from ioc.kernel import house
from ioc.kernel.clock import now, parse, rfc3339
from ioc.kernel.errors import Invalid, IocError
from ioc.kernel.http import idempotent, services, shaped
from ioc.kernel.uploads import Picture, read_picture
from ioc.web.admin import deeds
from ioc.web.admin.forms import done, words
from ioc.web.admin.names import in_language

bp = Blueprint("agency", __name__, url_prefix="/agency")
# These say from the other side what another line says already, or are the centre's own bookkeeping.
UNSAID = frozenset(
    {"report.linked", "alarm.linked", "incident.counted", "incident.followed", "incident.answer_due", "report.pictured",
     "report.accepted", "report.answered", "report.closed", "incident.pictured", "assignment.moved"}
)  # fmt: skip


@bp.get("")
@needs("incidents.work")
def own_queue() -> str:
    with services().db.read() as session:
        page = queue.page(session, actor(), queue.GROUPS["unfinished"], request.args.get("cursor"), 50)
        shown, icons, whose = cards.of(session, page.rows), _icons(session), _whose(session)
        asking = {row.id for row in page.rows if row.more_time_until}
    late = sum(row.due_at < now() for row in page.rows)
    told = {"asking": asking, "whose": whose, "late": late, "states": STATES, "icons": icons, "called": titles.chosen}
    return render_template("agency/queue.html", incidents=shown, next=page.next, **told)


@bp.get("/<int:incident_id>")
@needs("incidents.work")
def incident(incident_id: int) -> str:
    return _incident(incident_id)


@bp.post("/<int:incident_id>/note")
@needs("incidents.work")
@idempotent
def note(incident_id: int) -> Any:
    """Words, a photo, or both."""
    held, text = services(), request.form.get("text", "").strip()
    try:
        picture = _picture()
        if picture is None or text:
            text = shaped(Noted, {"text": text}).text
        with held.db.write() as session:
            if text:
                service.note(session, actor(), now(), incident_id, text)
            _attach(session, incident_id, picture)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done(f"/agency/{incident_id}")


@bp.post("/<int:incident_id>/photo")
@needs("incidents.work")
@idempotent
def photo(incident_id: int) -> Any:
    """Kept in quarantine and shown once it has been re-encoded."""
    try:
        picture = _picture()
        if picture is None:
            raise Invalid(_("Thiếu tệp ảnh."))
        with services().db.write() as session:
            _attach(session, incident_id, picture)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done(f"/agency/{incident_id}")


@bp.post("/<int:incident_id>/resolve")
@needs("incidents.work")
@idempotent
def resolve(incident_id: int) -> Any:
    """Done, with the evidence that the city asks of crews too (config.yaml: dispatch.done_needs)."""
    text = request.form.get("text", "").strip()
    try:
        given = shaped(Noted, {"text": text}).text if text else None
        picture = _picture()
        with services().db.write() as session:
            _attach(session, incident_id, picture)
            service.resolve(session, actor(), now(), incident_id, given)
            _evidence(session, incident_id, given)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done("/agency")


@bp.post("/<int:incident_id>/more-time")
@needs("incidents.work")
@idempotent
def more_time(incident_id: int) -> Any:
    try:
        reason = shaped(Because, {"reason": request.form.get("reason", "")}).reason
        with services().db.write() as session:
            until = _local(session, request.form.get("until", ""))
            service.ask_more_time(session, actor(), now(), incident_id, until, reason)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done(f"/agency/{incident_id}")


@bp.post("/<int:incident_id>/hand-back")
@needs("incidents.work")
@idempotent
def hand_back(incident_id: int) -> Any:
    """Not ours: an officer finds whose it is."""
    try:
        reason = shaped(Because, {"reason": request.form.get("reason", "")}).reason
        with services().db.write() as session:
            service.hand_back(session, actor(), now(), incident_id, reason)
    except IocError as error:
        return _incident(incident_id, words(error)), error.status
    return done("/agency")


def _picture() -> Picture | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    return read_picture(upload.stream, services().settings.config.reports.max_photo_mb)


def _attach(session: Session, incident_id: int, picture: Picture | None) -> None:
    if picture is not None:
        home = services().settings.home
        service.attach(session, actor(), now(), home, incident_id, picture, "after")


def _evidence(session: Session, incident_id: int, text: str | None) -> None:
    """Raises Invalid, which takes the whole answer back, when words or a photo are missing."""
    asked = services().settings.config.dispatch.done_needs
    shown = select(Attachment.id).where(Attachment.incident_id == incident_id, Attachment.kind == "after").limit(1)
    if "note" in asked and not text:
        raise Invalid(_("Hãy viết đã làm gì."))
    if "photo" in asked and session.scalar(shown) is None:
        raise Invalid(_("Cần ít nhất một ảnh làm chứng."))


def _local(session: Session, text: str) -> datetime:
    """A time of the city, as a browser's field gives it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=house.zone(session))
    except ValueError:
        raise Invalid(_("Hãy chọn ngày giờ.")) from None


def _incident(incident_id: int, error: str = "") -> str:
    with services().db.read() as session:
        case, icons = casefile(session, actor(), incident_id), _icons(session)
        row = access.get(session, actor(), incident_id)
        zone, asked = house.zone(session), rfc3339(row.more_time_until)
        propose = max(row.due_at, now()) + timedelta(hours=4)
    shown = {
        "story": [line for line in reversed(case["timeline"]) if line["kind"] not in UNSAID],
        "called": titles.chosen(case["title"], case["titles"]),
        "states": STATES,
        "kinds": {**KINDS, **deeds.of_facts()},
        "icons": icons,
        "asked": asked,
        "local": lambda text: parse(text).astimezone(zone).strftime("%H:%M %d/%m"),
        "propose": propose.astimezone(zone).strftime("%Y-%m-%dT%H:00"),
    }
    key = secrets.token_urlsafe(16)  # however often a button is tapped
    return render_template("agency/incident.html", case=case, error=error, key=key, **shown)


def _icons(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Category.code, Category.icon)).tuples().all())


def _whose(session: Session) -> str:
    row = session.get(Agency, actor().agency_id or 0)
    return in_language(row.name, row.name_en) if row is not None else ""
