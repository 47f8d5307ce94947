"""Agencies and categories."""

from typing import Any

from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies import service
from ioc.agencies.models import Agency, Category
from ioc.agencies.schemas import AgencyEdit, CategoryEdit, NewAgency, NewCategory
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.http import services, shaped
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table

bp = Blueprint("admin_units", __name__, url_prefix="/admin")


@bp.get("/agencies")
@needs("agencies.manage")
def agencies() -> str:
    return _agencies()


@bp.post("/agencies")
@needs("agencies.manage")
def add_agency() -> Any:
    given = forms.filled(_agency_fields(new=True))
    try:
        shape = shaped(NewAgency, given)
        with services().db.write() as session:
            service.add_agency(session, actor(), now(), shape.model_dump())
    except IocError as error:
        return _agencies(forms.words(error), given), error.status
    return forms.done("/admin/agencies")


@bp.get("/agencies/<int:agency_id>")
@needs("agencies.manage")
def agency(agency_id: int) -> str:
    return _agency(agency_id)


@bp.post("/agencies/<int:agency_id>")
@needs("agencies.manage")
def edit_agency(agency_id: int) -> Any:
    fields = _agency_fields(new=False)
    given = forms.filled(fields)
    try:
        shape = shaped(AgencyEdit, given)
        values = {**shape.model_dump(exclude_unset=True), "phone": shape.phone}
        with services().db.write() as session:
            service.edit_agency(session, actor(), now(), agency_id, values)
    except IocError as error:
        return _agency(agency_id, forms.words(error)), error.status
    return forms.done("/admin/agencies")


@bp.get("/categories")
@needs("agencies.manage")
def categories() -> str:
    return _categories()


@bp.post("/categories")
@needs("agencies.manage")
def add_category() -> Any:
    with services().db.read() as session:
        given = forms.filled(_category_fields(session, new=True))
    try:
        shape = shaped(NewCategory, given)
        with services().db.write() as session:
            service.add_category(session, actor(), now(), shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _categories(forms.words(error), given), error.status
    return forms.done("/admin/categories")


@bp.get("/categories/<code>")
@needs("agencies.manage")
def category(code: str) -> str:
    return _category(code)


@bp.post("/categories/<code>")
@needs("agencies.manage")
def edit_category(code: str) -> Any:
    with services().db.read() as session:
        given = forms.filled(_category_fields(session, new=False))
    try:
        shape = shaped(CategoryEdit, given)
        with services().db.write() as session:
            service.edit_category(session, actor(), now(), code, shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _category(code, forms.words(error)), error.status
    return forms.done("/admin/categories")


def _agencies(error: str = "", values: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        rows = session.scalars(select(Agency).order_by(Agency.active.desc(), Agency.code)).all()
    lines = [
        (
            Cell(row.code, faint=True),
            Cell(_in_language(row.name, row.name_en), href=f"/admin/agencies/{row.id}"),
            Cell(row.phone or ""),
            Cell(str(row.capacity)),
            Cell("" if row.active else _("ngừng")),
        )
        for row in rows
    ]
    heads = (_("Mã"), _("Tên"), _("Điện thoại"), _("Sức chứa"), _("Trạng thái"))
    fields = _agency_fields(new=True)
    form = Form(
        "/admin/agencies", _("Thêm đơn vị"), fields, _("Thêm"), values or {"capacity": 6}, error, open=bool(error)
    )
    return forms.page(
        _("Đơn vị xử lý"), tab="agencies", tables=[Table(heads, lines, _("Chưa có đơn vị nào."))], forms=[form]
    )


def _agency(agency_id: int, error: str = "") -> str:
    with services().db.read() as session:
        row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound(_("Không có đơn vị này."))
    fields = _agency_fields(new=False)
    values = {each.name: getattr(row, each.name) for each in fields}
    form = Form(f"/admin/agencies/{agency_id}", _("Sửa"), fields, _("Lưu"), values, error)
    return forms.page(row.name, tab="agencies", forms=[form], back=("/admin/agencies", _("Đơn vị xử lý")))


def _categories(error: str = "", values: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        rows = session.scalars(select(Category).order_by(Category.rank, Category.code)).all()
        names = {row.id: _in_language(row.name, row.name_en) for row in session.scalars(select(Agency))}
        fields = _category_fields(session, new=True)
    lines = [
        (
            Cell(_in_language(row.name, row.name_en), href=f"/admin/categories/{row.code}"),
            Cell(row.code, faint=True),
            Cell(names.get(row.agency_id, "")),
            Cell(f"P{row.priority}"),
            Cell(", ".join(row.skills), faint=True),
            Cell(_("có") if row.public else _("không")),
        )
        for row in rows
    ]
    heads = (_("Lĩnh vực"), _("Mã"), _("Đơn vị xử lý"), _("Mức ban đầu"), _("Kỹ năng"), _("Dân chọn được"))
    start = values or {"priority": 3, "rank": 100, "public": True}
    form = Form("/admin/categories", _("Thêm lĩnh vực"), fields, _("Thêm"), start, error, open=bool(error))
    return forms.page(
        _("Lĩnh vực"), tab="categories", tables=[Table(heads, lines, _("Chưa có lĩnh vực nào."))], forms=[form]
    )


def _category(code: str, error: str = "") -> str:
    with services().db.read() as session:
        row = service.category(session, code, NotFound)
        fields = _category_fields(session, new=False)
    values = {each.name: getattr(row, each.name) for each in fields}
    values["skills"] = ", ".join(row.skills)
    form = Form(f"/admin/categories/{code}", _("Sửa"), fields, _("Lưu"), values, error)
    return forms.page(row.name, tab="categories", forms=[form], back=("/admin/categories", _("Lĩnh vực")))


def _agency_fields(*, new: bool) -> list[Field]:
    fields = [
        Field("name", _("Tên tiếng Việt"), required=True, wide=True),
        Field("name_en", _("Tên tiếng Anh"), required=True, wide=True),
        Field("phone", _("Điện thoại")),
        Field("capacity", _("Làm cùng lúc được (sự cố)"), "number", required=True),
    ]
    if new:
        return [Field("code", _("Mã"), required=True), *fields]
    return [*fields, Field("active", _("Đang hoạt động"), "check")]


def _category_fields(session: Session, *, new: bool) -> list[Field]:
    rows = session.scalars(select(Agency).where(Agency.active).order_by(Agency.code))
    units: list[Choice] = [(str(row.id), _in_language(row.name, row.name_en)) for row in rows]
    levels: list[Choice] = [(str(level), f"P{level}") for level in (1, 2, 3, 4)]
    fields = [
        Field("name", _("Tên tiếng Việt"), required=True),
        Field("name_en", _("Tên tiếng Anh"), required=True),
        Field("short", _("Tên ngắn tiếng Việt"), required=True),
        Field("short_en", _("Tên ngắn tiếng Anh"), required=True),
        Field("icon", _("Biểu tượng"), required=True, hint="flood, tree, lamp, …"),
        Field("agency_id", _("Đơn vị xử lý"), options=units, required=True),
        Field("priority", _("Mức ban đầu"), options=levels, required=True),
        Field("rank", _("Thứ tự"), "number", required=True),
        Field("skills", _("Kỹ năng cần có"), list=True, hint=_("cách nhau bằng dấu phẩy")),
        Field("public", _("Người dân chọn được"), "check"),
    ]
    return [Field("code", _("Mã"), required=True, hint=_("chữ thường")), *fields] if new else fields


def _in_language(vi: str, en: str) -> str:
    return en if str(get_locale()) == "en" else vi
