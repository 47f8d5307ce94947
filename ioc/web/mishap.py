"""What an error page says: what happened, what to do now, where to go."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import request
from flask_babel import gettext as _

from ioc.accounts.guard import actor
from ioc.web.shell import desks

SERVER = 500


@dataclass(frozen=True, slots=True)
class Told:
    """`ways`: address and name, the likeliest first."""

    title: str
    icon: str
    lines: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]


def told(status: int, type_: str, detail: str) -> Told:
    """The page of one error. `detail` is shown only where it was written for people."""
    title, icon, hint = _said(status, type_)
    if _of_a_report(status) and detail:
        title, detail = detail.rstrip("."), _("Mã có thể gõ nhầm hoặc thiếu một phần.")
        return Told(title, icon, (detail,), _ways(status, type_))
    lines = {"csrf": (hint,), "too-many": (detail or hint, _("Chưa có gì bị mất."))}.get(type_, (detail, hint))
    return Told(title, icon, tuple(line for line in lines if line), _ways(status, type_))


def _said(status: int, type_: str) -> tuple[str, str, str]:
    """Title, icon, and what to do."""
    if type_ == "csrf":
        return _("Trang đã mở quá lâu"), "clock", _("Chưa có gì được lưu.")
    if status >= SERVER:
        return _server(status)
    known = {
        400: (_("Không hiểu yêu cầu này"), "x", _("Hãy quay lại và thử lần nữa.")),
        401: (_("Cần đăng nhập"), "user", ""),
        403: (_("Bạn không được mở trang này"), "user", _("Nếu cần việc này, hãy nhờ quản trị viên đổi vai trò.")),
        404: (_("Không có trang này"), "search", _("Địa chỉ gõ nhầm, thiếu một phần, hoặc trang đã chuyển đi.")),
        405: (_("Không mở thẳng được trang này"), "x", _("Trang này là bước tiếp theo của một biểu mẫu.")),
        422: (_("Không nhận được điều vừa gửi"), "x", _("Chưa có gì được lưu.")),
        413: (_("Tệp gửi lên lớn quá"), "photo", _("Hãy chọn ảnh nhỏ hơn rồi gửi lại.")),
        429: (_("Gửi hơi nhanh"), "clock", _("Hãy chờ vài phút rồi thử lại.")),
    }
    return known.get(status, (_("Không làm được"), "x", ""))


def _server(status: int) -> tuple[str, str, str]:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return _("Trung tâm đang bận"), "offline", _("Chưa có gì được lưu. Hãy thử lại sau vài giây.")
    if actor().kind not in ("user", "token"):
        return _("Trung tâm gặp lỗi"), "offline", _("Lỗi đã được ghi lại. Hãy thử lại sau ít phút.")
    return _("Trung tâm gặp lỗi"), "offline", _("Lỗi đã được ghi vào nhật ký. Hãy thử lại; nếu vẫn vậy, báo quản trị.")


def _of_a_report(status: int) -> bool:
    return status == HTTPStatus.NOT_FOUND and request.path.startswith("/r/")


def _ways(status: int, type_: str) -> tuple[tuple[str, str], ...]:
    ways: list[tuple[str, str]] = []
    own = desks() if actor().kind in ("user", "token") else []
    if request.method == "GET" and status in (429, *range(SERVER, 600)):
        ways.append((request.full_path.rstrip("?"), _("Thử lại")))
    if type_ in ("csrf", "cross-site") and request.referrer and request.referrer.startswith(request.host_url):
        ways.append((request.referrer, _("Mở lại trang")))
    ways += [(path, name) for path, name in own[:1] if path != request.path]
    if _of_a_report(status):
        ways.append(("/find", _("Tìm phản ánh")))
    ways.append(("/", _("Trang người dân") if own else _("Về trang đầu")))
    return tuple(ways)
