"""How a crew stands, in people's words: on duty or not, who signs in for it, what it works on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts import signin
from ioc.accounts.models import User
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves
from ioc.incidents.models import Incident
from ioc.kernel.clock import rfc3339
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Table

FRESH_S = 60  # a position older than this says so


def state_names() -> dict[str, str]:
    return {
        "available": str(_("rảnh")),
        "busy": str(_("bận")),
        "break": str(_("nghỉ giữa ca")),
        "off": str(_("hết ca")),
        "retired": str(_("ngừng hoạt động")),
    }


def state_of(row: Crew) -> str:
    return row.status if row.active else "retired"


def pause_of(row: Crew) -> str:
    """Why it cannot go, as it said."""
    words = {
        "vehicle": _("xe hỏng"),
        "equipment": _("thiếu thiết bị"),
        "health": _("có người bị thương"),
        "danger": _("chỗ làm không an toàn"),
        "other": _("tạm dừng"),
    }
    return str(words.get(row.pause or "", _("nghỉ giữa ca")))


def duty(row: Crew, zone: ZoneInfo) -> Cell:
    """`rảnh, đến 22:00`."""
    state = state_of(row)
    word = pause_of(row) if state == "break" else state_names()[state]
    if row.active and row.shift_ends_at is not None:
        word = _("%(state)s, đến %(at)s", state=word, at=row.shift_ends_at.astimezone(zone).strftime("%H:%M"))
    if state in ("break", "retired"):
        return Cell(word, state="warn")
    return Cell(word, state="good" if state == "available" else "idle", faint=state == "off")


def position(row: Crew) -> Cell:
    at = rfc3339(row.position_at)
    return Cell("", at=at, fresh=FRESH_S) if at else Cell(_("chưa có vị trí"), faint=True)


def next_time(text: str, local: datetime) -> datetime:
    """The moment at which clocks show `HH:MM` next."""
    hour, minute = (int(part) for part in text.split(":"))
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def accounts_of(session: Session, crew_ids: Iterable[int]) -> dict[int, list[User]]:
    """Who signs in for each of these crews and is not shut out."""
    found: dict[int, list[User]] = {}
    bound = select(User).where(User.crew_id.in_(list(crew_ids))).order_by(User.name, User.id)
    for user in session.scalars(bound).unique():
        if signin.role_of(user) == "crew":
            found.setdefault(user.crew_id or 0, []).append(user)
    return found


def accounts(row: Crew, users: Iterable[User], *, may: bool) -> Table:
    """`may`: the reader may open accounts too."""
    lines = [
        (
            Cell(user.name, href=f"/admin/users/{user.id}" if may else ""),
            Cell(user.username or "", faint=True),
            Cell(user.email, faint=True),
            Cell("", at=rfc3339(user.last_login_at) or "")
            if user.last_login_at
            else Cell(_("chưa lần nào"), faint=True),
            Cell("") if user.active else Cell(_("bị chặn"), state="bad"),
        )
        for user in users
    ]
    heads = (_("Họ tên"), _("Tên đăng nhập"), _("E-mail"), _("Đăng nhập gần nhất"), _("Trạng thái"))
    new = (forms.link("admin_people.users", crew=row.id), str(_("Tạo tài khoản cho tổ này")))
    links = [new] if may and row.active else []
    return Table(heads, lines, _("Chưa ai đăng nhập được thay tổ này."), _("Tài khoản của tổ"), links)


def work(session: Session, row: Crew) -> Table:
    """What it was sent to and has not finished."""
    live = (
        select(Assignment, Incident)
        .join(Incident, Incident.id == Assignment.incident_id)
        .where(Assignment.crew_id == row.id, Assignment.state.in_(moves.LIVE))
        .order_by(Assignment.offered_at, Assignment.id)
    )
    steps = {
        "offered": _("chờ tổ nhận"),
        "accepted": _("đã nhận"),
        "en_route": _("đang đi"),
        "on_scene": _("đang làm"),
    }
    lines = [
        (
            Cell(incident.code),
            Cell(incident.place),
            Cell(str(steps[each.state])),
            Cell("", at=rfc3339(each.offered_at) or ""),
        )
        for each, incident in session.execute(live).tuples()
    ]
    heads = (_("Sự cố"), _("Nơi"), _("Bước"), _("Cử lúc"))
    return Table(heads, lines, _("Không có việc nào."), _("Việc đang làm"))
