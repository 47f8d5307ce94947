"""What was done, in people's words: a name for every kind of fact and of access that the log holds."""

from flask_babel import gettext as _


def of_facts() -> dict[str, str]:
    """By kind of fact. What is not named here is shown by its kind."""
    return {**_administration(), **_city(), **_work()}


def _administration() -> dict[str, str]:
    return {
        "user.created": _("tạo tài khoản"),
        "user.changed": _("sửa tài khoản"),
        "user.password_set": _("đặt mật khẩu mới"),
        "user.second_factor_set": _("bật mã xác thực"),
        "user.second_factor_reset": _("cho đặt lại mã xác thực"),
        "user.recovery_codes_made": _("làm mã dự phòng"),
        "user.signed_out": _("đăng xuất khỏi mọi thiết bị"),
        "token.created": _("tạo mã truy cập"),
        "token.revoked": _("thu hồi mã truy cập"),
        "agency.changed": _("sửa đơn vị"),
        "category.changed": _("sửa lĩnh vực"),
        "sensor.registered": _("thêm cảm biến"),
        "sensor.changed": _("sửa cảm biến"),
        "rule.changed": _("sửa ngưỡng cảnh báo"),
        "camera.registered": _("thêm camera"),
        "camera.changed": _("sửa camera"),
        "camera.held": _("giữ ảnh làm chứng"),
        "delivery.retried": _("gửi lại thư"),
    }


def _city() -> dict[str, str]:
    return {
        "alarm.repeated": _("cảnh báo lặp lại"),
        "alarm.returned": _("cảnh báo đã hết"),
        "alarm.acked": _("xác nhận cảnh báo"),
        "alarm.shelved": _("gác cảnh báo"),
        "alarm.unshelved": _("thôi gác cảnh báo"),
        "alarm.suppressed": _("ẩn cảnh báo vì có cảnh báo nặng hơn"),
        "alarm.unsuppressed": _("hiện lại cảnh báo"),
        "alarm.out_of_service": _("ngừng dùng cảnh báo"),
        "alarm.in_service": _("dùng lại cảnh báo"),
        "alarm.linked": _("nối cảnh báo với sự cố"),
        "crew.changed": _("sửa tổ"),
        "crew.status": _("tổ đổi trạng thái"),
        "assignment.offered": _("cử tổ"),
        "assignment.accepted": _("tổ nhận việc"),
        "assignment.declined": _("tổ từ chối"),
        "assignment.en_route": _("tổ lên đường"),
        "assignment.on_scene": _("tổ đến nơi"),
        "assignment.done": _("tổ báo xong"),
        "assignment.aborted": _("rút tổ về"),
        "assignment.told": _("báo tổ về sự cố"),
        "assignment.moved": _("chuyển lệnh điều động"),
        "shift.started": _("nhận ca"),
        "shift.handed_over": _("giao ca"),
    }


def _work() -> dict[str, str]:
    return {
        "incident.opened": _("mở sự cố"),
        "incident.joined": _("nhập vào sự cố"),
        "incident.triaged": _("phân loại sự cố"),
        "incident.claimed": _("nhận theo dõi sự cố"),
        "incident.released": _("thôi theo dõi sự cố"),
        "incident.held": _("tạm gác sự cố"),
        "incident.resumed": _("làm tiếp sự cố"),
        "incident.followed": _("sự cố theo bước của tổ"),
        "incident.cancelled": _("hủy sự cố"),
        "incident.resolved": _("báo sự cố đã xong"),
        "incident.closed": _("đóng sự cố"),
        "incident.reopened": _("mở lại sự cố"),
        "incident.merged": _("gộp sự cố"),
        "incident.absorbed": _("nhận sự cố gộp vào"),
        "incident.unmerged": _("tách sự cố"),
        "incident.parted": _("sự cố tách ra"),
        "incident.noted": _("ghi chú"),
        "incident.attached": _("thêm ảnh"),
        "incident.pictured": _("ảnh đã xử lý"),
        "incident.more_time_asked": _("xin thêm thời gian"),
        "incident.extended": _("cho thêm thời gian"),
        "incident.more_time_refused": _("không cho thêm thời gian"),
        "incident.checked": _("đánh dấu việc đã làm"),
        "incident.help_asked": _("tổ xin hỗ trợ"),
        "incident.help_answered": _("trả lời xin hỗ trợ"),
        "incident.handed_back": _("trả lại việc"),
        "report.received": _("nhận phản ánh"),
        "incident.left": _("tách phản ánh khỏi sự cố"),
        "incident.counted": _("đếm lại phản ánh của sự cố"),
        "report.added": _("người dân bổ sung"),
        "report.asked": _("hỏi thêm người dân"),
        "report.erased": _("xóa dữ liệu của người dân"),
        "report.linked": _("nối phản ánh với sự cố"),
        "report.duplicate": _("phản ánh trùng"),
        "report.pictured": _("ảnh của người dân đã xử lý"),
        "report.accepted": _("tiếp nhận phản ánh"),
        "report.rejected": _("từ chối phản ánh"),
        "report.answered": _("trả lời phản ánh"),
        "report.closed": _("đóng phản ánh"),
        "report.reopened": _("người dân mở lại phản ánh"),
        "report.rated": _("người dân chấm điểm"),
    }


def of_access() -> dict[str, str]:
    """By action of an access record."""
    return {
        "user.list": _("xem danh sách người dùng"),
        "user.create": _("tạo tài khoản"),
        "user.change": _("sửa tài khoản"),
        "user.password": _("đặt mật khẩu mới"),
        "user.second_factor": _("cho đặt lại mã xác thực"),
        "user.recovery_codes": _("làm mã dự phòng"),
        "user.sign_in": _("đăng nhập"),
        "user.sign_in_failed": _("đăng nhập sai"),
        "user.sign_out": _("đăng xuất khỏi mọi thiết bị"),
        "token.create": _("tạo mã truy cập"),
        "token.revoke": _("thu hồi mã truy cập"),
        "report.view": _("xem phản ánh"),
        "report.contact": _("xem liên hệ của người dân"),
        "shift.view": _("xem báo cáo ca"),
        "shift.export": _("tải báo cáo ca"),
        "figures.export": _("tải bảng số liệu"),
        "photo.original": _("xem ảnh gốc"),
        "camera.view": _("xem camera"),
    }


def of_subjects() -> dict[str, str]:
    return {
        "user": _("người dùng"),
        "token": _("mã truy cập"),
        "agency": _("đơn vị"),
        "sensor": _("cảm biến"),
        "rule": _("ngưỡng"),
        "camera": _("camera"),
        "alarm": _("cảnh báo"),
        "incident": _("sự cố"),
        "report": _("phản ánh"),
        "crew": _("tổ"),
        "assignment": _("lệnh điều động"),
        "shift": _("ca trực"),
        "delivery": _("thư"),
    }


def of_fields() -> dict[str, str]:
    """Names of fields that an edit may touch."""
    return {
        "name": _("tên"),
        "name_en": _("tên tiếng Anh"),
        "short": _("tên ngắn"),
        "short_en": _("tên ngắn tiếng Anh"),
        "phone": _("điện thoại"),
        "capacity": _("sức chứa"),
        "active": _("hoạt động"),
        "role": _("vai trò"),
        "agency_id": _("đơn vị"),
        "crew_id": _("tổ"),
        "language": _("ngôn ngữ"),
        "icon": _("biểu tượng"),
        "priority": _("mức"),
        "skills": _("kỹ năng"),
        "checklist": _("việc phải làm"),
        "public": _("dân chọn được"),
        "rank": _("thứ tự"),
        "lat": _("vĩ độ"),
        "lon": _("kinh độ"),
        "expected_every_s": _("chu kỳ gửi"),
        "in_service": _("đang dùng"),
        "source": _("nguồn"),
        "masks": _("vùng che"),
        "gateway": _("trạm"),
        "every_s": _("chu kỳ ảnh"),
        "purpose": _("mục đích"),
        "legal_basis": _("căn cứ pháp lý"),
        "kind": _("loại"),
        "code": _("mã"),
        "leader": _("tổ trưởng"),
        "equipment": _("thiết bị"),
        "status": _("ca làm"),
        "shift_ends_at": _("giờ hết ca"),
    }
