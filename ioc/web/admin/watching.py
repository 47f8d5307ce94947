"""Cameras, and the rules that make alarms."""

from typing import Any

from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ioc.accounts.guard import actor, needs
from ioc.cameras import service
from ioc.cameras.rules import SCHEMES
from ioc.cameras.schemas import CameraChange, CameraIn
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.http import services, shaped
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import AlarmRule, Sensor
from ioc.sensors.schemas import RuleEdit
from ioc.sensors.service import registry
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Field, Form, Table

bp = Blueprint("admin_watching", __name__, url_prefix="/admin")


@bp.get("/cameras")
@needs("cameras.manage")
def cameras() -> str:
    return _cameras()


@bp.post("/cameras")
@needs("cameras.manage")
def add_camera() -> Any:
    given = forms.filled(_camera_fields(new=True))
    try:
        shape = shaped(CameraIn, _with_source(given))
        with services().db.write() as session:
            service.register(session, actor(), now(), shape)
    except IocError as error:
        return _cameras(forms.words(error), given), error.status
    return forms.done("/admin/cameras")


@bp.get("/cameras/<key>")
@needs("cameras.manage")
def camera(key: str) -> str:
    return _camera(key)


@bp.post("/cameras/<key>")
@needs("cameras.manage")
def edit_camera(key: str) -> Any:
    given = forms.filled(_camera_fields(new=False))
    try:
        shape = shaped(CameraChange, {"every_s": None, "purpose": "", "legal_basis": "", **_with_source(given)})
        with services().db.write() as session:
            service.change(session, actor(), now(), key, shape)
    except IocError as error:
        return _camera(key, forms.words(error)), error.status
    return forms.done("/admin/cameras")


@bp.get("/rules")
@needs("sensors.manage")
def rules() -> str:
    """Every rule of a kind, and those that one sensor has of its own."""
    with services().db.read() as session:
        rows = session.scalars(select(AlarmRule).order_by(AlarmRule.kind, AlarmRule.severity, AlarmRule.id)).all()
        ids = [row.sensor_id for row in rows if row.sensor_id is not None]
        keys = dict(session.execute(select(Sensor.id, Sensor.key).where(Sensor.id.in_(ids))).tuples().all())
    lines = [
        (
            Cell(_words(row.title), href=f"/admin/rules/{row.id}"),
            Cell(_kind(row.kind)),
            Cell(keys.get(row.sensor_id or 0, _("cả loại")), faint=row.sensor_id is None),
            Cell(_when(row)),
            Cell(f"P{row.severity}"),
            Cell(_("%(n)s giây", n=f"{row.on_delay_s:g}")),
            Cell("" if row.enabled else _("tắt")),
        )
        for row in rows
    ]
    heads = (_("Cảnh báo"), _("Loại"), _("Áp dụng"), _("Khi"), _("Mức"), _("Chờ"), _("Trạng thái"))
    table = Table(heads, lines, _("Chưa có ngưỡng nào."))
    return forms.page(_("Ngưỡng cảnh báo"), tab="rules", tables=[table])


@bp.get("/rules/<int:rule_id>")
@needs("sensors.manage")
def rule(rule_id: int) -> str:
    return _rule(rule_id)


@bp.post("/rules/<int:rule_id>")
@needs("sensors.manage")
def edit_rule(rule_id: int) -> Any:
    given = forms.filled(_rule_fields())
    try:
        shape = shaped(RuleEdit, {"threshold": None, "clear": None, **given})
        changes = shape.model_dump(exclude_unset=True, exclude={"sensor_id"})
        with services().db.write() as session:
            registry.change_rule(session, actor(), now(), rule_id, changes)
    except IocError as error:
        return _rule(rule_id, forms.words(error)), error.status
    return forms.done("/admin/rules")


def _cameras(error: str = "", values: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        rows = service.every(session)
    names = state_names()
    lines = [
        (
            Cell(row.name, href=f"/admin/cameras/{row.key}"),
            Cell(row.key, faint=True),
            Cell(names.get(row.state, row.state)),
            Cell("", at=rfc3339(row.captured_at) or "") if row.captured_at else Cell(_("chưa có ảnh"), faint=True),
            Cell(row.source.get("kind", "")),
            Cell(row.gateway, faint=True),
        )
        for row in rows
    ]
    heads = (_("Tên"), _("Mã"), _("Trạng thái"), _("Ảnh"), _("Nguồn"), _("Trạm"))
    start = values or {"gateway": "main"}
    fields = _camera_fields(new=True)
    form = Form("/admin/cameras", _("Thêm camera"), fields, _("Thêm"), start, error, open=bool(error))
    return forms.page(_("Camera"), tab="cameras", tables=[Table(heads, lines, _("Chưa có camera nào."))], forms=[form])


def _camera(key: str, error: str = "") -> str:
    with services().db.read() as session:
        row = service.get(session, key)
    fields = _camera_fields(new=False)
    plain = {each.name: getattr(row, each.name, "") for each in fields}
    source = {f"source_{name}": value for name, value in row.source.items() if name != "password"}
    form = Form(f"/admin/cameras/{key}", _("Sửa"), fields, _("Lưu"), {**plain, **source}, error)
    back = ("/admin/cameras", _("Camera"))
    return forms.page(row.name, tab="cameras", intro=row.key, forms=[form], back=back)


def _rule(rule_id: int, error: str = "") -> str:
    with services().db.read() as session:
        row = session.get(AlarmRule, rule_id)
    if row is None:
        raise NotFound(_("Không có ngưỡng này."))
    fields = _rule_fields()
    values = {each.name: _plain(getattr(row, each.name)) for each in fields}
    form = Form(f"/admin/rules/{rule_id}", _("Sửa"), fields, _("Lưu"), values, error)
    told = {name: _words(text) for name, text in row.response.items()}
    more = {"kind": "rule", "response": told, "back": ("/admin/rules", _("Ngưỡng cảnh báo"))}
    return forms.page(_words(row.title), tab="rules", intro=f"{_kind(row.kind)} · {_when(row)}", forms=[form], **more)


def state_names() -> dict[str, str]:
    return {
        "online": _("trực tuyến"),
        "stale": _("ảnh cũ"),
        "frozen": _("đứng hình"),
        "dark": _("tối đen"),
        "blurred": _("mờ"),
        "covered": _("bị che"),
        "moved": _("bị lệch"),
        "offline": _("mất kết nối"),
        "masked": _("che riêng tư"),
    }


def _camera_fields(*, new: bool) -> list[Field]:
    first = [Field("key", _("Mã"), required=True)] if new else []
    kinds = [(kind, kind) for kind in SCHEMES]
    kept = "" if new else str(_("bỏ trống: giữ như cũ"))
    return [
        *first,
        Field("name", _("Tên"), required=True, wide=True),
        Field("lat", _("Vĩ độ"), "number", required=True, step="any"),
        Field("lon", _("Kinh độ"), "number", required=True, step="any"),
        Field("source_kind", _("Loại nguồn"), options=kinds, required=True),
        Field("source_url", _("Địa chỉ nguồn"), required=True, wide=True),
        Field("source_username", _("Tên đăng nhập")),
        Field("source_password", _("Mật khẩu"), "password", hint=kept),
        Field("gateway", _("Trạm"), required=True),
        Field("every_s", _("Một ảnh mỗi (giây)"), "number", step="any", hint=_("bỏ trống: theo cấu hình")),
        Field("purpose", _("Mục đích"), wide=True),
        Field("legal_basis", _("Căn cứ pháp lý"), wide=True),
    ]


def _with_source(given: dict[str, Any]) -> dict[str, Any]:
    source = {name.removeprefix("source_"): value for name, value in given.items() if name.startswith("source_")}
    return {**{name: value for name, value in given.items() if not name.startswith("source_")}, "source": source}


def _rule_fields() -> list[Field]:
    return [
        Field("threshold", _("Ngưỡng"), "number", step="any"),
        Field("clear", _("Hết khi về"), "number", step="any"),
        Field("on_delay_s", _("Chờ trước khi báo (giây)"), "number", required=True, step="any"),
        Field("off_delay_s", _("Chờ trước khi hết (giây)"), "number", required=True, step="any"),
        Field("severity", _("Mức"), options=[(str(level), f"P{level}") for level in (1, 2, 3, 4)], required=True),
        Field("enabled", _("Đang bật"), "check"),
        Field("opens_incident", _("Tự mở sự cố"), "check"),
    ]


def _when(row: AlarmRule) -> str:
    kind = KINDS.get(row.kind)
    quantity = kind.quantity(row.quantity) if kind else None
    name = (quantity.name_en if str(get_locale()) == "en" else quantity.name) if quantity else row.quantity or ""
    unit = f" {quantity.unit}" if quantity and quantity.unit else ""
    value = f"{row.threshold:g}{unit}" if row.threshold is not None else ""
    words = {
        "above": _("%(name)s trên %(value)s", name=name, value=value),
        "below": _("%(name)s dưới %(value)s", name=name, value=value),
        "equals": _("%(name)s bằng %(value)s", name=name, value=value),
        "no_data": _("không có số đo"),
    }
    return str(words.get(row.condition) or state_names().get(row.quantity or "", row.quantity or ""))


def _kind(code: str) -> str:
    kind = KINDS.get(code)
    if kind is None:
        return str(_("Camera")) if code == "camera" else code
    return kind.name_en if str(get_locale()) == "en" else kind.name


def _plain(value: Any) -> Any:
    """180.0 as 180."""
    return f"{value:g}" if isinstance(value, float) else value


def _words(text: Any) -> str:
    """One text of {"vi", "en"} in the reader's language."""
    if not isinstance(text, dict):
        return str(text)
    return str(text.get(str(get_locale())) or text.get("vi") or "")
