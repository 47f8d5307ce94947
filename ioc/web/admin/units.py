"""Agencies."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies import service
from ioc.agencies.models import Agency
from ioc.agencies.schemas import AgencyEdit, NewAgency
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.http import services, shaped
from ioc.kernel.i18n import fold
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Field, Filter, Form, Table
from ioc.web.admin.names import in_language

bp = Blueprint("admin_units", __name__, url_prefix="/admin/agencies")


@bp.get("")
@needs("agencies.manage")
def agencies() -> str:
    return _agencies()


@bp.post("")
@needs("agencies.manage")
def add_agency() -> Any:
    fields = _fields(new=True)
    given = forms.filled(fields)
    try:
        shape = shaped(NewAgency, given)
        with services().db.write() as session:
            service.add_agency(session, actor(), now(), shape.model_dump())
    except IocError as error:
        return _agencies(forms.words(error, fields), given), error.status
    return forms.done("/admin/agencies")


@bp.get("/<int:agency_id>")
@needs("agencies.manage")
def agency(agency_id: int) -> str:
    return _agency(agency_id)


@bp.post("/<int:agency_id>")
@needs("agencies.manage")
def edit_agency(agency_id: int) -> Any:
    fields = _fields(new=False)
    given = forms.filled(fields)
    try:
        shape = shaped(AgencyEdit, given)
        emptied = {"phone": shape.phone, "short": shape.short or "", "short_en": shape.short_en or ""}
        values = {**shape.model_dump(exclude_unset=True), **emptied}
        with services().db.write() as session:
            forms.unchanged(fields, _values(_row(session, agency_id)))
            service.edit_agency(session, actor(), now(), agency_id, values)
    except IocError as error:
        return _agency(agency_id, forms.words(error, fields), given), error.status
    return forms.done("/admin/agencies")


def _agencies(error: str = "", values: dict[str, Any] | None = None) -> str:
    q = request.args.get("q", "").strip()
    with services().db.read() as session:
        every = session.scalars(select(Agency).order_by(Agency.active.desc(), Agency.code)).all()
    wanted = fold(q)
    rows = [row for row in every if wanted in fold(f"{row.code} {row.name} {row.name_en}")]
    lines = [
        (
            Cell(row.code, faint=True),
            Cell(in_language(row.name, row.name_en), href=f"/admin/agencies/{row.id}"),
            Cell(in_language(row.short, row.short_en), faint=True),
            Cell(row.phone) if row.phone else Cell(_("chưa có"), faint=True),
            Cell(str(row.capacity)),
            Cell("") if row.active else Cell(_("ngừng"), state="warn"),
        )
        for row in rows
    ]
    heads = (_("Mã"), _("Tên"), _("Tên ngắn"), _("Điện thoại"), _("Sức chứa"), _("Trạng thái"))
    start = values or {"capacity": 6}
    form = Form("/admin/agencies", _("Thêm đơn vị"), _fields(new=True), _("Thêm"), start, error, open=bool(error))
    table = Table(heads, lines, _("Không đơn vị nào khớp.") if q else _("Chưa có đơn vị nào."))
    line = Filter(q, _("Tên hoặc mã, không cần dấu"), len(rows), len(every))
    return forms.page(_("Đơn vị xử lý"), tab="agencies", tables=[table], forms=[form], filter=line)


def _agency(agency_id: int, error: str = "", given: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        row = _row(session, agency_id)
    fields, known = _fields(new=False), _values(row)
    form = Form(f"/admin/agencies/{agency_id}", _("Sửa"), fields, _("Lưu"), given or known, error, known=known)
    back = ("/admin/agencies", _("Đơn vị xử lý"))
    return forms.page(in_language(row.name, row.name_en), tab="agencies", intro=row.code, forms=[form], back=back)


def _row(session: Session, agency_id: int) -> Agency:
    row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound(_("Không có đơn vị này."))
    return row


def _values(row: Agency) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in _fields(new=False)}


def _fields(*, new: bool) -> list[Field]:
    fields = [
        Field("name", _("Tên tiếng Việt"), required=True, half="left"),
        Field("name_en", _("Tên tiếng Anh"), required=True, half="right"),
        Field("short", _("Tên ngắn tiếng Việt"), hint=_("cho màn hình tường")),
        Field("short_en", _("Tên ngắn tiếng Anh")),
        Field("phone", _("Điện thoại")),
        Field("capacity", _("Làm cùng lúc được (sự cố)"), "number", required=True),
    ]
    if new:
        return [Field("code", _("Mã"), required=True), *fields]
    return [*fields, Field("active", _("Đang hoạt động"), "check")]
