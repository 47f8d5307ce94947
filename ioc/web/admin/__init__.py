"""/admin: what a city sets up. Plain forms that work without JavaScript; the rooms' own use cases do the work."""

import shutil
from importlib.metadata import version
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from ioc.accounts.guard import needs
from ioc.accounts.models import User
from ioc.agencies.models import Agency, Category
from ioc.cameras.models import Camera
from ioc.dispatch.models import Crew
from ioc.kernel import events
from ioc.kernel.clock import now
from ioc.kernel.http import Services, services
from ioc.kernel.outbox import Delivery
from ioc.sensors.models import AlarmRule, RejectedMessage, Sensor, UnknownSensor
from ioc.web import health
from ioc.web.admin import (
    cameras,
    categories,
    crews,
    heard,
    importing,
    keys,
    log,
    outbox,
    people,
    rules,
    things,
    units,
)

bp = Blueprint("admin", __name__, url_prefix="/admin")
BLUEPRINTS = (
    bp,
    people.bp,
    keys.bp,
    units.bp,
    categories.bp,
    crews.bp,
    importing.bp,
    heard.bp,
    things.bp,
    cameras.bp,
    rules.bp,
    outbox.bp,
    log.bp,
)


@bp.get("")
@needs("users.manage")
def overview() -> str:
    """How the centre is, how much there is of everything, and what waits for somebody."""
    counted = (
        ("users", _("Người dùng"), User, True),
        ("agencies", _("Đơn vị xử lý"), Agency, True),
        ("categories", _("Các lĩnh vực"), Category, True),
        ("crews", _("Các tổ hiện trường"), Crew, Crew.active),
        ("sensors", _("Cảm biến"), Sensor, True),
        ("cameras", _("Camera"), Camera, True),
        ("rules", _("Ngưỡng cảnh báo"), AlarmRule, True),
    )
    waiting = (
        ("sensors/unknown", _("Cảm biến lạ đang chờ"), UnknownSensor, True),
        ("sensors/rejected", _("Thông điệp bị từ chối"), RejectedMessage, True),
        ("cameras", _("Camera không bình thường"), Camera, Camera.state.not_in(cameras.WELL)),
        ("outbox?state=dead", _("Thư chết"), Delivery, Delivery.state == "dead"),
        ("users", _("Tài khoản tạm khóa"), User, User.locked_until > now()),
    )
    held = services()
    found = health.parts(held, now())
    with held.db.read() as session:
        counts = [(f"/admin/{path}", name, _count(session, table, where)) for path, name, table, where in counted]
        waits = [(f"/admin/{path}", name, _count(session, table, where)) for path, name, table, where in waiting]
        facts = _facts(session, held)
    return render_template(
        "admin/overview.html",
        title=_("Quản trị"),
        tab="",
        counts=counts,
        waits=waits,
        parts=_parts(found),
        troubles=[said for name, part in found.items() if (said := _trouble(name, part))],
        facts=facts,
    )


def _count(session: Session, table: Any, where: Any) -> int:
    query = select(func.count()).select_from(table)
    return session.scalar(query if where is True else query.where(where)) or 0


def _parts(found: dict[str, dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Name, what it is, its state as a mark, and its state in words with its age."""
    names = {
        "db": (_("Cơ sở dữ liệu"), _("giữ mọi sự kiện")),
        "broker": (_("Đường truyền MQTT"), _("nối thiết bị và các tiến trình")),
        "feed": (_("Bảng trực tiếp"), _("đưa sự kiện lên màn hình")),
        "ingest": (_("Tiếp nhận số đo"), _("đọc cảm biến, phát cảnh báo")),
        "gateway": (_("Trạm camera"), _("lấy và xét ảnh")),
        "worker": (_("Việc nền"), _("gửi tin, canh hạn, xử lý ảnh, dọn dữ liệu cũ")),
        "disk": (_("Đĩa"), _("giữ ảnh, báo cáo ca và sổ dữ liệu")),
    }
    marks = {"ok": "good", "old": "warn", "low": "warn", "down": "bad", "full": "bad", "none": "", "unknown": "warn"}
    return [
        (*names[name], marks[part["status"]], _state(part["status"], None if name == "disk" else part["age_s"]))
        for name, part in found.items()
    ]


def _state(status: str, age_s: float | None) -> str:
    words = {
        "ok": _("tốt"),
        "old": _("im lặng"),
        "down": _("không chạy"),
        "none": _("không có ở máy này"),
        "unknown": _("chưa rõ"),
        "low": _("sắp đầy"),
        "full": _("đã đầy"),
    }
    age = "" if age_s is None or status == "none" else _("%(n)s giây trước", n=f"{age_s:.0f}")
    return " · ".join(each for each in (str(words[status]), str(age)) if each)


def _trouble(name: str, part: dict[str, Any]) -> str:
    """One sentence: what has not been heard for how long, and what that means for those on duty."""
    age = part["age_s"]
    if name == "disk":
        told = {
            "low": _("Đĩa của trung tâm chỉ còn %(mb)s MB: hãy dọn bớt hoặc thêm chỗ.", mb=part["free_mb"]),
            "full": _("Đĩa của trung tâm đã đầy (còn %(mb)s MB): không giữ thêm được gì.", mb=part["free_mb"]),
        }
    elif age is None or part["status"] == "ok":
        return ""
    else:
        told = {
            "gateway": _("Trạm camera đã im lặng %(n)s giây: ảnh camera đang cũ dần.", n=f"{age:.0f}"),
            "worker": _("Việc nền đã im lặng %(n)s giây: tin chưa gửi đi, ảnh mới chưa xem được.", n=f"{age:.0f}"),
            "ingest": _("Tiếp nhận số đo đã im lặng %(n)s giây: chưa có cảnh báo mới.", n=f"{age:.0f}"),
        }
    return str(told.get(part["status"] if name == "disk" else name, ""))


def _facts(session: Session, held: Services) -> list[tuple[str, str]]:
    """What somebody asks for when something is wrong."""
    schema = session.scalar(text("SELECT version_num FROM alembic_version")) if _migrated(session) else ""
    free = shutil.disk_usage(held.settings.home.root).free / 1e9 if held.settings.home.root.exists() else 0
    kind = "SQLite" if held.db.sqlite else "PostgreSQL"
    return [
        (_("Phiên bản"), version("toan-canh")),
        (_("Cơ sở dữ liệu"), f"{kind} · {schema}" if schema else kind),
        (_("Số sự kiện trong sổ"), str(events.head(session))),
        (_("Đĩa còn trống"), f"{free:.1f} GB"),
        (_("Loại trung tâm"), _("trình diễn") if held.settings.demo else _("thật")),
        (_("Mã xác thực cho người trực"), _("bắt buộc") if held.settings.two_factor else _("không bắt buộc")),
    ]


def _migrated(session: Session) -> bool:
    return inspect(session.connection()).has_table("alembic_version")
