"""Who did what, when: the log as people read it; and who looked at what, from the record of access."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ioc.accounts import audit, tokens
from ioc.accounts.guard import needs
from ioc.accounts.models import AccessRecord, ApiToken, User
from ioc.agencies.models import Agency
from ioc.cameras.models import Camera
from ioc.dispatch.models import Crew
from ioc.incidents.models import Incident
from ioc.kernel.clock import rfc3339
from ioc.kernel.events import Event
from ioc.kernel.http import services
from ioc.sensors.models import AlarmRule, Sensor
from ioc.web.admin import deeds, forms
from ioc.web.admin.forms import Cell, Field, Filter, Table
from ioc.web.admin.names import of_texts

bp = Blueprint("admin_log", __name__, url_prefix="/admin")
SHOWN = 100
SETTINGS = ("user", "token", "agency", "sensor", "rule", "camera", "delivery")  # what an administrator changes
_SETTING = or_(Event.subject_type.in_(SETTINGS), Event.kind == "crew.changed")  # its shifts and ways are work
NO_DEEDS = ("crew.positioned", "camera.state_changed")  # machines say so by themselves, all day long

NAMES: dict[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]] = {
    "user": (User.id, User.name),
    "token": (ApiToken.id, ApiToken.name),
    "agency": (Agency.id, Agency.short),
    "sensor": (Sensor.id, Sensor.key),
    "rule": (AlarmRule.id, AlarmRule.title),
    "camera": (Camera.id, Camera.name),
    "incident": (Incident.id, Incident.code),
    "crew": (Crew.id, Crew.code),
}
PAGES = {"user": "/admin/users/", "agency": "/admin/agencies/", "crew": "/admin/crews/",
         "sensor": "/admin/sensors/", "rule": "/admin/rules/", "token": "/admin/tokens/"}  # fmt: skip
Names = Mapping[tuple[str, int], str]


@bp.get("/log")
@needs("users.manage")
def log() -> str:
    """What people and their programs did, newest first."""
    group, q = request.args.get("about", "settings"), request.args.get("q", "").strip()
    before = request.args.get("before", type=int)
    with services().db.read() as session:
        wanted = select(Event).where(*_conditions(session, group, q))
        older = wanted.where(Event.seq < before) if before else wanted
        rows = session.scalars(older.order_by(Event.seq.desc()).limit(SHOWN + 1)).all()
        names = _names(session, rows)
    more = forms.link(".log", about=group, q=q, before=rows[SHOWN - 1].seq) if len(rows) > SHOWN else ""
    rows = rows[:SHOWN]
    choices = [("settings", _("Cài đặt và tài khoản")), ("work", _("Sự cố, tổ, cảnh báo")), ("all", _("Tất cả"))]
    line = Filter(
        q,
        _("Tên người làm"),
        len(rows),
        -1,  # nobody counts the whole log to show a page of it
        choices=((Field("about", _("Về"), options=choices), group),),
        more=more,
        first=forms.link(".log", about=group, q=q) if before else "",
    )
    heads = (_("Lúc"), _("Ai"), _("Đã làm gì"), _("Đối tượng"), _("Chi tiết"))
    table = Table(heads, [_line(row, names) for row in rows], _("Chưa ai làm gì."))
    intro = _("Sổ sự kiện không sửa, không xóa được.")
    return forms.page(_("Nhật ký"), tab="log", intro=intro, tables=[table], filter=line)


@bp.get("/access")
@needs("users.manage")
def access() -> str:
    """Who signed in, who looked at or took out what names people."""
    before = request.args.get("before", type=int)
    with services().db.read() as session:
        rows = audit.newest(session, SHOWN + 1, before)
        total = session.scalar(select(func.count()).select_from(AccessRecord)) or 0
        names = _people(session, ((row.actor_kind, row.actor_id) for row in rows))
        subjects = [_split(row.subject) for row in rows]
        names |= _people(session, [each for each in subjects if each is not None])
    more = forms.link(".access", before=rows[SHOWN - 1].id) if len(rows) > SHOWN else ""
    actions = deeds.of_access()
    lines = [
        (
            Cell("", at=rfc3339(row.at) or ""),
            Cell(_who(row.actor_kind, row.actor_id, names)),
            Cell(actions.get(row.action, row.action)),
            Cell(_subject(row.subject, names)),
            Cell(row.address or "", faint=True),
        )
        for row in rows[:SHOWN]
    ]
    heads = (_("Lúc"), _("Ai"), _("Việc"), _("Đối tượng"), _("Từ địa chỉ"))
    table = Table(heads, lines, _("Chưa ai xem hay sửa gì."))
    more_line = {"more": more, "total": total, "shown": len(lines), "first": "/admin/access" if before else ""}
    intro = _("Đăng nhập, và ai đã xem hay lấy ra điều gì về người khác.")
    return forms.page(_("Ai đã xem"), tab="access", intro=intro, tables=[table], pages=more_line)


def _conditions(session: Session, group: str, q: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Event.actor_kind.in_(("user", "token")), Event.kind.not_in(NO_DEEDS)]
    if group == "settings":
        found.append(_SETTING)
    elif group == "work":
        found.append(~_SETTING)
    if q:
        people = session.scalars(select(User.id).where(User.name.icontains(q, autoescape=True))).all()
        found += [Event.actor_kind == "user", Event.actor_id.in_(people)]
    return found


def _line(row: Event, names: Names) -> tuple[Cell, ...]:
    subject = f"{row.subject_type}:{row.subject_id}"
    page = PAGES.get(row.subject_type)
    return (
        Cell("", at=rfc3339(row.at) or ""),
        Cell(_who(row.actor_kind, row.actor_id, names)),
        Cell(_deed(row)),
        Cell(_subject(subject, names), href=f"{page}{row.subject_id}" if page else ""),
        Cell(_details(row.data), faint=True),
    )


def _deed(row: Event) -> str:
    """A crew is added and edited by one kind of fact; only the first one names its code."""
    added = row.kind == "crew.changed" and "code" in row.data.get("fields", ())
    return str(_("thêm tổ")) if added else deeds.of_facts().get(row.kind, row.kind)


def _details(data: Mapping[str, Any]) -> str:
    """Which fields an edit touched, in words."""
    fields = deeds.of_fields()
    touched = data.get("fields")
    if not isinstance(touched, list):
        return ""
    return ", ".join(str(fields.get(name, name)) for name in touched if name != "code")


def _names(session: Session, rows: Sequence[Event]) -> dict[tuple[str, int], str]:
    wanted = [(row.subject_type, row.subject_id) for row in rows]
    return _people(session, [*wanted, *((row.actor_kind, row.actor_id) for row in rows)])


def _people(session: Session, wanted: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int], str]:
    by_kind: dict[str, set[int]] = {}
    for kind, number in wanted:
        if kind in NAMES and number is not None:
            by_kind.setdefault(kind, set()).add(number)
    found: dict[tuple[str, int], str] = {}
    for kind, ids in by_kind.items():
        key, name = NAMES[kind]
        for number, text in session.execute(select(key, name).where(key.in_(ids))).tuples():
            found[kind, number] = tokens.called(text) if kind == "token" else of_texts(text)
    return found


def _who(kind: str, number: int | None, names: Names) -> str:
    if kind == "system":
        return str(_("hệ thống"))
    name = names.get((kind, number or 0))
    if kind == "token":
        return str(_("chương trình “%(name)s”", name=name or number))
    return name or f"{deeds.of_subjects().get(kind, kind)} {number or ''}".strip()


def _split(subject: str | None) -> tuple[str, int] | None:
    kind, _colon, number = (subject or "").partition(":")
    return (kind, int(number)) if number.isdigit() else None


def _subject(subject: str | None, names: Names) -> str:
    found = _split(subject)
    if found is None:
        return subject or ""
    word = deeds.of_subjects().get(found[0], found[0])
    return f"{word} {names.get(found) or found[1]}"
