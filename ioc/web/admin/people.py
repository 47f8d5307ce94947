"""People: made, changed, shut out, let in again."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ioc.accounts import audit, passwords, service, signin
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import User
from ioc.accounts.permissions import ROLES, role_names
from ioc.accounts.schemas import UserChange, UserIn
from ioc.agencies import cards as agencies
from ioc.dispatch.models import Crew
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Filter, Form, Table
from ioc.web.admin.names import agency_choices

bp = Blueprint("admin_people", __name__, url_prefix="/admin")
SHOWN = 100


@bp.get("/users")
@needs("users.manage")
def users() -> str:
    """`?crew=7`: to make an account for that crew."""
    return _users(values=_of_crew(request.args.get("crew", 0, type=int)))


def _of_crew(crew_id: int) -> dict[str, Any]:
    with services().db.read() as session:
        row = session.get(Crew, crew_id) if crew_id else None
    return {"role": "crew", "crew_id": row.id, "agency_id": row.agency_id, "name": row.leader} if row else {}


@bp.post("/users")
@needs("users.manage")
def create_user() -> Any:
    """Makes a person; the generated password is on the page that follows, once."""
    with services().db.read() as session:
        fields = _new_fields(session)
    given = forms.filled(fields)
    password = passwords.generated()
    try:
        shape = shaped(UserIn, given)
        new = service.NewUser(**shape.model_dump(exclude={"password"}))
        stored = passwords.hashed(password)
        with services().db.write() as session:
            service.create(session, actor(), now(), new, stored)
    except IocError as error:
        return _users(error=forms.words(error, fields), values=given), error.status
    return _users(secret=(given.get("username") or given["email"], password))


@bp.get("/users/<int:user_id>")
@needs("users.manage")
def user(user_id: int) -> str:
    return _user(user_id)


@bp.post("/users/<int:user_id>")
@needs("users.manage")
def change_user(user_id: int) -> Any:
    with services().db.read() as session:
        fields = _fields(session, service.get(session, user_id).crew_id)
    given = forms.cleared(fields, forms.filled(fields))
    try:
        changes = shaped(UserChange, given).model_dump(exclude_unset=True)
        with services().db.write() as session:
            forms.unchanged(fields, _values(service.get(session, user_id)))
            service.change(session, actor(), now(), user_id, changes)
    except IocError as error:
        return _user(user_id, error=forms.words(error, fields), given=given), error.status
    return forms.done("/admin/users")


@bp.post("/users/<int:user_id>/password")
@needs("users.manage")
def new_password(user_id: int) -> str:
    password = passwords.generated()
    stored = passwords.hashed(password)
    with services().db.write() as session:
        who = service.set_password(session, actor(), now(), user_id, stored)
    return _user(user_id, secret=(who.username or who.email, password))


@bp.post("/users/<int:user_id>/second-factor")
@needs("users.manage")
def forget_second_factor(user_id: int) -> Response:
    with services().db.write() as session:
        service.forget_second_factor(session, actor(), now(), user_id)
    return forms.done(f"/admin/users/{user_id}")


@bp.post("/users/<int:user_id>/sign-out")
@needs("users.manage")
def sign_out(user_id: int) -> Response:
    with services().db.write() as session:
        service.sign_out_everywhere(session, actor(), now(), user_id)
    return forms.done(f"/admin/users/{user_id}")


def _users(*, error: str = "", values: dict[str, Any] | None = None, secret: tuple[str, str] | None = None) -> str:
    names, q, role = role_names(), request.args.get("q", ""), request.args.get("role", "")
    start = max(0, request.args.get("from", 0, type=int))
    found = service.search(q, role)
    with services().db.write() as session:
        audit.record(session, actor(), now(), "user.list")
        page = found.order_by(User.name, User.id).offset(start).limit(SHOWN)
        rows = session.scalars(page).unique().all()
        total = session.scalar(select(func.count()).select_from(found.with_only_columns(User.id).subquery())) or 0
        fields = _new_fields(session)
        units = {each["id"]: each["short"] for each in agencies.agencies(session)}
        crews = dict(session.execute(select(Crew.id, Crew.code)).tuples().all())
    lines = [_line(row, names, units, crews) for row in rows]
    heads = (_("Họ tên"), _("Tên đăng nhập"), _("E-mail"), _("Vai trò"), _("Thuộc về"), _("Đăng nhập gần nhất"),
             _("Trạng thái"))  # fmt: skip
    form = Form(
        "/admin/users", _("Thêm người"), fields, _("Tạo tài khoản"), values or {}, error, open=bool(error or values)
    )
    empty = _("Không có ai khớp.") if q or role else _("Chưa có tài khoản nào.")
    people: list[Choice] = [("", _("Mọi vai trò")), *((r, names[r]) for r in ROLES if r in service.PEOPLE)]
    following = start + SHOWN < total
    line = Filter(
        q,
        _("Tên, tên đăng nhập hoặc e-mail"),
        len(rows),
        total,
        choices=((Field("role", _("Vai trò"), options=people), role),),
        more=forms.link(".users", q=q, role=role, **{"from": start + SHOWN}) if following else "",
        first=forms.link(".users", q=q, role=role) if start else "",
    )
    shown = {"tables": [Table(heads, lines, empty)], "forms": [form], "secret": secret, "filter": line}
    return forms.page(_("Người dùng"), tab="users", **shown)


def _line(row: User, names: dict[str, str], units: dict[int, str], crews: dict[int, str]) -> tuple[Cell, ...]:
    signed = rfc3339(row.last_login_at)
    return (
        Cell(row.name, href=f"/admin/users/{row.id}"),
        Cell(row.username or "", faint=True),
        Cell(row.email, faint=True),
        Cell(names[signin.role_of(row)]),
        Cell(crews.get(row.crew_id or 0) or units.get(row.agency_id or 0, ""), faint=True),
        Cell("", at=signed) if signed else Cell(_("chưa lần nào"), faint=True),
        _state_of(row),
    )


def _state_of(row: User) -> Cell:
    if not row.active:
        return Cell(_("bị chặn"), state="bad")
    if row.locked_until is not None and row.locked_until > now():
        return Cell(_("tạm khóa vì sai mật khẩu"), state="warn")
    return Cell(_("hai lớp"), state="good") if row.tf_totp_secret else Cell("")


def _values(row: User) -> dict[str, Any]:
    names = ("name", "agency_id", "crew_id", "language", "active")
    return {**{name: getattr(row, name) for name in names}, "role": signin.role_of(row)}


def _user(
    user_id: int, *, error: str = "", given: dict[str, Any] | None = None, secret: tuple[str, str] | None = None
) -> str:
    with services().db.read() as session:
        row = service.get(session, user_id)
        fields = _fields(session, row.crew_id)
    path, known = f"/admin/users/{user_id}", _values(row)
    sheets = [
        Form(path, _("Sửa"), fields, _("Lưu"), given or known, error, known=known),
        Form(
            f"{path}/password",
            _("Mật khẩu mới"),
            (),
            _("Tạo mật khẩu mới"),
            plain=False,
            note=_("Mật khẩu cũ hết dùng được, mọi thiết bị phải đăng nhập lại; tài khoản đang tạm khóa được mở."),
        ),
        Form(
            f"{path}/second-factor",
            _("Mã xác thực"),
            (),
            _("Cho đặt lại mã xác thực"),
            plain=False,
            note=_("Khi người này mất điện thoại: lần đăng nhập sau sẽ đặt mã mới."),
        ),
        Form(
            f"{path}/sign-out",
            _("Các thiết bị"),
            (),
            _("Đăng xuất khỏi mọi thiết bị"),
            plain=False,
            note=_("Mất máy tính bảng hay điện thoại: ai đang dùng tài khoản này phải đăng nhập lại."),
        ),
    ]
    intro = " · ".join(each for each in (role_names()[signin.role_of(row)], row.username, row.email) if each)
    back = ("/admin/users", _("Người dùng"))
    return forms.page(row.name, tab="users", intro=intro, forms=sheets, secret=secret, back=back)


def _crews_to_choose(of: int | None) -> Select[Crew]:
    """Those that the city has, and the one that is chosen already."""
    return select(Crew).where(or_(Crew.active, Crew.id == (of or 0)))


def _fields(session: Session, of: int | None = None) -> list[Field]:
    names = role_names()
    people: list[Choice] = [(role, names[role]) for role in ROLES if role in service.PEOPLE]
    crews: list[Choice] = [
        ("", "–"),
        *((str(row.id), row.code) for row in session.scalars(_crews_to_choose(of).order_by(Crew.code))),
    ]
    return [
        Field("name", _("Họ tên"), required=True, wide=True),
        Field("role", _("Vai trò"), options=people, required=True),
        Field("agency_id", _("Đơn vị"), options=agency_choices(session), wide=True),
        Field("crew_id", _("Tổ"), options=crews),
        Field("language", _("Ngôn ngữ"), options=(("", "–"), ("vi", "Tiếng Việt"), ("en", "English"))),
        Field("active", _("Được đăng nhập"), "check"),
    ]


def _new_fields(session: Session) -> list[Field]:
    own = [
        Field("email", _("E-mail"), "email", required=True, wide=True),
        Field("username", _("Tên đăng nhập"), hint=_("chữ thường, số, dấu chấm, gạch")),
    ]
    return [*own, *(each for each in _fields(session) if each.name != "active")]
