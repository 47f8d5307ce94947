"""Forgetting a person: rows and files go, the log stays whole because it never held them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ioc.incidents import service as incidents
from ioc.incidents.models import Attachment
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.config import Home
from ioc.kernel.files import StoredFile, path_of
from ioc.reports import rules
from ioc.reports.events import ReportErased
from ioc.reports.models import Contact, Report, ReportMessage
from ioc.reports.service import get, record
from ioc.reports.talk import REPORTER

VARIANTS = ("quarantine", "full", "thumb")


def erase(
    session: Session,
    actor: Actor,
    now: datetime,
    home: Home,
    report_id: int,
    *,
    words: bool = False,
    photos: bool = False,
) -> Report:
    """Who sent it is forgotten; with `words` what they wrote too, with `photos` their pictures. Twice does no harm."""
    report = get(session, report_id)
    had, gone = report.contact_id is not None, 0
    _forget_contact(session, report)
    if words:
        report.text, report.rating_text = "", None
        report.refold()
        said = delete(ReportMessage).where(ReportMessage.report_id == report.id, ReportMessage.by == REPORTER)
        session.execute(said)
    if photos:
        gone = _forget_photos(session, now, home, report)
    if not (had or words or gone):
        return report
    report.erased_at = now
    return record(session, actor, now, report, ReportErased(words=words, photos=gone))


def retire(session: Session, home: Home, now: datetime, keep_days: float) -> int:
    """Contacts of reports that have been over for long. 0 days: they are kept."""
    if not keep_days:
        return 0
    old = select(Report.id).where(
        Report.contact_id.is_not(None), Report.state.in_(rules.OVER), Report.over_at < now - timedelta(days=keep_days)
    )
    ids = session.scalars(old.limit(200)).all()
    for report_id in ids:
        erase(session, SYSTEM, now, home, report_id)
    return len(ids)


def _forget_contact(session: Session, report: Report) -> None:
    known, report.contact_id = report.contact_id, None
    session.flush()
    if known is not None:
        session.execute(delete(Contact).where(Contact.id == known))


def _forget_photos(session: Session, now: datetime, home: Home, report: Report) -> int:
    """The files too. They go before the commit: a unit that fails then leaves a picture missing, never one too many."""
    rows = session.scalars(select(Attachment).where(Attachment.report_id == report.id)).all()
    files = session.scalars(select(StoredFile).where(StoredFile.id.in_([row.file_id for row in rows]))).all()
    for row in rows:
        session.delete(row)
    session.flush()
    for file in files:
        for variant in VARIANTS:
            path_of(home, file.key, variant).unlink(missing_ok=True)
        session.delete(file)
    if rows and report.incident_id is not None:
        incidents.count_photos(session, now, report.incident_id, -len(rows))
    return len(rows)
