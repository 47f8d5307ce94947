"""/admin: what a city sets up. Plain forms that work without JavaScript; the rooms' own use cases do the work."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from sqlalchemy import func, select

from ioc.accounts.guard import needs
from ioc.accounts.models import User
from ioc.agencies.models import Agency, Category
from ioc.cameras.models import Camera
from ioc.kernel.http import services
from ioc.kernel.outbox import Delivery
from ioc.sensors.models import AlarmRule, RejectedMessage, Sensor, UnknownSensor
from ioc.web.admin import deliveries, importing, people, things, units, watching

bp = Blueprint("admin", __name__, url_prefix="/admin")
BLUEPRINTS = (bp, people.bp, units.bp, importing.bp, things.bp, watching.bp, deliveries.bp)


@bp.get("")
@needs("users.manage")
def overview() -> str:
    """How much there is of everything, and what waits for somebody."""
    counted = (
        ("users", _("Người dùng"), User),
        ("agencies", _("Đơn vị xử lý"), Agency),
        ("categories", _("Lĩnh vực"), Category),
        ("sensors", _("Cảm biến"), Sensor),
        ("cameras", _("Camera"), Camera),
        ("rules", _("Ngưỡng cảnh báo"), AlarmRule),
        ("sensors/unknown", _("Cảm biến lạ đang chờ"), UnknownSensor),
        ("sensors/rejected", _("Thông điệp bị từ chối"), RejectedMessage),
    )
    with services().db.read() as session:
        counts = [
            (f"/admin/{path}", name, session.scalar(select(func.count()).select_from(table)) or 0)
            for path, name, table in counted
        ]
        dead = select(func.count()).select_from(Delivery).where(Delivery.state == "dead")
        counts.append(("/admin/deliveries", _("Tin không gửi được"), session.scalar(dead) or 0))
    return render_template("admin/overview.html", title=_("Quản trị"), tab="", counts=counts)
