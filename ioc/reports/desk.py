"""/reports: what citizens said, for the desk: read, take up, answer, ask back, forget. Plain pages."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Category
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now
from ioc.kernel.errors import IllegalMove, Invalid, IocError
from ioc.kernel.http import idempotent, services, shaped
from ioc.reports import door, erasing, queue, rules, service, talk, words
from ioc.reports.cards import cards
from ioc.reports.models import Contact, Report
from ioc.reports.pages import zone
from ioc.reports.schemas import Answer, Erasing, Listing, Reason

bp = Blueprint("report_desk", __name__, url_prefix="/reports")
STATES: Mapping[str, Any] = {
    "received": lazy_gettext("mới đến"),
    "screening": lazy_gettext("đang xem"),
    "accepted": lazy_gettext("đã tiếp nhận"),
    "rejected": lazy_gettext("không tiếp nhận"),
    "duplicate": lazy_gettext("trùng"),
    "answered": lazy_gettext("đã trả lời"),
    "closed": lazy_gettext("đã khép lại"),
}
ASKED = ("state", "q", "cursor")
OPEN = ",".join(sorted(rules.STATES - rules.OVER))
Act = Callable[[Session, Actor, int, Mapping[str, str]], Report]


@bp.get("")
@needs("reports.view")
def listing() -> str:
    """Unanswered first of all; `all` shows the rest too."""
    everything = "all" in request.args
    asked = shaped(Listing, {name: text[:80] for name, text in request.args.items() if text and name in ASKED})
    if not (everything or asked.state):
        asked = asked.model_copy(update={"state": OPEN})
    with services().db.read() as session:
        rows, following = queue.page(session, actor(), asked)
        found = cards(session, [row.id for row in rows])
        shown = [found[row.id] for row in rows]
        kinds = _categories(session)
    return render_template(
        "reports/list.html", reports=shown, next=following, kinds=kinds, states=STATES, everything=everything, q=asked.q
    )


@bp.get("/<int:report_id>")
@needs("reports.view")
def one(report_id: int) -> str:
    return _one(report_id)


@bp.post("/<int:report_id>/contact")
@needs("reports.work")
def contact(report_id: int) -> str:
    """Shown when asked for; looking is recorded."""
    with services().db.write() as session:
        door.looked(session, "report.contact", report_id)
    return _one(report_id, contact=True)


@bp.post("/<int:report_id>/erase")
@needs("reports.erase")
def erase(report_id: int) -> Any:
    given = shaped(Erasing, {name: bool(request.form.get(name)) for name in ("words", "photos")})
    with services().db.write() as session:
        door.looked(session, "report.erase", report_id)
        erasing.erase(
            session, actor(), now(), services().settings.home, report_id, words=given.words, photos=given.photos
        )
    return redirect(f"/reports/{report_id}", 303)


@bp.post("/<int:report_id>/<any(accept, reject, duplicate, answer, close, ask):act>")
@needs("reports.work")
@idempotent
def act(report_id: int, act: str) -> Any:
    try:
        with services().db.write() as session:
            ACTS[act](session, actor(), report_id, request.form)
    except IocError as error:
        return _one(report_id, _sentence(error)), error.status
    return redirect(f"/reports/{report_id}", 303)


def _accept(session: Session, who: Actor, report_id: int, _form: Mapping[str, str]) -> Report:
    return service.accept(session, who, now(), report_id)


def _reject(session: Session, who: Actor, report_id: int, form: Mapping[str, str]) -> Report:
    return service.reject(session, who, now(), report_id, shaped(Reason, {"reason": form.get("text", "")}).reason)


def _duplicate(session: Session, who: Actor, report_id: int, form: Mapping[str, str]) -> Report:
    code = form.get("incident", "").strip().upper()
    incident = session.scalar(select(Incident).where(Incident.code == code))
    if incident is None:
        raise Invalid(_("Không có sự cố nào mang mã %(code)s.", code=code or "…"))
    return service.duplicate(session, who, now(), report_id, incident.id)


def _answer(session: Session, who: Actor, report_id: int, form: Mapping[str, str]) -> Report:
    return service.answer(session, who, now(), report_id, shaped(Answer, {"text": form.get("text", "")}).text)


def _close(session: Session, who: Actor, report_id: int, _form: Mapping[str, str]) -> Report:
    return service.close(session, who, now(), report_id)


def _ask(session: Session, who: Actor, report_id: int, form: Mapping[str, str]) -> Report:
    return talk.ask(session, who, now(), report_id, shaped(Answer, {"text": form.get("text", "")}).text)


ACTS: Mapping[str, Act] = {
    "accept": _accept,
    "reject": _reject,
    "duplicate": _duplicate,
    "answer": _answer,
    "close": _close,
    "ask": _ask,
}


def _sentence(error: IocError) -> str:
    """What went wrong, in people's words: an empty field, a step that is over."""
    if isinstance(error, IllegalMove):
        return str(_("Phản ánh đã chuyển bước khác. Trang này vừa được làm mới."))
    return str(_("Hãy viết nội dung.")) if error.extra.get("fields") else error.detail


def _one(report_id: int, error: str = "", *, contact: bool = False) -> str:
    with services().db.read() as session:
        report = service.visible(session, actor(), report_id)
        card = cards(session, [report_id])[report_id]
        incident = session.get(Incident, report.incident_id) if report.incident_id else None
        who = session.get(Contact, report.contact_id) if contact and report.contact_id else None
        shown = {"report": report, "card": card, "incident": incident, "who": who, "said": talk.of(session, report_id)}
        kinds = _categories(session)
    here = {"words": words, "zone": zone(), "now": now(), "states": STATES, "kinds": kinds}
    here |= {"legal": rules.legal(report.state), "may": actor().permissions, "key": secrets.token_urlsafe(16)}
    return render_template("reports/one.html", error=error, **shown, **here)


def _categories(session: Session) -> dict[str, Category]:
    return {row.code: row for row in session.scalars(select(Category))}
