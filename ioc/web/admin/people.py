"""People, and tokens for programs."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ioc.accounts import audit, passwords, service, signin, tokens
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import ApiToken, User
from ioc.accounts.permissions import ROLES
from ioc.accounts.schemas import TokenIn, UserChange, UserIn
from ioc.agencies import cards as agencies
from ioc.dispatch.models import Crew
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table

bp = Blueprint("admin_people", __name__, url_prefix="/admin")


def role_names() -> dict[str, str]:
    return {
        "admin": _("Quản trị"),
        "supervisor": _("Lãnh đạo"),
        "officer": _("Người trực"),
        "moderator": _("Điều phối đối thoại"),
        "agency": _("Đơn vị xử lý"),
        "crew": _("Tổ hiện trường"),
        "viewer": _("Màn hình tường"),
        "gateway": _("Trạm camera"),
        "device": _("Thiết bị"),
        "citizen": _("Người dân"),
    }


@bp.get("/users")
@needs("users.manage")
def users() -> str:
    return _users()


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
        return _users(error=forms.words(error), values=given), error.status
    return _users(secret=(given.get("username") or given["email"], password))


@bp.get("/users/<int:user_id>")
@needs("users.manage")
def user(user_id: int) -> str:
    return _user(user_id)


@bp.post("/users/<int:user_id>")
@needs("users.manage")
def change_user(user_id: int) -> Any:
    with services().db.read() as session:
        fields = _fields(session)
    given = forms.cleared(fields, forms.filled(fields))
    try:
        changes = shaped(UserChange, given).model_dump(exclude_unset=True)
        with services().db.write() as session:
            service.change(session, actor(), now(), user_id, changes)
    except IocError as error:
        return _user(user_id, error=forms.words(error)), error.status
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


@bp.get("/tokens")
@needs("users.manage")
def list_tokens() -> str:
    return _tokens()


@bp.post("/tokens")
@needs("users.manage")
def create_token() -> Any:
    given = forms.filled(_token_fields())
    at = now()
    try:
        shape = shaped(TokenIn, given)
        ends = at + timedelta(days=shape.days) if shape.days else None
        with services().db.write() as session:
            secret = tokens.issue(session, at, shape.role, shape.name, expires_at=ends)
            audit.record(session, actor(), at, "token.create")
    except IocError as error:
        return _tokens(error=forms.words(error), values=given), error.status
    return _tokens(secret=(shape.name, secret))


@bp.post("/tokens/revoke")
@needs("users.manage")
def revoke_token() -> Response:
    number = request.form.get("id", "")
    with services().db.write() as session:
        tokens.revoke(session, now(), int(number) if number.isdigit() else 0)
        audit.record(session, actor(), now(), "token.revoke", f"token:{number}")
    return forms.done("/admin/tokens")


@bp.get("/access")
@needs("users.manage")
def access() -> str:
    """Who looked at, took out or changed what."""
    with services().db.read() as session:
        rows = audit.newest(session)
        ids = {row.actor_id for row in rows if row.actor_kind == "user"}
        names = dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).tuples().all())
    lines = [
        (
            Cell(rfc3339(row.at) or "", at=rfc3339(row.at) or ""),
            Cell(names.get(row.actor_id or 0, "") if row.actor_kind == "user" else f"{row.actor_kind} {row.actor_id}"),
            Cell(row.action),
            Cell(row.subject or ""),
            Cell(row.address or "", faint=True),
        )
        for row in rows
    ]
    heads = (_("Lúc"), _("Ai"), _("Việc"), _("Đối tượng"), _("Địa chỉ"))
    table = Table(heads, lines, _("Chưa ai xem hay sửa gì."))
    return forms.page(_("Nhật ký truy cập"), tab="access", tables=[table])


def _users(*, error: str = "", values: dict[str, Any] | None = None, secret: tuple[str, str] | None = None) -> str:
    names = role_names()
    with services().db.write() as session:
        audit.record(session, actor(), now(), "user.list")
        rows = service.everyone(session)
        fields = _new_fields(session)
    lines = [
        (
            Cell(row.name, href=f"/admin/users/{row.id}"),
            Cell(row.username or "", faint=True),
            Cell(row.email, faint=True),
            Cell(names[signin.role_of(row)]),
            Cell(rfc3339(row.last_login_at) or "", at=rfc3339(row.last_login_at) or ""),
            Cell(_state_of(row)),
        )
        for row in rows
    ]
    heads = (_("Họ tên"), _("Tên đăng nhập"), _("E-mail"), _("Vai trò"), _("Đăng nhập gần nhất"), _("Trạng thái"))
    form = Form("/admin/users", _("Thêm người"), fields, _("Tạo tài khoản"), values or {}, error, open=bool(error))
    table = Table(heads, lines, _("Chưa có tài khoản nào."))
    return forms.page(_("Người dùng"), tab="users", tables=[table], forms=[form], secret=secret)


def _state_of(row: User) -> str:
    if not row.active:
        return str(_("đã khóa"))
    if row.locked_until is not None and row.locked_until > now():
        return str(_("tạm khóa vì sai mật khẩu"))
    return str(_("hai lớp") if row.tf_totp_secret else "")


def _user(user_id: int, *, error: str = "", secret: tuple[str, str] | None = None) -> str:
    with services().db.read() as session:
        row = service.get(session, user_id)
        fields = _fields(session)
    values = {
        "name": row.name,
        "role": signin.role_of(row),
        "agency_id": row.agency_id,
        "crew_id": row.crew_id,
        "language": row.language,
        "active": row.active,
    }
    path = f"/admin/users/{user_id}"
    sheets = [
        Form(path, _("Sửa"), fields, _("Lưu"), values, error),
        Form(f"{path}/password", _("Mật khẩu mới"), (), _("Tạo mật khẩu mới"), plain=False),
        Form(f"{path}/second-factor", _("Mã xác thực"), (), _("Cho đặt lại mã xác thực"), plain=False),
    ]
    return forms.page(row.name, tab="users", forms=sheets, secret=secret, back=("/admin/users", _("Người dùng")))


def _tokens(*, error: str = "", values: dict[str, Any] | None = None, secret: tuple[str, str] | None = None) -> str:
    names = role_names()
    with services().db.read() as session:
        rows = session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all()
    lines = [
        (
            Cell(row.name),
            Cell(names.get(row.role, row.role)),
            Cell(rfc3339(row.created_at) or "", at=rfc3339(row.created_at) or ""),
            Cell(rfc3339(row.last_used_at) or "", at=rfc3339(row.last_used_at) or ""),
            Cell(_("đã thu hồi") if row.revoked_at else "", faint=True),
            Cell(str(row.id), faint=True),
        )
        for row in rows
    ]
    heads = (_("Tên"), _("Vai trò"), _("Tạo lúc"), _("Dùng gần nhất"), _("Trạng thái"), _("Số"))
    live: list[Choice] = [(str(row.id), f"{row.id} · {row.name}") for row in rows if row.revoked_at is None]
    sheets = [
        Form(
            "/admin/tokens", _("Thêm mã truy cập"), _token_fields(), _("Tạo mã"), values or {}, error, open=bool(error)
        ),
        Form(
            "/admin/tokens/revoke",
            _("Thu hồi"),
            [Field("id", _("Mã truy cập"), options=live, required=True)],
            _("Thu hồi"),
            open=False,
            plain=False,
        ),
    ]
    table = Table(heads, lines, _("Chưa có mã nào."))
    return forms.page(_("Mã truy cập"), tab="tokens", tables=[table], forms=sheets, secret=secret)


def _fields(session: Session) -> list[Field]:
    names = role_names()
    people: list[Choice] = [(role, names[role]) for role in ROLES if role in service.PEOPLE]
    units: list[Choice] = [("", ""), *((str(a["id"]), a["name"]) for a in agencies.agencies(session))]
    crews: list[Choice] = [
        ("", ""),
        *((str(row.id), row.code) for row in session.scalars(select(Crew).order_by(Crew.code))),
    ]
    return [
        Field("name", _("Họ tên"), required=True),
        Field("role", _("Vai trò"), options=people, required=True),
        Field("agency_id", _("Đơn vị"), options=units),
        Field("crew_id", _("Tổ"), options=crews),
        Field("language", _("Ngôn ngữ"), options=(("", ""), ("vi", "Tiếng Việt"), ("en", "English"))),
        Field("active", _("Được đăng nhập"), "check"),
    ]


def _new_fields(session: Session) -> list[Field]:
    own = [
        Field("email", _("E-mail"), "email", required=True),
        Field("username", _("Tên đăng nhập"), hint=_("chữ thường, số, dấu chấm, gạch")),
    ]
    return [*own, *(each for each in _fields(session) if each.name != "active")]


def _token_fields() -> list[Field]:
    return [
        Field("name", _("Dùng để làm gì"), required=True),
        Field("role", _("Vai trò"), options=[*role_names().items()], required=True),
        Field("days", _("Hết hạn sau (ngày)"), "number", hint=_("bỏ trống: đến khi thu hồi")),
    ]
