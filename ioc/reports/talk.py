"""Reporter and centre talk about one report; both read all of it. Staff's own notes stand on the incident."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.incidents.models import Attachment
from ioc.kernel.actor import Actor
from ioc.kernel.config import Home
from ioc.kernel.errors import Conflict, Invalid
from ioc.kernel.uploads import Picture
from ioc.reports.events import ReportAdded, ReportAsked
from ioc.reports.intake import attach
from ioc.reports.models import Report, ReportMessage
from ioc.reports.service import get, record

REPORTER, CENTRE = "reporter", "centre"
MOST = 40  # messages of a reporter on one report: more than any conversation, less than a flood
MOST_PHOTOS = 12


def ask(session: Session, actor: Actor, now: datetime, report_id: int, text: str) -> Report:
    """A question or a word to the reporter, who reads it on the tracking page (and hears of it, if reachable)."""
    report = get(session, report_id)
    author = actor.id if actor.kind == "user" else None
    return record(session, actor, now, report, ReportAsked(message_id=_say(session, now, report, CENTRE, text, author)))


def add(
    session: Session,
    actor: Actor,
    now: datetime,
    home: Home,
    report_id: int,
    text: str,
    pictures: Sequence[Picture] = (),
) -> Report:
    """The reporter adds words or photos. The same words twice running are one message: a second tap."""
    report = get(session, report_id)
    last = session.scalar(
        select(ReportMessage).where(ReportMessage.report_id == report.id).order_by(ReportMessage.id.desc()).limit(1)
    )
    if not pictures and last is not None and (last.by, last.text) == (REPORTER, text):
        return report
    if not (text or pictures):
        raise Invalid(_("Hãy viết một câu hoặc chọn một ảnh."), field="text")
    _bounded(session, report, len(pictures))
    for picture in pictures:
        attach(session, home, now, report, picture)
    message = _say(session, now, report, REPORTER, text, None) if text else None
    return record(session, actor, now, report, ReportAdded(message_id=message, photos=len(pictures)))


def of(session: Session, report_id: int) -> Sequence[ReportMessage]:
    return session.scalars(
        select(ReportMessage).where(ReportMessage.report_id == report_id).order_by(ReportMessage.id)
    ).all()


def _bounded(session: Session, report: Report, photos: int) -> None:
    said = select(func.count()).where(ReportMessage.report_id == report.id, ReportMessage.by == REPORTER)
    shown = select(func.count()).where(Attachment.report_id == report.id)
    if (session.scalar(said) or 0) >= MOST or (photos and (session.scalar(shown) or 0) + photos > MOST_PHOTOS):
        raise Conflict(_("Phản ánh này đã nhận đủ lời nhắn. Hãy gửi phản ánh mới."))


def _say(session: Session, now: datetime, report: Report, by: str, text: str, author: int | None) -> int:
    row = ReportMessage(report_id=report.id, at=now, by=by, author_id=author, text=text)
    session.add(row)
    session.flush()
    return row.id
