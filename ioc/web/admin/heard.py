"""What devices said that nobody could place: keys that wait for adoption, messages that were refused."""

from typing import Any

from flask import Blueprint, request
from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy import func, select

from ioc.accounts.guard import actor, needs
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.sensors import listing
from ioc.sensors.models import RejectedMessage, UnknownSensor
from ioc.sensors.schemas import Adoption
from ioc.sensors.service import unknown
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table
from ioc.web.admin.names import kind_choices, kind_name, readable
from ioc.web.admin.things import all_sensors, place_fields

bp = Blueprint("admin_heard", __name__, url_prefix="/admin/sensors")
SHOWN = 100


@bp.get("/unknown")
@needs("sensors.manage")
def waiting() -> str:
    key = request.args.get("key", "")
    return _waiting(values={"key": key, "name": key} if key else None)


@bp.post("/unknown")
@needs("sensors.manage")
def adopt() -> Any:
    key, fields = request.form.get("key", ""), place_fields()
    given = forms.filled(fields)
    try:
        shape = shaped(Adoption, given)
        with services().db.write() as session:
            unknown.adopt(session, actor(), now(), key, **shape.model_dump())
    except IocError as error:
        return _waiting(forms.words(error, fields), {"key": key, **given}), error.status
    return forms.done("/admin/sensors/unknown")


@bp.get("/rejected")
@needs("sensors.manage")
def rejected() -> str:
    """What could not be read, newest first; above it the books of the ingest, which always balance."""
    cursor = request.args.get("before", type=int)
    with services().db.read() as session:
        rows, following = listing.rejected(session, cursor, SHOWN)
        total = session.scalar(select(func.count()).select_from(RejectedMessage)) or 0
        books = listing.books(session)
    lines = [
        (
            Cell("", at=rfc3339(row.at) or ""),
            Cell(row.topic),
            Cell(row.reason),
            Cell(readable(row.payload), faint=True),
        )
        for row in rows
    ]
    heads = (_("Lúc"), _("Chủ đề"), _("Lý do"), _("Nội dung"))
    table = Table(heads, lines, _("Chưa có thông điệp nào bị từ chối."))
    more = forms.link(".rejected", before=following) if following else ""
    first = "/admin/sensors/rejected" if cursor else ""
    pages = {"shown": len(lines), "total": total, "more": more, "first": first}
    names = ("received", "stored", "duplicate", "conflict", "rejected")
    intro = _(
        "Nhận %(received)s số đo: lưu %(stored)s, trùng %(duplicate)s, mâu thuẫn %(conflict)s, từ chối %(rejected)s.",
        **{name: format_decimal(sum(book[name] for book in books)) for name in names},
    )
    intro += " " + _("Của cảm biến lạ cũng tính là từ chối; chúng đứng ở trang Cảm biến lạ.")
    title = _("Thông điệp bị từ chối")
    return forms.page(title, tab="sensors", tables=[table], intro=intro, back=all_sensors(), pages=pages)


def _waiting(error: str = "", values: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        rows = unknown.listing(session)
        total = session.scalar(select(func.count()).select_from(UnknownSensor)) or 0
    if values and "kind" not in values:
        spoken = next((row.kind for row in rows if row.key == values["key"]), "")
        values = {**values, "kind": spoken}
    lines = [
        (
            Cell(row.key, href=forms.link(".waiting", key=row.key)),
            Cell(kind_name(row.kind)),
            Cell(row.topic, faint=True),
            Cell(str(row.messages)),
            Cell("", at=rfc3339(row.last_at) or ""),
            Cell(readable(row.last_payload), faint=True),
        )
        for row in rows
    ]
    heads = (_("Mã"), _("Loại"), _("Chủ đề"), _("Số thông điệp"), _("Lần cuối"), _("Nội dung cuối"))
    table = Table(heads, lines, _("Không có cảm biến lạ nào đang chờ."))
    keys: list[Choice] = [(row.key, row.key) for row in rows]
    fields = [Field("key", _("Mã"), options=keys, required=True), *place_fields()]
    form = Form("/admin/sensors/unknown", _("Nhận vào danh sách"), fields, _("Nhận"), values or {}, error)
    intro = _("Thiết bị đang gửi nhưng chưa có trong danh sách. Số đo của nó chưa được tính.")
    pages = {"shown": len(lines), "total": total}
    sheets = [form] if rows else []
    known = {code for code, _name in kind_choices()}
    if values and values.get("kind") not in known:
        values["kind"] = ""
    more = {"tables": [table], "forms": sheets, "back": all_sensors(), "pages": pages if rows else None}
    return forms.page(_("Cảm biến lạ"), tab="sensors", intro=intro, **more)
