"""A crew tells how it gets on, often late: what it tells is recorded always, and moves the assignment when it may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch import access
from ioc.dispatch.events import (
    AssignmentAborted,
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentDone,
    AssignmentEnRoute,
    AssignmentFact,
    AssignmentOnScene,
    AssignmentTold,
)
from ioc.dispatch.models import Assignment
from ioc.dispatch.rules import moves
from ioc.dispatch.service.change import tell
from ioc.incidents import service as incidents
from ioc.incidents.models import Attachment, Incident
from ioc.incidents.service.change import write_down
from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.errors import IllegalMove, Invalid


@dataclass(frozen=True, slots=True)
class Word:
    """What came with a move. `photos`: attachments sent before; `photos_pending`: still in the tablet's own queue."""

    reason: str | None = None
    note: str | None = None
    device_at: datetime | None = None
    photos: tuple[int, ...] = ()
    photos_pending: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The assignment after a move. `refused`: the move was no longer legal and is on record only."""

    row: Assignment
    refused: IllegalMove | None = None


def move(
    session: Session, actor: Actor, now: datetime, assignment_id: int, name: str, word: Word | None = None
) -> Outcome:
    """Makes one of the moves of `rules.moves`. The same move again answers the same and says nothing new.

    Raises Invalid when a reason, a note or a photo is missing (`missing` names it). A move that is not legal is not
    raised but returned, so that what the crew told is committed: the caller raises it afterwards.
    """
    word = word or Word()
    row = access.assignment(session, actor, assignment_id)
    stamped = {stamp for stamp in moves.STAMPS.values() if getattr(row, stamp) is not None}
    if moves.repeated(row.state, name, stamped):
        _told_again(session, actor, now, row, name, word)
        return Outcome(row)
    to = moves.after(row.state, name)
    if to is None:
        return _refuse(session, actor, now, row, name, word)
    _complete(session, row, name, word)
    at = moves.clamped(word.device_at, row.offered_at, now)
    late = incidents.is_late(now, word.device_at)
    row.state, row.late = to, row.late or late
    _stamp(row, name, at)
    note_id = _keep_words(session, actor, now, row, word)
    basis = AssignmentFact(incident_id=row.incident_id, crew_id=row.crew_id, device_at=word.device_at, late=late)
    tell(session, actor, now, row, _FACTS[name](basis, note_id, len(word.photos) + word.photos_pending))
    return Outcome(row)


def _complete(session: Session, row: Assignment, name: str, word: Word) -> None:
    """Is everything there that the move needs?"""
    if name in moves.NEED_REASON and not (word.reason or "").strip():
        raise Invalid(_("Hãy cho biết lý do."), missing=["reason"])
    if name != "done":
        return
    sent = session.scalars(select(Attachment.id).where(Attachment.assignment_id == row.id)).all()
    strange = [photo for photo in word.photos if photo not in sent]
    if strange:
        raise Invalid(_("Ảnh không thuộc lệnh này."), fields=[{"field": "photos", "problem": f"unknown: {strange}"}])
    needs = house.config(session).dispatch.done_needs
    lacking = moves.missing(needs, note=bool((word.note or "").strip()), photos=len(sent) + word.photos_pending)
    if lacking:
        said = {"photo": _("một ảnh sau xử lý"), "note": _("một dòng ghi chú")}
        raise Invalid(_("Còn thiếu %(what)s.", what=", ".join(said[one] for one in lacking)), missing=lacking)


def _stamp(row: Assignment, name: str, at: datetime) -> None:
    """Times never run backwards, whatever a tablet's clock says."""
    known = (row.accepted_at, row.en_route_at, row.on_scene_at)
    at = max(at, *(time for time in known if time is not None), row.offered_at)
    stamp = moves.STAMPS.get(name)
    if stamp is not None:
        setattr(row, stamp, at)
    if row.state in moves.OVER:
        row.ended_at = at


def _keep_words(session: Session, actor: Actor, now: datetime, row: Assignment, word: Word) -> int | None:
    if word.reason:
        row.reason = word.reason.strip()[:300]
    incident = session.get_one(Incident, row.incident_id)
    return write_down(session, actor, now, incident, word.note or word.reason, word.device_at)


def _refuse(session: Session, actor: Actor, now: datetime, row: Assignment, name: str, word: Word) -> Outcome:
    """Not legal any more. From the field it is recorded all the same, once."""
    refused = IllegalMove(_("Lệnh %(id)s", id=row.id), row.state, name, moves.legal(row.state))
    if actor.role == "crew" and not _told_before(session, row, name, word):
        _record(session, actor, now, row, name, word)
    return Outcome(row, refused)


def _told_again(session: Session, actor: Actor, now: datetime, row: Assignment, name: str, word: Word) -> None:
    """The move was made already. By this very message: nothing new. By an officer who heard it over the radio, or by
    a calling back: the crew's own time and words are on record too."""
    if actor.role == "crew" and not _told_before(session, row, name, word):
        _record(session, actor, now, row, name, word)


def _record(session: Session, actor: Actor, now: datetime, row: Assignment, name: str, word: Word) -> None:
    note_id = _keep_note(session, actor, now, row, word)
    late = incidents.is_late(now, word.device_at)
    row.late = row.late or late
    fact = AssignmentTold(
        incident_id=row.incident_id,
        crew_id=row.crew_id,
        device_at=word.device_at,
        late=late,
        move=name,
        note_id=note_id,
    )
    tell(session, actor, now, row, fact)


def _keep_note(session: Session, actor: Actor, now: datetime, row: Assignment, word: Word) -> int | None:
    incident = session.get_one(Incident, row.incident_id)
    return write_down(session, actor, now, incident, word.note or word.reason, word.device_at)


def _told_before(session: Session, row: Assignment, name: str, word: Word) -> bool:
    said = select(events.Event.data).where(
        events.Event.subject_type == "assignment",
        events.Event.subject_id == row.id,
        events.Event.kind.in_((AssignmentTold.kind, _KINDS[name])),
    )
    probe = AssignmentTold(incident_id=row.incident_id, crew_id=row.crew_id, device_at=word.device_at, move=name)
    at = probe.model_dump(mode="json")["device_at"]
    return any(data.get("move", name) == name and data["device_at"] == at for data in session.scalars(said))


_KINDS = {
    "accept": AssignmentAccepted.kind,
    "decline": AssignmentDeclined.kind,
    "en-route": AssignmentEnRoute.kind,
    "on-scene": AssignmentOnScene.kind,
    "done": AssignmentDone.kind,
    "abort": AssignmentAborted.kind,
}
FactMaker = Callable[[AssignmentFact, int | None, int], AssignmentFact]


def _plain(cls: type[AssignmentFact]) -> FactMaker:
    return lambda basis, _note_id, _photos: cls(**basis.model_dump())


_FACTS: dict[str, FactMaker] = {
    "accept": _plain(AssignmentAccepted),
    "en-route": _plain(AssignmentEnRoute),
    "on-scene": _plain(AssignmentOnScene),
    "decline": lambda basis, note_id, _photos: AssignmentDeclined(**basis.model_dump(), note_id=note_id),
    "abort": lambda basis, note_id, _photos: AssignmentAborted(**basis.model_dump(), note_id=note_id),
    "done": lambda basis, note_id, photos: AssignmentDone(**basis.model_dump(), note_id=note_id, photos=photos),
}
