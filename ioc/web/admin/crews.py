"""Crews: who they are, what they can do, whose they are, and when they are on duty."""

from typing import Any, Literal
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask_babel import gettext as _
from pydantic import Field as Limit
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.accounts.models import User
from ioc.agencies.models import Agency
from ioc.dispatch import access, listing, service
from ioc.dispatch.models import Crew
from ioc.dispatch.schemas import CrewEdit, NewCrew
from ioc.dispatch.skills import in_words
from ioc.kernel import house
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import Invalid, IocError
from ioc.kernel.http import services, shaped
from ioc.kernel.i18n import fold
from ioc.kernel.shapes import Shape
from ioc.web.admin import crewed, forms, skilled
from ioc.web.admin.forms import Cell, Choice, Field, Filter, Form, Table
from ioc.web.admin.names import agency_choices, in_language

bp = Blueprint("admin_crews", __name__, url_prefix="/admin/crews")
FILTERS = ("q", "agency", "state")


class Measures(Shape):
    """What a crew's equipment can do, in numbers."""

    pump_m3_h: float | None = Limit(None, gt=0, le=100_000)
    lift_m: float | None = Limit(None, gt=0, le=200)


class OnDuty(Shape):
    status: Literal["available", "break", "off"]
    until: str = Limit("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")


@bp.get("")
@needs("crews.manage")
def crews() -> str:
    return _crews()


@bp.post("")
@needs("crews.manage")
def add_crew() -> Any:
    with services().db.read() as session:
        fields = _fields(session)
    given = forms.filled(fields)
    try:
        shape = shaped(NewCrew, _whole(given, fields))
        _one_place(shape)
        with services().db.write() as session:
            made = service.crews.add(session, actor(), now(), shape.model_dump(exclude_none=True)).id
    except IocError as error:
        return _crews(forms.words(error, fields), given), error.status
    return forms.done(f"/admin/crews/{made}")


@bp.get("/<int:crew_id>")
@needs("crews.manage")
def crew(crew_id: int) -> str:
    return _crew(crew_id)


@bp.post("/<int:crew_id>")
@needs("crews.manage")
def edit_crew(crew_id: int) -> Any:
    with services().db.read() as session:
        fields = _fields(session, access.crew(session, actor(), crew_id))
    given = forms.filled(fields)
    try:
        with services().db.write() as session:
            row = access.crew(session, actor(), crew_id)
            forms.unchanged(fields, _values(row))
            shape = shaped(CrewEdit, {"phone": None, "leader": None, **_whole(given, fields, row)})
            service.crews.edit(session, actor(), now(), crew_id, shape.model_dump(exclude_unset=True))
    except IocError as error:
        return _crew(crew_id, forms.words(error, fields), given), error.status
    return forms.done(f"/admin/crews/{crew_id}")


@bp.post("/<int:crew_id>/shift")
@needs("crews.manage")
def shift(crew_id: int) -> Any:
    """Sends the crew on duty or home, as its own tablet would."""
    at, given, fields = now(), forms.filled(_shift_fields("break")), _shift_fields("break")
    try:
        shape = shaped(OnDuty, given)
        with services().db.write() as session:
            row, zone = access.crew(session, actor(), crew_id), house.zone(session)
            known = _shift_values(row, zone)
            forms.unchanged(fields, known)
            moved = shape.until and shape.until != known["until"]
            until = crewed.next_time(shape.until, at.astimezone(zone)) if moved else None
            pausing = shape.status == "break"
            wanted = service.Standing(
                shape.status, row.pause if pausing else None, row.pause_words if pausing else None
            )
            service.crews.status(session, actor(), at, crew_id, wanted, until)
    except IocError as error:
        return _crew(crew_id, on_duty=(forms.words(error, fields), given)), error.status
    return forms.done(f"/admin/crews/{crew_id}")


def _crews(error: str = "", values: dict[str, Any] | None = None) -> str:
    asked = {name: request.args.get(name, "").strip() for name in FILTERS}
    with services().db.read() as session:
        every = listing.crews(session, actor())
        rows = [row for row in every if _fits(row, asked)]
        users, zone = crewed.accounts_of(session, (row.id for row in rows)), house.zone(session)
        shorts = {row.id: in_language(row.short, row.short_en) for row in session.scalars(select(Agency))}
        fields, units = _fields(session), agency_choices(session, str(_("Mọi đơn vị")))
    lines = [_line(row, shorts, users.get(row.id, []), zone) for row in sorted(rows, key=lambda row: not row.active)]
    heads = (_("Mã"), _("Tên"), _("Đơn vị"), _("Kỹ năng"), _("Ca làm"), _("Tài khoản"), _("Vị trí"))
    start = values or {"status": "available"}
    form = Form("/admin/crews", _("Thêm tổ"), fields, _("Thêm"), start, error, open=bool(error))
    table = Table(heads, lines, _("Không tổ nào khớp.") if any(asked.values()) else _("Chưa có tổ nào."))
    states = [("", str(_("Mọi trạng thái"))), *crewed.state_names().items()]
    choices = (
        (Field("agency", _("Đơn vị"), options=units), asked["agency"]),
        (Field("state", _("Trạng thái"), options=states), asked["state"]),
    )
    hint = _("Tên, mã hoặc tổ trưởng, không cần dấu")
    line = Filter(asked["q"], hint, len(rows), len(every), choices=choices)
    return forms.page(_("Các tổ hiện trường"), tab="crews", tables=[table], forms=[form], filter=line)


def _fits(row: Crew, asked: dict[str, str]) -> bool:
    text = fold(f"{row.code} {row.name} {row.leader}")
    return (
        all(word in text for word in fold(asked["q"]).split())
        and asked["agency"] in ("", str(row.agency_id))
        and asked["state"] in ("", crewed.state_of(row))
    )


def _line(row: Crew, shorts: dict[int, str], users: list[User], zone: ZoneInfo) -> tuple[Cell, ...]:
    names = ", ".join(user.name for user in users if user.active)
    return (
        Cell(row.code, href=f"/admin/crews/{row.id}"),
        Cell(row.name),
        Cell(shorts.get(row.agency_id, ""), faint=True),
        Cell(", ".join(in_words(str(code), row.equipment) for code in row.skills)),
        crewed.duty(row, zone),
        Cell(names) if names else Cell(_("chưa có"), faint=True),
        crewed.position(row),
    )


def _crew(
    crew_id: int,
    error: str = "",
    given: dict[str, Any] | None = None,
    on_duty: tuple[str, dict[str, Any]] = ("", {}),
) -> str:
    may = "users.manage" in actor().permissions
    with services().db.read() as session:
        row, zone = access.crew(session, actor(), crew_id), house.zone(session)
        fields, unit = _fields(session, row), session.get_one(Agency, row.agency_id)
        users = crewed.accounts_of(session, [row.id]).get(row.id, [])
        tables = [_at_present(row, zone), crewed.work(session, row), crewed.accounts(row, users, may=may)]
    path, known, shift_known = f"/admin/crews/{crew_id}", _values(row), _shift_values(row, zone)
    sheets = [Form(path, _("Sửa"), fields, _("Lưu"), given or known, error, known=known)]
    if row.active:
        wrong, told = on_duty
        values, duty = told or shift_known, _shift_fields(row.status)
        note = _("Bỏ trống giờ hết ca: giữ như cũ. Giờ đã qua là giờ của ngày mai.")
        sheets.append(
            Form(f"{path}/shift", _("Ca làm"), duty, _("Lưu ca"), values, wrong, known=shift_known, note=note)
        )
    intro = " · ".join(each for each in (row.code, in_language(unit.name, unit.name_en)) if each)
    back = ("/admin/crews", _("Các tổ hiện trường"))
    return forms.page(row.name, tab="crews", intro=intro, forms=sheets, tables=tables, back=back)


def _at_present(row: Crew, zone: ZoneInfo) -> Table:
    since = Cell("", at=rfc3339(row.status_at) or "") if row.status_at else Cell("–", faint=True)
    where = Cell(f"{row.lat:.5f}, {row.lon:.5f}" if row.lat is not None and row.lon is not None else "–", faint=True)
    heads = (_("Ca làm"), _("Từ lúc"), _("Vị trí"), _("Tọa độ"))
    return Table(heads, [(crewed.duty(row, zone), since, crewed.position(row), where)], "", _("Hiện giờ"))


def _whole(given: dict[str, Any], fields: list[Field], row: Crew | None = None) -> dict[str, Any]:
    """The form as the API's shape: skills by code, measures among the equipment, whatever else that holds kept."""
    names = Measures.model_fields
    options = next(each.options for each in fields if each.name == "skills")
    measured = shaped(Measures, {name: given[name] for name in names if name in given}).model_dump(exclude_none=True)
    rest = {name: value for name, value in (row.equipment if row else {}).items() if name not in names}
    plain = {name: value for name, value in given.items() if name not in names}
    return {
        **plain,
        "skills": skilled.codes(options, given["skills"], row.skills if row else ()),
        "equipment": {**rest, **measured},
    }


def _one_place(shape: NewCrew) -> None:
    for name, value, other in (("lat", shape.lat, shape.lon), ("lon", shape.lon, shape.lat)):
        if value is None and other is not None:
            raise Invalid(_("phải có"), fields=[{"field": name, "problem": str(_("phải có"))}])


def _values(row: Crew) -> dict[str, Any]:
    names = ("name", "leader", "phone", "agency_id", "skills", "active")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: row.equipment.get(name) for name in Measures.model_fields},
    }


def _fields(session: Session, row: Crew | None = None) -> list[Field]:
    """Of a new crew, or of this one: whose agency stands among those to choose from, retired or not."""
    units = agency_choices(session)[1:]
    if row is not None and str(row.agency_id) not in dict(units):
        whose = session.get_one(Agency, row.agency_id)
        units.append((str(whose.id), in_language(whose.name, whose.name_en)))
    fields = [
        Field("name", _("Tên tổ"), required=True, wide=True),
        Field("leader", _("Tổ trưởng"), wide=True),
        Field("phone", _("Điện thoại")),
        Field("agency_id", _("Đơn vị"), options=units, required=True, wide=True),
        Field("pump_m3_h", _("Máy bơm (m³/h)"), "number", step="any"),
        Field("lift_m", _("Xe thang (m)"), "number", step="any"),
        skilled.field(session, str(_("Kỹ năng"))),
    ]
    if row is not None:
        return [*fields, Field("active", _("Đang hoạt động"), "check")]
    duty: list[Choice] = [("available", str(_("đang trong ca"))), ("off", str(_("chưa vào ca")))]
    return [
        Field("code", _("Mã"), required=True, hint=_("chữ, số, gạch nối")),
        *fields[:6],
        Field("status", _("Ca làm"), options=duty, required=True),
        fields[6],
        Field("lat", _("Bắt đầu ở vĩ độ"), "number", step="any"),
        Field("lon", _("Bắt đầu ở kinh độ"), "number", step="any"),
    ]


def _shift_fields(status: str) -> list[Field]:
    duty: list[Choice] = [("available", str(_("đang trong ca"))), ("off", str(_("hết ca")))]
    if status == "break":
        duty.insert(1, ("break", str(_("nghỉ giữa ca"))))
    return [
        Field("status", _("Tổ này"), options=duty, required=True),
        Field("until", _("Hết ca lúc"), "time"),
    ]


def _shift_values(row: Crew, zone: ZoneInfo) -> dict[str, Any]:
    ends = row.shift_ends_at.astimezone(zone).strftime("%H:%M") if row.shift_ends_at else ""
    return {"status": "available" if row.status == "busy" else row.status, "until": ends}
