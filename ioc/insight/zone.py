"""The city's days: figures and reports count from local midnight."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from ioc.kernel import house


def day_start(session: Session, at: datetime) -> datetime:
    """Local midnight before `at`, in UTC."""
    return at.astimezone(house.zone(session)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
