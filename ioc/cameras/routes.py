"""HTTP of cameras: the registry, pictures in and out, how they are."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask_babel import gettext as _

from ioc.accounts import audit
from ioc.accounts.guard import actor, needs
from ioc.cameras import cards, gateways, pictures, service
from ioc.cameras.schemas import CameraChange, CameraIn, Health, Hold, Seen, Which
from ioc.kernel.clock import now, parse, rfc3339
from ioc.kernel.errors import Invalid, NotFound
from ioc.kernel.http import body, idempotent, query, services, whole
from ioc.kernel.versions import as_edited

bp = Blueprint("cameras", __name__, url_prefix="/api/v1/cameras")


@bp.get("")
@needs("cameras.list")
def cameras() -> Any:
    """All cameras; to a gateway that names itself: its own, with their sources."""
    asked = query(Which)
    which = asked.gateway
    pulls = "gateway.pull" in actor().permissions
    if pulls:
        if not which:
            raise Invalid(_("Trạm trung chuyển phải nói tên của mình: ?gateway=…"), field="gateway")
        gateways.admit(services().db, actor(), which)
    with services().db.read() as session:
        if pulls and which:
            rows, following = asked.of(service.of_gateway(session, which))
            return {"items": [cards.for_gateway(row) for row in rows], "next": following}
        rows, following = asked.of(service.of_gateway(session, which) if which else service.every(session))
        return {"items": [cards.card(row) for row in rows], "next": following}


@bp.post("")
@needs("cameras.manage")
@idempotent
def register() -> Any:
    shape = body(CameraIn)
    with services().db.write() as session:
        return cards.for_admin(service.register(session, actor(), now(), shape)), 201


@bp.get("/<key>")
@needs("cameras.view")
def camera(key: str) -> Any:
    """The card, what it is for, how it has been, and the pictures that are kept."""
    with services().db.read() as session:
        row = service.get(session, key)
        past = service.history(session, row.id)
        kept = pictures.kept(session, row.id)
    may_manage = "cameras.manage" in actor().permissions
    about = cards.for_admin(row) if may_manage else {**cards.card(row), "purpose": row.purpose, "ward": row.ward}
    return {
        **about,
        "history": [{"at": rfc3339(h.at), "state": h.state, "detail": h.detail} for h in past],
        "pictures": [_kept_card(key, each.id, each.captured_at, each.held_for) for each in kept],
    }


@bp.patch("/<key>")
@needs("cameras.manage")
def change(key: str) -> Any:
    shape = body(CameraChange)
    with services().db.write() as session:
        as_edited(service.get(session, key), cards.for_admin)
        return cards.for_admin(service.change(session, actor(), now(), key, shape))


@bp.put("/<key>/snapshot")
@needs("gateway.push")
def put_snapshot(key: str) -> Any:
    """The newest picture, masks burned in. `kept`: false when a newer one had arrived before."""
    if request.mimetype != "image/jpeg":
        raise Invalid(_("Đây không phải là ảnh JPEG."))
    at = _captured_at()
    jpeg = whole()
    pictures.check(jpeg)
    held = services()
    with held.db.write() as session:
        gateways.admit_camera(session, actor(), key)
        return {"kept": pictures.store(session, held.settings.home, now(), key, jpeg, at)}


@bp.post("/<key>/health")
@needs("gateway.push")
def health(key: str) -> Any:
    shape = body(Health)
    with services().db.write() as session:
        gateways.admit_camera(session, actor(), key)
        return cards.card(service.note_health(session, actor(), now(), key, shape))


@bp.get("/<key>/snapshot.jpg")
@needs("cameras.view")
def snapshot(key: str) -> Response:
    """The newest picture, with its age in `X-Captured-At`; asked again with its ETag it answers 304."""
    query(Seen)
    held = services()
    with held.db.read() as session:
        row, path = pictures.newest(session, held.settings.home, key)
    answer = _picture(path, row.snapshot_key or "")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Captured-At"] = rfc3339(row.captured_at) or ""
    return answer


@bp.get("/<key>/pictures/<int:picture_id>.jpg")
@needs("cameras.review")
def kept_picture(key: str, picture_id: int) -> Response:
    """A picture of the past. Opening one is recorded."""
    held = services()
    with held.db.write() as session:
        row = pictures.one_kept(session, key, picture_id)
        audit.record(session, actor(), now(), "camera.review", f"snapshot:{row.id}")
    answer = _picture(pictures.path_of(held.settings.home, row.key), row.key)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/<key>/hold")
@needs("cameras.review")
@idempotent
def hold(key: str) -> Any:
    """Puts the newest picture by as evidence for an incident."""
    shape = body(Hold)
    with services().db.write() as session:
        row = pictures.hold(session, actor(), now(), key, shape.incident_id)
        audit.record(session, actor(), now(), "camera.hold", f"snapshot:{row.id}")
        return _kept_card(key, row.id, row.captured_at, row.held_for), 201


def _picture(path: Path, key: str) -> Response:
    try:
        return send_file(path, "image/jpeg", etag=key, conditional=True, max_age=0)
    except FileNotFoundError:  # a newer one took its place between the look and the reading
        raise NotFound(_("Ảnh này không còn được giữ.")) from None


def _kept_card(key: str, picture_id: int, captured_at: datetime, held_for: int | None) -> dict[str, Any]:
    url = f"/api/v1/cameras/{key}/pictures/{picture_id}.jpg"
    return {"id": picture_id, "url": url, "captured_at": rfc3339(captured_at), "held_for": held_for}


def _captured_at() -> datetime:
    given = request.headers.get("X-Captured-At")
    if given is None:
        return now()
    try:
        return parse(given)
    except ValueError:
        raise Invalid(_("X-Captured-At phải là một thời điểm RFC 3339 có múi giờ."), field="X-Captured-At") from None
