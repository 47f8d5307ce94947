"""The citizens' pages: home, report, tracking. They work as plain pages; scripts only make them quicker."""

import secrets
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.actor import Actor
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.files import StoredFile, path_of
from ioc.kernel.http import query, services, shaped
from ioc.places.address import spoken
from ioc.reports import erasing, queue, rules, service, talk, words
from ioc.reports.door import FORM, address_allows, address_may_look, photos_sent, received, sent
from ioc.reports.models import Report
from ioc.reports.schemas import Rating, Said, Spot, Typed
from ioc.reports.tracking import files_of, track

bp = Blueprint("public", __name__)
SEE_OTHER = 303
IMMUTABLE = 86_400


@bp.get("/")
@needs(PUBLIC)
def home() -> str:
    return render_template("home.html")


@bp.get("/find")
@needs(PUBLIC)
def find() -> ResponseReturnValue:
    """A tracking link leads on; a code alone says how far it is, and nothing about where or who."""
    address_may_look()
    typed = request.args.get("code", "")[:200].strip()
    if "/r/" in typed:
        return redirect(url_for("public.tracking", token=typed.rsplit("/r/", 1)[1].split("?")[0].strip("/")))
    code = rules.normal_code(typed, services().settings.config.reports.code_prefix)
    with services().db.read() as session:
        report = session.scalar(select(Report).where(Report.code == code))
        told = track(session, report, now()) if report is not None else None
        return render_template("home.html", typed=typed, code=code, found=told, words=words, zone=zone())


@bp.get("/report")
@needs(PUBLIC)
def form() -> str:
    return _form({"key": secrets.token_urlsafe(18)}, None)


def _form(given: dict[str, str], problem: IocError | None) -> str:
    with services().db.read() as session:
        choices = queue.choices(session, now())
    config = services().settings.config
    heard = config.deliveries.mail_reporters or config.deliveries.sms_webhook
    return render_template(
        "report.html",
        choices=choices,
        likely=queue.LIKELY,
        given=given,
        problem=problem,
        settings=config.reports,
        heard=heard,
        patterns={"phone": rules.PHONE, "email": rules.EMAIL},
        wrong=problem.extra.get("field") if problem else None,
    )


@bp.post("/report")
@needs(PUBLIC)
def send() -> ResponseReturnValue:
    """Once, however often it is tapped: the form carries its own key, and a known key leads to the same page."""
    address_allows()
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        report = received(sent(FORM), channel="web")
    except IocError as problem:
        if wants_json:
            raise
        return _form(request.form.to_dict(), problem), problem.status
    url = url_for("public.tracking", token=report.token)
    if wants_json:
        return jsonify(code=report.code, token=report.token, url=url), 201
    return redirect(url, SEE_OTHER)


@bp.get("/report/where")
@needs(PUBLIC)
def where() -> ResponseReturnValue:
    """The address of a point, so that the page can name where the pin stands."""
    address_may_look()
    spot, pack = query(Spot), services().pack
    address = pack.reverse(spot.lon, spot.lat) if pack is not None else None
    return jsonify(
        text=spoken(address.text, str(get_locale())) if address else "", ward=address.ward if address else None
    )


@bp.get("/report/places")
@needs(PUBLIC)
def places() -> ResponseReturnValue:
    address_may_look()
    pack = services().pack
    found = pack.search(query(Typed).q, 8) if pack is not None else []
    return jsonify(items=[{"title": p.name, "detail": p.detail, "lat": p.lat, "lon": p.lon} for p in found])


@bp.get("/r/<token>")
@needs(PUBLIC)
def tracking(token: str) -> str:
    return _track("track.html", token)


@bp.get("/r/<token>/now")
@needs(PUBLIC)
def tracking_now(token: str) -> str:
    """The living part of the tracking page alone: the page asks for it when something happened."""
    return _track("track_now.html", token)


def _track(template: str, token: str, **extra: Any) -> str:
    with services().db.read() as session:
        report = service.by_token(session, token)
        told = track(session, report, now())
        return render_template(template, t=told, token=token, words=words, zone=zone(), now=now(), **extra)


@bp.post("/r/<token>/rate")
@needs(PUBLIC)
def rate(token: str) -> ResponseReturnValue:
    address_allows()
    rating = shaped(Rating, {"stars": request.form.get("stars"), "text": request.form.get("text", "")})
    with services().db.write() as session:
        report = service.by_token(session, token)
        service.rate(session, _reporter(report), now(), report.id, rating.stars, rating.text)
    return redirect(url_for("public.tracking", token=token), SEE_OTHER)


@bp.post("/r/<token>/reopen")
@needs(PUBLIC)
def reopen(token: str) -> ResponseReturnValue:
    address_allows()
    with services().db.write() as session:
        report = service.by_token(session, token)
        if report.state in rules.OVER:  # a second tap finds it reopened already
            service.reopen(session, _reporter(report), now(), report.id)
    return redirect(url_for("public.tracking", token=token), SEE_OTHER)


@bp.post("/r/<token>/add")
@needs(PUBLIC)
def add(token: str) -> ResponseReturnValue:
    """The reporter adds a word or a photo."""
    address_allows()
    said, pictures = shaped(Said, {"text": request.form.get("text", "")}), photos_sent()
    with services().db.write() as session:
        report = service.by_token(session, token)
        talk.add(session, _reporter(report), now(), services().settings.home, report.id, said.text, pictures)
    return redirect(url_for("public.tracking", token=token), SEE_OTHER)


@bp.post("/r/<token>/forget")
@needs(PUBLIC)
def forget(token: str) -> ResponseReturnValue:
    """Whoever sent it may take their name and contact back, at any time."""
    address_allows()
    with services().db.write() as session:
        report = service.by_token(session, token)
        erasing.erase(session, _reporter(report), now(), services().settings.home, report.id)
    return redirect(url_for("public.tracking", token=token), SEE_OTHER)


@bp.get("/r/<token>/photos/<int:file_id>")
@bp.get("/r/<token>/photos/<int:file_id>/<any(thumb):variant>")
@needs(PUBLIC)
def photo(token: str, file_id: int, variant: str = "full") -> ResponseReturnValue:
    with services().db.read() as session:
        row = _photo(session, token, file_id)
    path = path_of(services().settings.home, row.key, variant)
    answer = send_file(path, mimetype="image/jpeg", max_age=IMMUTABLE, etag=row.sha256 + variant, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={IMMUTABLE}, immutable"  # no shared cache keeps it
    return answer


def _photo(session: Session, token: str, file_id: int) -> StoredFile:
    report = service.by_token(session, token)
    row = session.get(StoredFile, file_id) if file_id in files_of(session, report) else None
    if row is None or row.state != "ready":
        raise NotFound(_("Không có ảnh này."))
    return row


def _reporter(report: Report) -> Actor:
    return Actor("citizen", report.id, "citizen")


def zone() -> tzinfo:
    pack = services().pack
    return ZoneInfo(pack.manifest.timezone if pack is not None else "Asia/Ho_Chi_Minh")
