"""What the report calls facts and states."""

from flask_babel import lazy_gettext as _

KINDS = {
    "incident.opened": _("mở"),
    "incident.triaged": _("phân loại"),
    "incident.followed": _("tổ báo về"),
    "incident.held": _("tạm gác"),
    "incident.resumed": _("làm tiếp"),
    "incident.merged": _("gộp vào sự cố khác"),
    "incident.help_asked": _("tổ xin hỗ trợ"),
    "incident.help_answered": _("đã lo hỗ trợ"),
    "incident.dispatch_overdue": _("quá hạn cử tổ"),
    "incident.overdue": _("quá hạn xử lý"),
    "incident.resolved": _("xử lý xong"),
    "incident.closed": _("đóng"),
    "incident.cancelled": _("hủy"),
    "incident.reopened": _("mở lại"),
    "alarm.raised": _("cảnh báo"),
    "alarm.shelved": _("gác cảnh báo"),
    "alarm.escalated": _("cảnh báo P1 chưa ai xác nhận"),
    "camera.offline": _("camera mất tín hiệu"),
    "shift.started": _("nhận ca"),
    "shift.handed_over": _("giao ca"),
}
STATES = {
    "open": _("mới"),
    "triaged": _("đã phân loại"),
    "assigned": _("đã cử tổ"),
    "en_route": _("đang đến"),
    "on_scene": _("tại chỗ"),
    "on_hold": _("tạm gác"),
    "resolved": _("xong"),
    "closed": _("đã đóng"),
    "cancelled": _("đã hủy"),
}
