"""Categories: who answers for them, by when, and what a crew ticks off."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies import checklist, service
from ioc.agencies.models import Agency, Category
from ioc.agencies.schemas import CategoryEdit, NewCategory
from ioc.dispatch import skills
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.http import services, shaped
from ioc.web.admin import forms, skilled
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table
from ioc.web.admin.names import in_language

bp = Blueprint("admin_categories", __name__, url_prefix="/admin/categories")


@bp.get("")
@needs("agencies.manage")
def categories() -> str:
    return _categories()


@bp.post("")
@needs("agencies.manage")
def add_category() -> Any:
    with services().db.read() as session:
        fields = _fields(session)
    given = forms.filled(fields)
    try:
        shape = shaped(NewCategory, _whole(given, fields))
        with services().db.write() as session:
            service.add_category(session, actor(), now(), shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _categories(forms.words(error, fields), given), error.status
    return forms.done("/admin/categories")


@bp.get("/<code>")
@needs("agencies.manage")
def category(code: str) -> str:
    return _category(code)


@bp.post("/<code>")
@needs("agencies.manage")
def edit_category(code: str) -> Any:
    with services().db.read() as session:
        fields = _fields(session, service.category(session, code, NotFound))
    given = forms.filled(fields)
    try:
        with services().db.write() as session:
            row = service.category(session, code, NotFound)
            forms.unchanged(fields, _values(row))
            shape = shaped(CategoryEdit, {"resolve_within_h": None, **_whole(given, fields, row)})
            service.edit_category(session, actor(), now(), code, shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _category(code, forms.words(error, fields), given), error.status
    return forms.done("/admin/categories")


def _whole(given: dict[str, Any], fields: list[Field], row: Category | None = None) -> dict[str, Any]:
    """The form as the API's shape: steps and skills that are there already keep their codes."""
    options = next(each.options for each in fields if each.name == "skills")
    steps = checklist.read(str(given.get("checklist", "")), row.checklist if row else [])
    return {**given, "checklist": steps, "skills": skilled.codes(options, given["skills"], row.skills if row else ())}


def _categories(error: str = "", values: dict[str, Any] | None = None) -> str:
    within = services().settings.config.dispatch.resolve_within_h
    with services().db.read() as session:
        rows = session.scalars(select(Category).order_by(Category.rank, Category.code)).all()
        names = {row.id: in_language(row.name, row.name_en) for row in session.scalars(select(Agency))}
        fields = _fields(session)
    lines = [
        (
            Cell(in_language(row.name, row.name_en), href=f"/admin/categories/{row.code}"),
            Cell(names.get(row.agency_id, "")),
            Cell(f"P{row.priority}"),
            _within(row, within),
            Cell(_("%(n)s việc", n=len(row.checklist))),
            Cell(", ".join(skills.in_words(code) for code in row.skills), faint=True),
            Cell(_("có") if row.public else _("không")),
        )
        for row in rows
    ]
    heads = (_("Lĩnh vực"), _("Đơn vị"), _("Mức ban đầu"), _("Xong trong"), _("Việc phải làm"), _("Kỹ năng"),
             _("Dân chọn được"))  # fmt: skip
    start = values or {"priority": 3, "rank": 100, "public": True}
    form = Form("/admin/categories", _("Thêm lĩnh vực"), fields, _("Thêm"), start, error, open=bool(error))
    table = Table(heads, lines, _("Chưa có lĩnh vực nào."))
    return forms.page(_("Các lĩnh vực"), tab="categories", tables=[table], forms=[form])


def _within(row: Category, by_priority: list[float]) -> Cell:
    own = row.resolve_within_h
    hours = f"{own if own is not None else by_priority[row.priority - 1]:g}"
    text = _("%(n)s giờ", n=hours)
    return Cell(text) if own is not None else Cell(_("%(hours)s, theo mức", hours=text), faint=True)


def _category(code: str, error: str = "", given: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        row = service.category(session, code, NotFound)
        fields = _fields(session, row)
    known = _values(row)
    form = Form(f"/admin/categories/{code}", _("Sửa"), fields, _("Lưu"), given or known, error, known=known)
    back = ("/admin/categories", _("Các lĩnh vực"))
    return forms.page(in_language(row.name, row.name_en), tab="categories", intro=row.code, forms=[form], back=back)


def _values(row: Category) -> dict[str, Any]:
    names = ("name", "name_en", "short", "short_en", "icon", "agency_id", "priority", "resolve_within_h", "rank",
             "public")  # fmt: skip
    plain = {name: getattr(row, name) for name in names}
    return {**plain, "skills": row.skills, "checklist": checklist.written(row.checklist)}


def _fields(session: Session, row: Category | None = None) -> list[Field]:
    rows = session.scalars(select(Agency).where(Agency.active).order_by(Agency.code))
    units: list[Choice] = [(str(row.id), in_language(row.name, row.name_en)) for row in rows]
    levels: list[Choice] = [(str(level), f"P{level}") for level in (1, 2, 3, 4)]
    fields = [
        Field("name", _("Tên tiếng Việt"), required=True),
        Field("name_en", _("Tên tiếng Anh"), required=True),
        Field("short", _("Tên ngắn tiếng Việt"), required=True),
        Field("short_en", _("Tên ngắn tiếng Anh"), required=True),
        Field("agency_id", _("Đơn vị"), options=units, required=True, wide=True),
        Field("priority", _("Mức ban đầu"), options=levels, required=True),
        Field("resolve_within_h", _("Xong trong (giờ)"), "number", step="any", hint=_("bỏ trống: theo mức")),
        Field("rank", _("Thứ tự"), "number", required=True),
        Field("public", _("Người dân chọn được"), "check"),
        skilled.field(session, str(_("Kỹ năng cần có"))),
        Field("icon", _("Biểu tượng"), "icon", options=skilled.icons(row.icon if row else ""), required=True),
        Field("checklist", _("Việc phải làm"), "area", full=True, hint=_("mỗi dòng: tiếng Việt | tiếng Anh")),
    ]
    return [Field("code", _("Mã"), required=True, hint=_("chữ thường")), *fields] if row is None else fields
