"""Lists of reports: for staff newest first, for the report page what is reported most."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.incidents.models import Incident
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Invalid
from ioc.kernel.i18n import fold
from ioc.reports import rules
from ioc.reports.models import Report
from ioc.reports.schemas import Listing

LIKELY = 3
LOOK_BACK = timedelta(days=30)


def page(session: Session, actor: Actor, asked: Listing) -> tuple[Sequence[Report], int | None]:
    """The reports that `actor` may see, newest first, and the cursor of the next page. Marks and capitals are alike."""
    query = select(Report).order_by(Report.id.desc()).limit(asked.limit + 1)
    if actor.role == "agency":
        query = query.join(Incident, Incident.id == Report.incident_id).where(Incident.agency_id == actor.agency_id)
    if asked.state:
        query = query.where(Report.state.in_(_states(asked.state)))
    if words := fold(asked.q):
        query = query.where(Report.folded.contains(words, autoescape=True))
    if asked.cursor:
        query = query.where(Report.id < asked.cursor)
    rows = session.scalars(query).all()
    shown = rows[: asked.limit]
    return shown, shown[-1].id if len(rows) > asked.limit else None


def choices(session: Session, now: datetime) -> Sequence[Category]:
    """What citizens may choose: most reported of late first, `other` last."""
    counted = (
        select(Report.category, func.count().label("n"))
        .where(Report.received_at > now - LOOK_BACK)
        .group_by(Report.category)
        .subquery()
    )
    query = (
        select(Category)
        .outerjoin(counted, counted.c.category == Category.code)
        .where(Category.public)
        .order_by(Category.code == "other", func.coalesce(counted.c.n, 0).desc(), Category.rank, Category.code)
    )
    return session.scalars(query).all()


def _states(text: str) -> list[str]:
    names = text.split(",")
    wrong = [name for name in names if name not in rules.STATES]
    if wrong:
        raise Invalid(_("Không có trạng thái %(name)s.", name=wrong[0]), legal=sorted(rules.STATES))
    return names
