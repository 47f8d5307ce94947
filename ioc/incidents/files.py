"""Photos, served: only our own re-encoding, and only to those who may see the incident it belongs to."""

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.incidents.access import visible
from ioc.incidents.models import Attachment, Incident
from ioc.kernel.actor import Actor
from ioc.kernel.errors import NotFound
from ioc.kernel.files import StoredFile, path_of
from ioc.kernel.http import services

bp = Blueprint("files", __name__, url_prefix="/files")
A_DAY = 86_400
EVERYTHING = {"admin", "supervisor", "officer", "viewer"}


class Pending(NotFound):
    """It came in and waits for the worker; ask again in a moment."""

    type = "pending"


@bp.get("/<int:file_id>")
@bp.get("/<int:file_id>/<any(thumb):variant>")
@needs("files.view")
def serve(file_id: int, variant: str = "full") -> ResponseReturnValue:
    with services().db.read() as session:
        row = _file(session, actor(), file_id)
    path = path_of(services().settings.home, row.key, variant)
    answer = send_file(path, mimetype="image/jpeg", max_age=A_DAY, etag=row.sha256 + variant, conditional=True)
    answer.headers["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    return answer


def _file(session: Session, who: Actor, file_id: int) -> StoredFile:
    """Raises NotFound for what is not there and for what is others' alike."""
    row = session.get(StoredFile, file_id)
    if row is None or row.state == "refused" or not _may_see(session, who, file_id):
        raise NotFound(_("Không có ảnh này."))
    if row.state != "ready":
        raise Pending(_("Ảnh đang được xử lý."))
    return row


def _may_see(session: Session, who: Actor, file_id: int) -> bool:
    if who.role in EVERYTHING:
        return True
    query = (
        select(Attachment.id)
        .join(Incident, Incident.id == Attachment.incident_id)
        .where(Attachment.file_id == file_id, visible(who))
        .limit(1)
    )
    return session.scalar(query) is not None
