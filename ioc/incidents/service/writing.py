"""What people add to an incident: words and photos. Nothing of it is edited away."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.incidents import access
from ioc.incidents.events import IncidentAttached, IncidentNoted
from ioc.incidents.models import Attachment, Incident, Note
from ioc.incidents.service.change import record, write_down
from ioc.kernel.actor import Actor
from ioc.kernel.config import Home
from ioc.kernel.errors import Invalid
from ioc.kernel.files import quarantine
from ioc.kernel.uploads import Picture

LATE_AFTER_S = 60  # a fact from the field that needed longer than this to arrive says so


def is_late(now: datetime, device_at: datetime | None) -> bool:
    return device_at is not None and (now - device_at).total_seconds() > LATE_AFTER_S


def note(
    session: Session, actor: Actor, now: datetime, incident_id: int, text: str, device_at: datetime | None = None
) -> Note:
    """Words on the timeline; also on what is over."""
    row = access.get(session, actor, incident_id)
    note_id = write_down(session, actor, now, row, text, device_at)
    if note_id is None:
        raise Invalid(_("Ghi chú trống."), fields=[{"field": "text", "problem": "empty"}])
    fact = IncidentNoted(note_id=note_id, late=is_late(now, device_at), device_at=device_at)
    record(session, actor, now, row, fact)
    return session.get_one(Note, note_id)


def attach(
    session: Session,
    actor: Actor,
    now: datetime,
    home: Home,
    incident_id: int,
    picture: Picture,
    kind: str,
    *,
    device_at: datetime | None = None,
    assignment_id: int | None = None,
) -> Attachment:
    """One photo; it waits in quarantine until the worker has re-encoded it."""
    row = access.get(session, actor, incident_id)
    stored = quarantine(session, home, picture.data, picture.mime, now)
    stored.public = kind in ("before", "after")  # a tracking page shows what was and what became of it
    kept = Attachment(
        incident_id=row.id, assignment_id=assignment_id, file_id=stored.id, kind=kind, at=now, device_at=device_at
    )
    session.add(kept)
    session.flush()
    pictured(session, actor, now, row, kept)
    return kept


def pictured(session: Session, actor: Actor, now: datetime, row: Incident, kept: Attachment) -> None:
    """The incident has one photo more."""
    row.photos += 1
    fact = IncidentAttached(
        attachment_id=kept.id,
        photo_kind=kept.kind,
        late=is_late(now, kept.device_at),
        device_at=kept.device_at,
    )
    record(session, actor, now, row, fact)
