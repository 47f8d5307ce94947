"""What is to leave the house and could not: who was not reached, why, and one button to try again."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import needs
from ioc.incidents.models import Incident
from ioc.kernel import outbox
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.events import Event
from ioc.kernel.http import services
from ioc.kernel.outbox import Delivery
from ioc.reports.models import Report
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Form, Table

bp = Blueprint("admin_deliveries", __name__, url_prefix="/admin/deliveries")
SHOWN = 200


@bp.get("")
@needs("users.manage")
def waiting() -> str:
    with services().db.read() as session:
        query = select(Delivery).where(Delivery.state.in_(("dead", "due")), Delivery.tries > 0)
        rows = session.scalars(query.order_by(Delivery.state, Delivery.id.desc()).limit(SHOWN)).all()
        lines = [_line(session, row) for row in rows]
    heads = (_("Về"), _("Đường gửi"), _("Từ lúc"), _("Trạng thái"), _("Số lần thử"), _("Lỗi gần nhất"))
    table = Table(heads, lines, _("Tin nào cũng đã đi."))
    dead = any(row.state == "dead" for row in rows)
    form = Form("/admin/deliveries", _("Gửi lại"), (), _("Gửi lại mọi tin bị bỏ"))
    intro = _("Tin gửi không được tự thử lại, thưa dần; quá %(n)s lần thì bỏ và nằm ở đây.", n=outbox.GIVE_UP_AFTER)
    return forms.page(
        _("Tin chưa gửi được"), tab="deliveries", intro=intro, tables=[table], forms=[form] if dead else []
    )


@bp.post("")
@needs("users.manage")
def again() -> Any:
    with services().db.write() as session:
        outbox.again(session, now())
    return forms.done("/admin/deliveries")


def _line(session: Session, row: Delivery) -> tuple[Cell, ...]:
    fact = session.get(Event, row.event_seq) if row.event_seq else None
    state = _("đã bỏ") if row.state == "dead" else _("sẽ thử lại")
    return (
        Cell(_about(session, row.payload)),
        Cell(_ways().get(row.channel, row.channel)),
        Cell("", at=rfc3339(fact.at) or "") if fact else Cell(""),
        Cell(state),
        Cell(str(row.tries)),
        Cell(row.error or "", faint=True),
    )


def _about(session: Session, payload: dict[str, Any]) -> str:
    if report := session.get(Report, payload.get("report_id", 0)):
        return str(_("Phản ánh %(code)s", code=report.code))
    if incident := session.get(Incident, payload.get("incident_id", 0)):
        return str(_("Sự cố %(code)s", code=incident.code))
    return str(_("Cảnh báo"))


def _ways() -> dict[str, str]:
    return {
        "reporter_mail": _("thư đến người phản ánh"),
        "reporter_sms": _("tin nhắn đến người phản ánh"),
        "escalation": _("báo lên cấp trên"),
    }
