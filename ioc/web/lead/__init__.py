"""/lead: one sentence first, then the figures behind it, the agencies, the wards, twelve weeks; as a table to take."""

import csv
import io
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts import audit
from ioc.accounts.guard import actor, needs
from ioc.incidents import service, titles
from ioc.incidents.models import Incident
from ioc.incidents.schemas import Because
from ioc.insight import leading, period
from ioc.insight.leading import Row
from ioc.kernel import house
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.web.admin.forms import done, words
from ioc.web.lead import drawing, telling

bp = Blueprint("lead", __name__, url_prefix="/lead")
TARGET = 0.95  # of the work done in time: the promise that cities publish
RANKED, TOLD = 12, 6


@bp.get("")
@needs("insight.view")
def lead() -> str:
    return _page()


@bp.get("/figures.csv")
@needs("insight.view")
def table() -> Response:
    """One flat table for a spreadsheet: UTF-8 with the mark that Excel looks for. Who takes it is recorded."""
    with services().db.write() as session:
        asked = _asked(session)
        audit.record(session, actor(), now(), "figures.export", f"{asked.kind}:{asked.first.isoformat()}")
        rows = _flat(session, asked)
    out = io.StringIO()
    csv.writer(out).writerows([[_plain(cell) for cell in row] for row in rows])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="toan-canh-{asked.kind}-{asked.first}.csv"'
    return answer


@bp.post("/more-time/<int:incident_id>")
@needs("incidents.work")
def answer_more_time(incident_id: int) -> Any:
    """Gives the time that an agency asked for, or says why not."""
    try:
        with services().db.write() as session:
            if request.form.get("give"):
                service.give_more_time(session, actor(), now(), incident_id)
            else:
                reason = shaped(Because, {"reason": request.form.get("reason", "")}).reason
                service.refuse_more_time(session, actor(), now(), incident_id, reason)
    except IocError as error:
        return _page(words(error)), error.status
    return done("/lead")


def _asked(session: Session) -> period.Period:
    today = now().astimezone(house.zone(session)).date()
    return period.asked(request.args.get("period", ""), request.args.get("day", ""), today)


def _page(error: str = "") -> str:
    at, english = now(), str(get_locale()) == "en"
    with services().db.read() as session:
        asked = _asked(session)
        zone = house.zone(session)
        since, until = asked.instants(zone)
        before = asked.before.instants(zone)
        ends = min(until, at)
        units, kinds = leading.names(session, english=english)
        agencies = leading.by(session, Incident.agency_id, since, until, at)
        wards = leading.by(session, Incident.ward, since, until, at)
        share_weeks = leading.weeks(session, ends)
        shown: dict[str, Any] = {
            "opened": leading.opened(session, since, until),
            "done": leading.done(session, since, until),
            "was": leading.done(session, *before),
            "voice": leading.voice(session, since, until, at),
            "voice_was": leading.voice(session, *before, at),
            "late": leading.late(session, at),
            "categories": leading.by(session, Incident.category, since, until, at),
            "asking": leading.asking(session),
            "today": at.astimezone(zone).date(),
        }
        called = titles.said(session, shown["asking"])
        pack = house.pack(session)
    late_in = {str(row.key): row.late for row in wards if row.late}
    ward_map = drawing.wards(pack.path / "wards.geojson", late_in) if pack is not None else None
    weeks = [(ends - timedelta(weeks=leading.WEEKS - 1 - n)).astimezone(zone).isocalendar().week for n in range(12)]
    trend = drawing.trend(share_weeks, TARGET, [_("tuần %(n)s", n=week) for week in weeks])
    sentence = telling.sentence(shown["done"], shown["was"], shown["late"][0], agencies, asked)
    return render_template(
        "lead.html",
        **shown,
        error=error,
        period=asked,
        title=telling.title(asked),
        periods=[(kind, telling.kind_name(kind)) for kind in period.KINDS],
        sentence=sentence,
        agencies=[row for row in agencies if row.opened or row.done or row.late][:RANKED],
        most=max((row.late for row in agencies), default=0) or 1,
        units=units,
        kinds=kinds,
        called=called,
        map=ward_map,
        trend=trend,
        weeks=weeks,
        target=TARGET,
        told=TOLD,
        say=telling,
        at=rfc3339(at),
        local=lambda moment: moment.astimezone(zone).strftime("%H:%M %d/%m"),
        stamp=at.astimezone(zone).strftime("%H:%M, %d.%m.%Y"),
    )


def _flat(session: Session, asked: period.Period) -> list[list[Any]]:
    at, english = now(), str(get_locale()) == "en"
    since, until = asked.instants(house.zone(session))
    units, kinds = leading.names(session, english=english)
    medians = leading.medians(session, since, until)
    head = [_("Phần"), _("Tên"), _("Mở"), _("Xong"), _("Đúng hạn"), _("Đúng hạn (%)"), _("Đang trễ"),
            _("Trung vị xử lý (phút)")]  # fmt: skip
    whole = leading.done(session, since, until)
    late, _open = leading.late(session, at)
    opened = leading.opened(session, since, until)
    total = Row("", opened, whole.count, whole.in_time, late)
    rows = [head, _line(_("Cả thành phố"), telling.title(asked), total, whole.median_s)]
    for row in leading.by(session, Incident.agency_id, since, until, at):
        key = int(row.key or 0)
        rows.append(_line(_("Đơn vị"), units.get(key, ""), row, medians.get(key)))
    fields = leading.by(session, Incident.category, since, until, at)
    rows += [_line(_("Lĩnh vực"), kinds.get(str(row.key), str(row.key)), row, None) for row in fields]
    wards = leading.by(session, Incident.ward, since, until, at)
    rows += [_line(_("Phường/xã"), str(row.key), row, None) for row in wards]
    return rows


def _line(part: str, name: str, row: Row, median_s: float | None) -> list[Any]:
    share = "" if row.share is None else f"{100 * row.share:.1f}"
    minutes = "" if median_s is None else f"{median_s / 60:.0f}"
    return [part, name, row.opened, row.done, row.in_time, share, row.late, minutes]


def _plain(cell: Any) -> Any:
    """No cell may begin a formula: spreadsheets would run it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell
