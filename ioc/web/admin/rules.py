"""The rules that make alarms: limits and delays, and the response sheet that an officer reads when one breaks."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.kernel.clock import now
from ioc.kernel.errors import IocError, NotFound
from ioc.kernel.http import services, shaped
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import AlarmRule, Sensor
from ioc.sensors.schemas import RuleEdit
from ioc.sensors.service import registry
from ioc.web.admin import forms
from ioc.web.admin.cameras import state_names
from ioc.web.admin.forms import Cell, Choice, Field, Form, Table
from ioc.web.admin.names import in_language, kind_name, of_texts

bp = Blueprint("admin_rules", __name__, url_prefix="/admin/rules")
SHEET = ("cause", "consequence", "action")


@bp.get("")
@needs("sensors.manage")
def rules() -> str:
    """Every rule of a kind, and those that one sensor has of its own."""
    with services().db.read() as session:
        rows = session.scalars(select(AlarmRule).order_by(AlarmRule.kind, AlarmRule.severity, AlarmRule.id)).all()
        ids = [row.sensor_id for row in rows if row.sensor_id is not None]
        keys = dict(session.execute(select(Sensor.id, Sensor.key).where(Sensor.id.in_(ids))).tuples().all())
    lines = [
        (
            Cell(of_texts(row.title), href=f"/admin/rules/{row.id}"),
            Cell(kind_name(row.kind)),
            Cell(keys.get(row.sensor_id or 0, _("cả loại")), faint=row.sensor_id is None),
            Cell(condition_of(row)),
            Cell(f"P{row.severity}"),
            Cell(_("%(n)s giây", n=f"{row.on_delay_s:g}")),
            Cell("") if row.enabled else Cell(_("tắt"), state="warn"),
        )
        for row in rows
    ]
    heads = (_("Cảnh báo"), _("Loại"), _("Áp dụng"), _("Khi"), _("Mức"), _("Chờ"), _("Trạng thái"))
    table = Table(heads, lines, _("Chưa có ngưỡng nào."))
    return forms.page(_("Ngưỡng cảnh báo"), tab="rules", tables=[table])


@bp.get("/<int:rule_id>")
@needs("sensors.manage")
def rule(rule_id: int) -> str:
    return _rule(rule_id)


@bp.post("/<int:rule_id>")
@needs("sensors.manage")
def edit_rule(rule_id: int) -> Any:
    """With ?sensor= a rule of the kind becomes that sensor's own."""
    sensor_id = request.args.get("sensor", type=int)
    with services().db.read() as session:
        fields = _fields(session, _row(session, rule_id))
    given = forms.filled(fields)
    try:
        shape = shaped(RuleEdit, {"threshold": None, "clear": None, **_nested(given)})
        changes = shape.model_dump(exclude_unset=True, exclude={"sensor_id"})
        with services().db.write() as session:
            forms.unchanged(fields, _values(_row(session, rule_id)))
            registry.change_rule(session, actor(), now(), rule_id, changes, sensor_id)
    except IocError as error:
        return _rule(rule_id, forms.words(error, fields), given), error.status
    return forms.done(f"/admin/sensors/{sensor_id}" if sensor_id else "/admin/rules")


def _rule(rule_id: int, error: str = "", given: dict[str, Any] | None = None) -> str:
    sensor_id = request.args.get("sensor", type=int)
    with services().db.read() as session:
        row = _row(session, rule_id)
        whose = sensor_id or row.sensor_id
        sensor = registry.get(session, whose) if whose else None
        fields, known = _fields(session, row), _values(row)
    path = f"/admin/rules/{rule_id}" + (f"?sensor={sensor_id}" if sensor_id else "")
    note = ""
    if sensor is not None:
        note = _("Chỉ áp dụng cho cảm biến %(name)s; các cảm biến khác giữ ngưỡng của loại.", name=sensor.name)
    form = Form(path, _("Sửa"), fields, _("Lưu"), given or known, error, known=known, note=note)
    back = ("/admin/rules", _("Ngưỡng cảnh báo"))
    if sensor_id and sensor is not None:
        back = (f"/admin/sensors/{sensor_id}", sensor.name)
    intro = f"{kind_name(row.kind)} · {condition_of(row)}"
    return forms.page(of_texts(row.title), tab="rules", intro=intro, forms=[form], back=back)


def _row(session: Session, rule_id: int) -> AlarmRule:
    row = session.get(AlarmRule, rule_id)
    if row is None:
        raise NotFound(_("Không có ngưỡng này."))
    return row


def _values(row: AlarmRule) -> dict[str, Any]:
    plain = ("threshold", "clear", "on_delay_s", "off_delay_s", "severity", "enabled", "opens_incident", "explained_by")
    texts = {"title": row.title, **{part: row.response.get(part, {}) for part in SHEET}}
    spread = {f"{part}_{lang}": text.get(lang, "") for part, text in texts.items() for lang in ("vi", "en")}
    return {**{name: getattr(row, name) for name in plain}, **spread}


def _nested(given: dict[str, Any]) -> dict[str, Any]:
    """cause_vi, cause_en, … as the shapes want them."""
    names = [f"{part}_{lang}" for part in ("title", *SHEET) for lang in ("vi", "en")]
    plain = {name: value for name, value in given.items() if name not in names}

    def both(part: str) -> dict[str, str]:
        return {lang: given.get(f"{part}_{lang}", "") for lang in ("vi", "en")}

    if not any(name in given for name in names):
        return plain
    return {**plain, "title": both("title"), "response": {part: both(part) for part in SHEET}}


def _fields(session: Session, row: AlarmRule) -> list[Field]:
    levels = [(str(level), f"P{level}") for level in (1, 2, 3, 4)]
    return [
        Field("threshold", _("Ngưỡng"), "number", step="any"),
        Field("clear", _("Hết khi về"), "number", step="any"),
        Field("on_delay_s", _("Chờ trước khi báo (giây)"), "number", required=True, step="any"),
        Field("off_delay_s", _("Chờ trước khi hết (giây)"), "number", required=True, step="any"),
        Field("severity", _("Mức"), options=levels, required=True),
        Field(
            "explained_by", _("Ẩn khi có"), options=_graver(session, row), hint=_("cảnh báo nặng hơn ở cùng cảm biến")
        ),
        Field("enabled", _("Đang bật"), "check"),
        Field("opens_incident", _("Tự mở sự cố"), "check"),
        Field("title_vi", _("Tên tiếng Việt"), half="left"),
        Field("title_en", _("Tên tiếng Anh"), half="right"),
        Field("cause_vi", _("Nguyên nhân có thể"), "area", half="left"),
        Field("cause_en", _("Nguyên nhân có thể, tiếng Anh"), "area", half="right"),
        Field("consequence_vi", _("Hậu quả"), "area", half="left"),
        Field("consequence_en", _("Hậu quả, tiếng Anh"), "area", half="right"),
        Field("action_vi", _("Việc cần làm"), "area", half="left"),
        Field("action_en", _("Việc cần làm, tiếng Anh"), "area", half="right"),
    ]


def _graver(session: Session, row: AlarmRule) -> list[Choice]:
    """The rules of its kind that may explain it."""
    graver = AlarmRule.kind == row.kind, AlarmRule.sensor_id.is_(None), AlarmRule.severity < row.severity
    found = session.scalars(select(AlarmRule).where(*graver).order_by(AlarmRule.severity, AlarmRule.id))
    return [("", str(_("không"))), *((each.code, of_texts(each.title)) for each in found)]


def condition_of(row: AlarmRule) -> str:
    """When a rule breaks, as one says it: `Mực nước trên 180 cm`."""
    kind = KINDS.get(row.kind)
    quantity = kind.quantity(row.quantity) if kind else None
    name = in_language(quantity.name, quantity.name_en) if quantity else row.quantity or ""
    unit = f" {quantity.unit}" if quantity and quantity.unit else ""
    value = f"{row.threshold:g}{unit}" if row.threshold is not None else ""
    words = {
        "above": _("%(name)s trên %(value)s", name=name, value=value),
        "below": _("%(name)s dưới %(value)s", name=name, value=value),
        "equals": _("%(name)s bằng %(value)s", name=name, value=value),
        "no_data": _("không có số đo"),
    }
    return str(words.get(row.condition) or state_names().get(row.quantity or "", row.quantity or ""))
