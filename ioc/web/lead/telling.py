"""Figures in words and in the reader's numbers: 93,8 % in Vietnamese, 93.8 % in English."""

from collections.abc import Sequence

from flask_babel import get_locale
from flask_babel import gettext as _

from ioc.insight.leading import Done, Row
from ioc.insight.period import Period

HOLDERS = 3
A_MINUTE, AN_HOUR, A_DAY = 60, 3600, 86_400


def number(value: float, digits: int = 1) -> str:
    text = f"{value:.{digits}f}"
    return text if str(get_locale()) == "en" else text.replace(".", ",")


def percent(share: float | None) -> str:
    if share is None:
        return "–"
    return f"{number(100 * share, 0 if share in (0, 1) else 1)} %"


def lasting(seconds: float | None) -> str:
    """A duration as one says it: 40 giây, 12 phút, 5,5 giờ."""
    if seconds is None:
        return "–"
    if seconds < A_MINUTE:
        return str(_("%(n)s giây", n=round(seconds)))
    if seconds < 2 * AN_HOUR:
        return str(_("%(n)s phút", n=round(seconds / A_MINUTE)))
    if seconds < 2 * A_DAY:
        return str(_("%(n)s giờ", n=number(seconds / AN_HOUR)))
    return str(_("%(n)s ngày", n=number(seconds / A_DAY)))


def kind_name(kind: str) -> str:
    return {"day": str(_("Ngày")), "week": str(_("Tuần")), "month": str(_("Tháng"))}[kind]


def title(period: Period) -> str:
    """Tuần 47, 16–22.11.2026."""
    first, last = period.first, period.last
    if period.kind == "day":
        return first.strftime("%d.%m.%Y")
    if period.kind == "month":
        return str(_("Tháng %(month)s.%(year)s", month=first.month, year=first.year))
    days = f"{first:%d}–{last:%d.%m.%Y}" if first.month == last.month else f"{first:%d.%m}–{last:%d.%m.%Y}"
    return str(_("Tuần %(n)s, %(days)s", n=first.isocalendar().week, days=days))


def change(now: float | None, was: float | None, unit: str = "") -> str:
    """Against the period before: tăng 1,2 điểm. Empty where there is nothing to compare."""
    if now is None or was is None:
        return ""
    moved = round(now - was, 1)
    if not moved:
        return str(_("không đổi"))
    words = _("tăng %(n)s") if moved > 0 else _("giảm %(n)s")
    return f"{words % {'n': number(abs(moved))}}{f' {unit}' if unit else ''}"


def sentence(done: Done, was: Done, late: int, agencies: Sequence[Row], period: Period) -> str:
    """What a leader should know first."""
    return f"{_finished(done, was, period)} {_late(late, agencies)}"


def _finished(done: Done, was: Done, period: Period) -> str:
    if done.share is None:
        within = {"day": _("ngày này"), "week": _("tuần này"), "month": _("tháng này")}[period.kind]
        return str(_("Chưa việc nào xong trong %(within)s.", within=within))
    points = change(100 * done.share, None if was.share is None else 100 * was.share, str(_("điểm")))
    share = percent(done.share)
    if points:
        return str(_("%(share)s việc xong đúng hạn, %(points)s.", share=share, points=points))
    return str(_("%(share)s việc xong đúng hạn.", share=share))


def _late(late: int, agencies: Sequence[Row]) -> str:
    if not late:
        return str(_("Không việc nào đang trễ."))
    holders = [row for row in agencies if row.late][:HOLDERS]
    held = sum(row.late for row in holders)
    if held == late and len(holders) == 1:
        return str(_("Một đơn vị giữ cả %(late)s việc trễ.", late=late))
    return str(_("%(n)s đơn vị giữ %(held)s trên %(late)s việc trễ.", n=len(holders), held=held, late=late))
