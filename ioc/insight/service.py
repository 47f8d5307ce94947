"""Handing over a watch: the report is made from what the log holds, kept, and named by the watch that ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts.models import User
from ioc.dispatch.models import Shift
from ioc.dispatch.service import shifts
from ioc.insight.report import facts as reported
from ioc.insight.report import keeping
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Invalid
from ioc.kernel.http import Services

LONGEST_WORDS = 4000


@dataclass(frozen=True)
class HandedOver:
    shift_id: int
    report: str


def hand_over(held: Services, actor: Actor, now: datetime, words: str, to_id: int | None) -> HandedOver:
    """Makes the report of the watch that somebody has and ends it. Nothing is kept when either fails."""
    if len(words) > LONGEST_WORDS:
        raise Invalid(
            _("Lời giao ca dài quá %(n)s chữ.", n=LONGEST_WORDS),
            fields=[{"field": "words", "problem": _("nhiều nhất %(n)s ký tự", n=LONGEST_WORDS)}],
        )
    with held.db.read() as session:
        row = shifts.current(session)
        gathered = _gathered(session, row, now, words, to_id)
    told = row.id if row is not None else None
    name = keeping.name_of(now)
    keeping.write(held.settings.home, name, _page(held, gathered, now))
    try:
        with held.db.write() as session:
            return HandedOver(shifts.hand_over(session, actor, now, name, to_id, told).id, name)
    except Exception:
        keeping.path_of(held.settings.home, name).unlink(missing_ok=True)
        raise


def preview(held: Services, now: datetime, hours: float) -> str:
    """The report as it would be now, of the watch that is on or of the last hours; nothing changes."""
    with held.db.read() as session:
        row = shifts.current(session)
        since = row.starts_at if row else now - timedelta(hours=hours)
        officer = _name(session, row.officer_id if row else None)
        gathered = reported.gather(session, since, now, officer=officer, next_officer="", words="")
    return _page(held, gathered, now)


def _page(held: Services, gathered: reported.Facts, now: datetime) -> str:
    from ioc.insight.report import page  # brings folium: half a second at the start and 22 MB, for reports alone

    return page.render(gathered, held.pack, now)


def _gathered(session: Session, row: Shift | None, now: datetime, words: str, to_id: int | None) -> reported.Facts:
    if row is None:
        raise Conflict(_("Chưa ai nhận ca trực này."))
    if to_id is not None and session.get(User, to_id) is None:
        raise Invalid(_("Không có người này."), fields=[{"field": "to", "problem": "unknown"}])
    officer, following = _name(session, row.officer_id), _name(session, to_id)
    return reported.gather(session, row.starts_at, now, officer=officer, next_officer=following, words=words)


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id is not None else None
    return (user.name or user.email) if user is not None else ""
