"""Times as a citizen reads them, in the city's zone and the reader's language."""

from datetime import datetime, timedelta, tzinfo

from flask_babel import gettext as _

DAY = timedelta(days=1)


def clock(at: datetime, zone: tzinfo) -> str:
    """15:52"""
    return at.astimezone(zone).strftime("%H:%M")


def clock_day(at: datetime, zone: tzinfo) -> str:
    """15:52 T7"""
    return f"{clock(at, zone)} {_short_day(at.astimezone(zone))}"


def date(at: datetime, zone: tzinfo) -> str:
    """Chủ nhật 06.12"""
    local = at.astimezone(zone)
    return f"{day(at, zone)} {local:%d.%m}"


def day(at: datetime, zone: tzinfo) -> str:
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    return str(names[at.astimezone(zone).weekday()])


def when(at: datetime, now: datetime, zone: tzinfo) -> str:
    """lúc 10:12 hôm nay · lúc 10:12 hôm qua · lúc 10:12, 06.12"""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return str(_("lúc %(t)s hôm nay", t=clock(at, zone)))
    if local.date() == today - DAY:
        return str(_("lúc %(t)s hôm qua", t=clock(at, zone)))
    return str(_("lúc %(t)s, %(d)s", t=clock(at, zone), d=f"{local:%d.%m}"))


def span(time: timedelta) -> str:
    """13 ngày 15 giờ · 18 giờ 20 · 49 phút; never negative, never 0."""
    minutes = max(1, int(time.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return str(_("%(d)s ngày %(h)s giờ", d=days, h=hours) if hours else _("%(n)s ngày", n=days))
    if hours:
        return str(_("%(h)s giờ %(m)s", h=hours, m=f"{rest:02}"))
    return str(_("%(n)s phút", n=rest))


def _short_day(local: datetime) -> str:
    return str((_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))[local.weekday()])
