"""Tokens for programs: made, shown once, revoked."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ioc.accounts import tokens
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import ApiToken
from ioc.accounts.permissions import role_names
from ioc.accounts.schemas import TokenIn
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Field, Filter, Form, Table
from ioc.web.admin.names import agency_choices

bp = Blueprint("admin_keys", __name__, url_prefix="/admin/tokens")
SHOWN = 100


@bp.get("")
@needs("users.manage")
def list_tokens() -> str:
    return _tokens()


@bp.post("")
@needs("users.manage")
def create_token() -> Any:
    with services().db.read() as session:
        fields = _fields(session)
    given = forms.filled(fields)
    try:
        shape = shaped(TokenIn, given)
        with services().db.write() as session:
            secret = tokens.grant(session, actor(), now(), shape)[1]
    except IocError as error:
        return _tokens(error=forms.words(error, fields), values=given), error.status
    return _tokens(secret=(shape.name, secret))


@bp.get("/<int:token_id>")
@needs("users.manage")
def token(token_id: int) -> str:
    """One token, and the button that ends it."""
    with services().db.read() as session:
        row = tokens.get(session, token_id)
    told = [role_names().get(row.role, row.role), _state_of(row).text]
    sheets = []
    if row.revoked_at is None:
        note = _("Chương trình đang dùng mã này sẽ bị từ chối ngay.")
        sheets = [Form(f"/admin/tokens/{row.id}/revoke", _("Thu hồi"), (), _("Thu hồi mã này"), plain=False, note=note)]
    intro = " · ".join(each for each in told if each)
    return forms.page(
        tokens.called(row.name), tab="tokens", intro=intro, forms=sheets, back=("/admin/tokens", _("Mã truy cập"))
    )


@bp.post("/<int:token_id>/revoke")
@needs("users.manage")
def revoke_token(token_id: int) -> Response:
    with services().db.write() as session:
        tokens.withdraw(session, actor(), now(), token_id)
    return forms.done("/admin/tokens")


def _tokens(*, error: str = "", values: dict[str, Any] | None = None, secret: tuple[str, str] | None = None) -> str:
    names, q = role_names(), request.args.get("q", "")
    start = max(0, request.args.get("from", 0, type=int))
    found = select(ApiToken).where(ApiToken.name.icontains(q, autoescape=True)) if q else select(ApiToken)
    with services().db.read() as session:
        newest = found.order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
        rows = session.scalars(newest.offset(start).limit(SHOWN)).all()
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        fields = _fields(session)
    lines = [
        (
            Cell(tokens.called(row.name), href=f"/admin/tokens/{row.id}"),
            Cell(names.get(row.role, row.role)),
            Cell("", at=rfc3339(row.created_at) or ""),
            Cell("", at=rfc3339(row.last_used_at) or "") if row.last_used_at else Cell(_("chưa lần nào"), faint=True),
            _state_of(row),
        )
        for row in rows
    ]
    heads = (_("Tên"), _("Vai trò"), _("Tạo lúc"), _("Dùng gần nhất"), _("Trạng thái"))
    form = Form("/admin/tokens", _("Thêm mã truy cập"), fields, _("Tạo mã"), values or {}, error, open=bool(error))
    line = Filter(
        q,
        _("Tên mã"),
        len(rows),
        total,
        more=forms.link(".list_tokens", q=q, **{"from": start + SHOWN}) if start + SHOWN < total else "",
        first=forms.link(".list_tokens", q=q) if start else "",
    )
    table = Table(heads, lines, _("Không mã nào khớp.") if q else _("Chưa có mã nào."))
    more = {"tables": [table], "forms": [form], "secret": secret, "filter": line}
    return forms.page(_("Mã truy cập"), tab="tokens", intro=_("Cho chương trình, không cho người."), **more)


def _state_of(row: ApiToken) -> Cell:
    if row.revoked_at:
        return Cell(_("đã thu hồi"), faint=True)
    if row.expires_at is None:
        return Cell(_("đến khi thu hồi"), faint=True)
    left = (row.expires_at - now()).days
    return Cell(_("hết hạn"), state="warn") if left < 0 else Cell(_("còn %(n)s ngày", n=left))


def _fields(session: Session) -> list[Field]:
    return [
        Field("name", _("Dùng để làm gì"), required=True),
        Field("role", _("Vai trò"), options=[*role_names().items()], required=True),
        Field("agency_id", _("Đơn vị"), options=agency_choices(session)),
        Field("days", _("Hết hạn sau (ngày)"), "number", hint=_("bỏ trống: đến khi thu hồi")),
    ]
