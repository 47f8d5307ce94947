"""Sensors: the list, one sensor, keys that wait for adoption, messages that were refused."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies import cards as agencies
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.kernel.i18n import fold
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import RejectedMessage, Sensor
from ioc.sensors.schemas import Adoption, NewSensor, SensorEdit
from ioc.sensors.service import registry, unknown
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table

bp = Blueprint("admin_things", __name__, url_prefix="/admin/sensors")

SHOWN = 100


@bp.get("")
@needs("sensors.manage")
def sensors() -> str:
    return _sensors()


@bp.post("")
@needs("sensors.manage")
def add() -> Any:
    with services().db.read() as session:
        given = forms.filled(_new_fields(session))
    try:
        shape = shaped(NewSensor, given)
        with services().db.write() as session:
            registry.register(session, actor(), now(), **shape.model_dump())
    except IocError as error:
        return _sensors(forms.words(error), given), error.status
    return forms.done("/admin/sensors?q=" + shape.key)


@bp.get("/<int:sensor_id>")
@needs("sensors.manage")
def sensor(sensor_id: int) -> str:
    return _sensor(sensor_id)


@bp.post("/<int:sensor_id>")
@needs("sensors.manage")
def edit(sensor_id: int) -> Any:
    with services().db.read() as session:
        given = forms.filled(_edit_fields(session))
    try:
        shape = shaped(SensorEdit, {"agency_id": None, **given})
        with services().db.write() as session:
            registry.change(session, actor(), now(), sensor_id, shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _sensor(sensor_id, forms.words(error)), error.status
    return forms.done("/admin/sensors")


@bp.get("/unknown")
@needs("sensors.manage")
def waiting() -> str:
    return _waiting()


@bp.post("/unknown")
@needs("sensors.manage")
def adopt() -> Any:
    key = request.form.get("key", "")
    given = forms.filled(_place_fields())
    try:
        shape = shaped(Adoption, given)
        with services().db.write() as session:
            unknown.adopt(session, actor(), now(), key, **shape.model_dump())
    except IocError as error:
        return _waiting(forms.words(error), {"key": key, **given}), error.status
    return forms.done("/admin/sensors/unknown")


@bp.get("/rejected")
@needs("sensors.manage")
def rejected() -> str:
    """What could not be read, newest first."""
    with services().db.read() as session:
        newest = select(RejectedMessage).order_by(RejectedMessage.id.desc()).limit(SHOWN)
        rows = session.scalars(newest).all()
    lines = [
        (
            Cell("", at=rfc3339(row.at) or ""),
            Cell(row.topic),
            Cell(row.reason),
            Cell(_readable(row.payload), faint=True),
        )
        for row in rows
    ]
    table = Table(
        (_("Cách đây"), _("Chủ đề"), _("Lý do"), _("Nội dung")), lines, _("Chưa có thông điệp nào bị từ chối.")
    )
    return forms.page(_("Thông điệp bị từ chối"), tab="sensors", tables=[table], back=_back())


def _sensors(error: str = "", values: dict[str, Any] | None = None) -> str:
    q, after = request.args.get("q", ""), request.args.get("after", "")
    with services().db.read() as session:
        rows = session.scalars(_found(q).where(Sensor.key > after).order_by(Sensor.key).limit(SHOWN)).all()
        total = session.scalar(select(func.count()).select_from(_found(q).subquery())) or 0
        held = len(unknown.listing(session))
        fields = _new_fields(session)
    lines = [
        (
            Cell(row.key, href=f"/admin/sensors/{row.id}"),
            Cell(row.name),
            Cell(_kind_name(row.kind)),
            Cell(row.ward or "", faint=True),
            Cell(_("%(n)s giây", n=row.expected_every_s)),
            Cell("" if row.in_service else _("ngừng dùng")),
        )
        for row in rows
    ]
    heads = (_("Mã"), _("Tên"), _("Loại"), _("Phường/xã"), _("Gửi mỗi"), _("Trạng thái"))
    form = Form("/admin/sensors", _("Thêm cảm biến"), fields, _("Thêm"), values or {}, error, open=bool(error))
    table = Table(heads, lines, _("Không có cảm biến nào khớp.") if q else _("Chưa có cảm biến nào."))
    following = url_for(".sensors", q=q, after=rows[-1].key) if len(rows) == SHOWN else ""
    more = {"q": q, "total": total, "shown": len(rows), "held": held, "more": following}
    return forms.page(_("Cảm biến"), tab="sensors", kind="sensors", tables=[table], forms=[form], **more)


def _found(q: str) -> Any:
    wanted = fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return select(Sensor).where(Sensor.folded.like(f"%{wanted}%", escape="\\")) if wanted else select(Sensor)


def _sensor(sensor_id: int, error: str = "") -> str:
    with services().db.read() as session:
        row = registry.get(session, sensor_id)
        fields = _edit_fields(session)
    values = {each.name: getattr(row, each.name) for each in fields}
    form = Form(f"/admin/sensors/{sensor_id}", _("Sửa"), fields, _("Lưu"), values, error)
    intro = f"{row.key} · {_kind_name(row.kind)}"
    return forms.page(row.name, tab="sensors", intro=intro, forms=[form], back=_back())


def _waiting(error: str = "", values: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        rows = unknown.listing(session)
    lines = [
        (
            Cell(row.key),
            Cell(row.kind),
            Cell(row.topic, faint=True),
            Cell(str(row.messages)),
            Cell("", at=rfc3339(row.last_at) or ""),
            Cell(_readable(row.last_payload), faint=True),
        )
        for row in rows
    ]
    heads = (_("Mã"), _("Loại"), _("Chủ đề"), _("Số thông điệp"), _("Lần cuối"), _("Nội dung cuối"))
    table = Table(heads, lines, _("Không có cảm biến lạ nào đang chờ."))
    keys: list[Choice] = [(row.key, row.key) for row in rows]
    fields = [Field("key", _("Mã"), options=keys, required=True), *_place_fields()]
    sheets = (
        [Form("/admin/sensors/unknown", _("Nhận vào danh sách"), fields, _("Nhận"), values or {}, error)]
        if rows
        else []
    )
    return forms.page(_("Cảm biến lạ"), tab="sensors", tables=[table], forms=sheets, back=_back())


def _back() -> tuple[str, str]:
    return "/admin/sensors", str(_("Cảm biến"))


def _readable(payload: bytes) -> str:
    text = payload[:120].decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "·" for char in text)


def _kind_name(code: str) -> str:
    kind = KINDS.get(code)
    if kind is None:
        return code
    return kind.name_en if str(get_locale()) == "en" else kind.name


def _kinds() -> list[Choice]:
    return [(code, _kind_name(code)) for code in KINDS]


def _place_fields() -> list[Field]:
    return [
        Field("kind", _("Loại"), options=_kinds(), required=True),
        Field("name", _("Tên"), required=True),
        Field("lat", _("Vĩ độ"), "number", required=True, step="any"),
        Field("lon", _("Kinh độ"), "number", required=True, step="any"),
    ]


def _units(session: Session) -> list[Choice]:
    return [("", ""), *((str(each["id"]), each["name"]) for each in agencies.agencies(session))]


def _new_fields(session: Session) -> list[Field]:
    return [
        Field("key", _("Mã (đoạn trong chủ đề MQTT)"), required=True),
        *_place_fields(),
        Field("expected_every_s", _("Gửi mỗi (giây)"), "number", hint=_("bỏ trống: theo loại")),
        Field("agency_id", _("Đơn vị"), options=_units(session)),
    ]


def _edit_fields(session: Session) -> list[Field]:
    return [
        *(each for each in _place_fields() if each.name != "kind"),
        Field("expected_every_s", _("Gửi mỗi (giây)"), "number", required=True),
        Field("agency_id", _("Đơn vị"), options=_units(session)),
        Field("in_service", _("Đang dùng"), "check"),
    ]
