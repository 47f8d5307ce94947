"""Time. Inside everything is UTC and aware; the city's zone exists on screens only."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, UTC, aware."""
    return datetime.now(UTC)


def rfc3339(at: datetime | None) -> str | None:
    """`2026-11-22T11:42:07.123Z`; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """RFC 3339 to an aware UTC instant. Raises ValueError for anything else, also for a time without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time needs a zone")
    return at.astimezone(UTC)


def from_ms(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def to_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
