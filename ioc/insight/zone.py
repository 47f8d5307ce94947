"""The city's days: figures and reports count from local midnight."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ioc.kernel import house

DEFAULT = "Asia/Ho_Chi_Minh"


def zone(session: Session) -> tzinfo:
    pack = house.pack(session)
    return ZoneInfo(pack.manifest.timezone if pack is not None else DEFAULT)


def day_start(session: Session, at: datetime) -> datetime:
    """Local midnight before `at`, in UTC."""
    return at.astimezone(zone(session)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
