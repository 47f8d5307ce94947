"""What goes out of the house: what waits, what failed, and the dead letters that somebody must look at."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from ioc.accounts.guard import actor, needs
from ioc.incidents.models import Incident
from ioc.kernel import outbox
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import services
from ioc.kernel.outbox import Delivery
from ioc.reports.models import Report
from ioc.reports.news import MAIL, SMS
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Field, Filter, Form, Table

bp = Blueprint("admin_outbox", __name__, url_prefix="/admin/outbox")
SHOWN = 100
MARKS: dict[str, Any] = {"due": "", "sent": "good", "dead": "bad", "void": ""}


@bp.get("")
@needs("users.manage")
def deliveries() -> str:
    """Dead letters first: they need somebody."""
    state, before = request.args.get("state", ""), request.args.get("before", type=int)
    every = select(Delivery).options(defer(Delivery.payload))
    wanted = every.where(Delivery.state == state) if state in MARKS else every
    with services().db.read() as session:
        counts = dict(session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).tuples().all())
        page = wanted.where(Delivery.id < before) if before else wanted
        rows = session.scalars(page.order_by(Delivery.id.desc()).limit(SHOWN + 1)).all()
        abouts = {row.id: _about(session, row) for row in rows}
    names = state_names()
    lines = [
        (
            Cell(str(row.id), href=forms.link(".delivery", delivery_id=row.id)),
            Cell(channel_names().get(row.channel, row.channel)),
            Cell(abouts[row.id]),
            Cell(names.get(row.state, row.state), state=MARKS.get(row.state, "")),
            Cell(str(row.tries)),
            Cell("", at=rfc3339(row.sent_at or row.due_at) or ""),
            Cell(row.error or "", faint=True),
        )
        for row in rows[:SHOWN]
    ]
    heads = (_("Số"), _("Đường gửi"), _("Về việc"), _("Trạng thái"), _("Đã thử"), _("Lúc"), _("Lỗi cuối"))
    states = [("", _("Mọi trạng thái")), *names.items()]
    more = forms.link(".deliveries", state=state, before=rows[SHOWN - 1].id) if len(rows) > SHOWN else ""
    total = counts.get(state, 0) if state in MARKS else sum(counts.values())
    line = Filter(
        "",
        "",
        len(lines),
        total,
        choices=((Field("state", _("Trạng thái"), options=states), state),),
        more=more,
        first=forms.link(".deliveries", state=state) if before else "",
    )
    dead = counts.get("dead", 0)
    intro = (
        _("%(n)s thư chết: hết hạn thử mà không tới, hoặc không đọc được.", n=dead)
        if dead
        else _("Không có thư chết nào.")
    )
    table = Table(heads, lines, _("Chưa có thư nào."))
    again = [Form("/admin/outbox/retry", _("Gửi lại"), (), _("Gửi lại mọi thư chết"), plain=False)] if dead else []
    return forms.page(_("Thư gửi đi"), tab="outbox", intro=intro, tables=[table], filter=line, forms=again)


@bp.post("/retry")
@needs("users.manage")
def retry_dead() -> Any:
    with services().db.write() as session:
        outbox.retry_dead(session, actor(), now())
    return forms.done("/admin/outbox")


@bp.get("/<int:delivery_id>")
@needs("users.manage")
def delivery(delivery_id: int) -> str:
    with services().db.read() as session:
        row = outbox.get(session, delivery_id)
        about = _about(session, row)
    told = [channel_names().get(row.channel, row.channel), about, state_names().get(row.state, row.state)]
    sheets = []
    if row.state != "sent":
        note = row.error or ""
        path = f"/admin/outbox/{row.id}/retry"
        sheets = [Form(path, _("Gửi lại"), (), _("Gửi lại ngay"), plain=False, note=note)]
    line = (Cell(str(row.tries)), Cell("", at=rfc3339(row.sent_at or row.due_at) or ""), Cell(row.error or "–"))
    tried = Table((_("Đã thử"), _("Lúc"), _("Lỗi cuối")), [line], "")
    title = _("Thư số %(n)s", n=row.id)
    intro = " · ".join(each for each in told if each)
    back = ("/admin/outbox", _("Thư gửi đi"))
    return forms.page(title, tab="outbox", intro=intro, forms=sheets, tables=[tried], back=back)


@bp.post("/<int:delivery_id>/retry")
@needs("users.manage")
def retry(delivery_id: int) -> Any:
    with services().db.write() as session:
        outbox.retry(session, actor(), now(), delivery_id)
    return forms.done("/admin/outbox")


def _about(session: Session, row: Delivery) -> str:
    """The code that people know it by; payloads hold ids only. Nothing for one that cannot be read."""
    try:
        payload = dict(row.payload)
    except (TypeError, ValueError):
        return ""
    for name, table in (("incident_id", Incident), ("report_id", Report)):
        subject: Any = session.get(table, payload[name]) if isinstance(payload.get(name), int) else None
        if subject is not None:
            return str(subject.code)
    alarm = payload.get("alarm_id")
    return str(_("cảnh báo %(n)s", n=alarm)) if alarm else ""


def state_names() -> dict[str, str]:
    return {"dead": _("thư chết"), "due": _("đang chờ gửi"), "sent": _("đã gửi"), "void": _("không còn ai nhận")}


def channel_names() -> dict[str, str]:
    return {
        "escalation": _("báo cấp trên"),
        MAIL: _("thư đến người phản ánh"),
        SMS: _("tin nhắn đến người phản ánh"),
    }
