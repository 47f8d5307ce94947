"""What is not kept for ever: telemetry. The event log is."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete
from sqlalchemy.orm import Session

from ioc.dispatch.models import CrewPosition
from ioc.kernel.config import Config, Settings
from ioc.kernel.http import Services
from ioc.kernel.outbox import Delivery
from ioc.reports import erasing
from ioc.sensors.models import RejectedMessage
from ioc.sensors.readings import days

KEEP_SENT = timedelta(days=30)


def readings(held: Services, now: datetime) -> int:
    """Drops the day tables whose time is over."""
    with held.db.write() as session:
        return len(days.drop_before(session.connection(), now, held.settings.config.ingest.retention_days))


def telemetry(config: Config, session: Session, now: datetime) -> int:
    """Crew positions and rejected messages live as long as readings."""
    oldest = now - timedelta(days=config.ingest.retention_days)
    return _gone(session, delete(CrewPosition).where(CrewPosition.at < oldest)) + _gone(
        session, delete(RejectedMessage).where(RejectedMessage.at < oldest)
    )


def deliveries(session: Session, now: datetime) -> int:
    """Forgets what was sent long ago, or had nobody to go to; dead letters stay until somebody looks at them."""
    return _gone(session, delete(Delivery).where(Delivery.state == "sent", Delivery.sent_at < now - KEEP_SENT)) + _gone(
        session, delete(Delivery).where(Delivery.state == "void", Delivery.due_at < now - KEEP_SENT)
    )


def contacts(settings: Settings, session: Session, now: datetime) -> int:
    """Who sent a report that has long been over is forgotten."""
    return erasing.retire(session, settings.home, now, settings.config.reports.keep_contacts_days)


def _gone(session: Session, what: Delete) -> int:
    return cast(CursorResult[Any], session.execute(what)).rowcount
