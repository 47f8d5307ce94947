"""Sensors: the registry with its filters, one sensor and the rules that watch it."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError
from ioc.kernel.http import services, shaped
from ioc.kernel.i18n import fold
from ioc.sensors.models import Sensor
from ioc.sensors.schemas import NewSensor, SensorEdit
from ioc.sensors.service import registry, repairs, unknown
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Choice, Field, Filter, Form, Table
from ioc.web.admin.names import agency_choices, kind_choices, kind_name, of_texts
from ioc.web.admin.rules import condition_of

bp = Blueprint("admin_things", __name__, url_prefix="/admin/sensors")

SHOWN = 100
FILTERS = ("q", "kind", "agency", "state")


def all_sensors() -> tuple[str, str]:
    """The way back from a page about one of them."""
    return "/admin/sensors", str(_("Cảm biến"))


@bp.get("")
@needs("sensors.manage")
def sensors() -> str:
    return _sensors()


@bp.post("")
@needs("sensors.manage")
def add() -> Any:
    with services().db.read() as session:
        fields = _new_fields(session)
    given = forms.filled(fields)
    try:
        shape = shaped(NewSensor, given)
        with services().db.write() as session:
            registry.register(session, actor(), now(), **shape.model_dump())
    except IocError as error:
        return _sensors(forms.words(error, fields), given), error.status
    return forms.done(forms.link(".sensors", q=shape.key))


@bp.get("/<int:sensor_id>")
@needs("sensors.manage")
def sensor(sensor_id: int) -> str:
    return _sensor(sensor_id)


@bp.post("/<int:sensor_id>")
@needs("sensors.manage")
def edit(sensor_id: int) -> Any:
    with services().db.read() as session:
        fields = _edit_fields(session)
    given = forms.filled(fields)
    try:
        shape = shaped(SensorEdit, {"agency_id": None, **given})
        with services().db.write() as session:
            row = registry.get(session, sensor_id)
            forms.unchanged(fields, _values(row, fields))
            repairs.edit(session, actor(), now(), sensor_id, shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _sensor(sensor_id, forms.words(error, fields), given), error.status
    return forms.done(f"/admin/sensors/{sensor_id}")


def _sensors(error: str = "", values: dict[str, Any] | None = None) -> str:
    asked = {name: request.args.get(name, "") for name in FILTERS}
    after = request.args.get("after", "")
    with services().db.read() as session:
        rows = session.scalars(_found(asked).where(Sensor.key > after).order_by(Sensor.key).limit(SHOWN + 1)).all()
        total = session.scalar(select(func.count()).select_from(_found(asked).subquery())) or 0
        held = len(unknown.listing(session))
        fields, units = _new_fields(session), agency_choices(session, str(_("Chưa giao cho ai")))
    names = dict(units)
    lines = [_line(row, names) for row in rows[:SHOWN]]
    heads = (_("Mã"), _("Tên"), _("Loại"), _("Phường/xã"), _("Đơn vị"), _("Gửi mỗi"), _("Trạng thái"))
    form = Form("/admin/sensors", _("Thêm cảm biến"), fields, _("Thêm"), values or {}, error, open=bool(error))
    empty = _("Không có cảm biến nào khớp.") if any(asked.values()) else _("Chưa có cảm biến nào.")
    following = forms.link(".sensors", **asked, after=rows[SHOWN - 1].key) if len(rows) > SHOWN else ""
    line = Filter(
        asked["q"],
        _("Tên hoặc mã, không cần dấu"),
        len(lines),
        total,
        choices=_choices(asked, units),
        links=(
            ("/admin/sensors/import", _("Nhập từ CSV"), 0),
            ("/admin/sensors/unknown", _("Cảm biến lạ"), held),
            ("/admin/sensors/rejected", _("Thông điệp bị từ chối"), 0),
        ),
        more=following,
        first=forms.link(".sensors", **asked) if after else "",
    )
    return forms.page(_("Cảm biến"), tab="sensors", tables=[Table(heads, lines, empty)], forms=[form], filter=line)


def _line(row: Sensor, units: dict[str, str]) -> tuple[Cell, ...]:
    return (
        Cell(row.key, href=f"/admin/sensors/{row.id}"),
        Cell(row.name),
        Cell(kind_name(row.kind)),
        Cell(row.ward or "", faint=True),
        Cell(units.get(str(row.agency_id), "") if row.agency_id else "", faint=True),
        Cell(_("%(n)s giây", n=row.expected_every_s)),
        Cell("") if row.in_service else Cell(_("ngừng dùng"), state="warn"),
    )


def _choices(asked: dict[str, str], units: list[Choice]) -> tuple[tuple[Field, str], ...]:
    kinds = [("", str(_("Mọi loại"))), *kind_choices()]
    whose = [("", str(_("Mọi đơn vị"))), ("none", units[0][1]), *units[1:]]
    states = [("", _("Mọi trạng thái")), ("in", _("đang dùng")), ("out", _("ngừng dùng"))]
    return (
        (Field("kind", _("Loại"), options=kinds), asked["kind"]),
        (Field("agency", _("Đơn vị"), options=whose), asked["agency"]),
        (Field("state", _("Trạng thái"), options=states), asked["state"]),
    )


def _found(asked: dict[str, str]) -> Select[Any]:
    found = select(Sensor)
    for word in fold(asked["q"]).split():
        found = found.where(Sensor.folded.contains(word, autoescape=True))
    if asked["kind"]:
        found = found.where(Sensor.kind == asked["kind"])
    if asked["agency"] == "none":
        found = found.where(Sensor.agency_id.is_(None))
    elif asked["agency"].isdigit():
        found = found.where(Sensor.agency_id == int(asked["agency"]))
    if asked["state"]:
        found = found.where(Sensor.in_service.is_(asked["state"] != "out"))
    return found


def _sensor(sensor_id: int, error: str = "", given: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        row = registry.get(session, sensor_id)
        fields, rules = _edit_fields(session), registry.rules_of(session, row)
    known = _values(row, fields)
    form = Form(f"/admin/sensors/{sensor_id}", _("Sửa"), fields, _("Lưu"), given or known, error, known=known)
    lines = [
        (
            Cell(of_texts(rule.title), href=f"/admin/rules/{rule.id}?sensor={row.id}"),
            Cell(condition_of(rule)),
            Cell(f"P{rule.severity}"),
            Cell(_("%(n)s giây", n=f"{rule.on_delay_s:g}")),
            Cell(_("riêng cảm biến này")) if rule.sensor_id else Cell(_("cả loại"), faint=True),
            Cell("") if rule.enabled else Cell(_("tắt"), state="warn"),
        )
        for rule in rules
    ]
    heads = (_("Cảnh báo"), _("Khi"), _("Mức"), _("Chờ"), _("Áp dụng"), _("Trạng thái"))
    table = Table(heads, lines, _("Chưa có ngưỡng nào."), _("Ngưỡng đang áp dụng"))
    intro = " · ".join(each for each in (row.key, kind_name(row.kind), row.ward) if each)
    back = all_sensors()
    return forms.page(row.name, tab="sensors", intro=intro, forms=[form], tables=[table], back=back)


def _values(row: Sensor, fields: list[Field]) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields}


def place_fields() -> list[Field]:
    return [
        Field("kind", _("Loại"), options=kind_choices(), required=True),
        Field("name", _("Tên"), required=True, wide=True),
        Field("lat", _("Vĩ độ"), "number", required=True, step="any"),
        Field("lon", _("Kinh độ"), "number", required=True, step="any"),
    ]


def _new_fields(session: Session) -> list[Field]:
    return [
        Field("key", _("Mã (đoạn trong chủ đề MQTT)"), required=True),
        *place_fields(),
        Field("expected_every_s", _("Gửi mỗi (giây)"), "number", hint=_("bỏ trống: theo loại")),
        Field("agency_id", _("Đơn vị"), options=agency_choices(session), wide=True),
    ]


def _edit_fields(session: Session) -> list[Field]:
    return [
        *place_fields(),
        Field("expected_every_s", _("Gửi mỗi (giây)"), "number", required=True),
        Field("agency_id", _("Đơn vị"), options=agency_choices(session), wide=True),
        Field("in_service", _("Đang dùng"), "check"),
    ]
