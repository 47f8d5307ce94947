"""The times that leaders look at: a day, a week, a month of the city's calendar. Standard library only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KINDS = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to, not including, `end`."""

    kind: str
    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def before(self) -> "Period":
        return of(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        return of(self.kind, self.end)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its beginning and end in UTC, by the city's midnight."""
        return _midnight(self.first, zone), _midnight(self.end, zone)


def of(kind: str, day: date) -> Period:
    """The period of this kind that `day` lies in; weeks begin on Monday (ISO 8601)."""
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=7))
    if kind == "month":
        first = day.replace(day=1)
        return Period(kind, first, (first + timedelta(days=32)).replace(day=1))
    return Period("day", day, day + timedelta(days=1))


def asked(kind: str, text: str, today: date) -> Period:
    """What an address names; anything that is no day means today, and the future has no figures yet."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    return of(kind if kind in KINDS else "week", min(max(day, date(2000, 1, 1)), today))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
