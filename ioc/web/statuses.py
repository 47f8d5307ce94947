"""What a status means, in the reader's language: titles of problem details, and what Werkzeug refuses by itself."""

from http import HTTPStatus

from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed


def title(status: int) -> str:
    known = {
        400: _("Yêu cầu không đọc được"),
        401: _("Cần đăng nhập"),
        403: _("Không được phép"),
        404: _("Không có"),
        405: _("Không nhận cách gọi này"),
        406: _("Không có dạng này"),
        408: _("Chờ quá lâu"),
        409: _("Lúc này không làm được"),
        412: _("Đã có người sửa trước"),
        413: _("Lớn quá"),
        414: _("Địa chỉ dài quá"),
        415: _("Không nhận loại nội dung này"),
        416: _("Không có đoạn này"),
        422: _("Nội dung chưa đúng"),
        429: _("Gửi nhanh quá"),
        431: _("Phần đầu của yêu cầu dài quá"),
        500: _("Trung tâm gặp lỗi"),
        501: _("Chưa có"),
        503: _("Trung tâm đang bận"),
    }
    return str(known.get(status) or HTTPStatus(status).phrase)


def said(status: int, error: HTTPException) -> str:
    """In place of Werkzeug's own words, which are English."""
    if isinstance(error, MethodNotAllowed):
        return str(
            _(
                "%(path)s không nhận %(method)s; nhận: %(allowed)s.",
                path=request.path,
                method=request.method,
                allowed=", ".join(sorted(error.valid_methods or ())),
            )
        )
    known = {
        400: _("Yêu cầu không đọc được: thiếu một phần hoặc sai dạng."),
        404: _("Không có địa chỉ %(path)s.", path=request.path),
        413: _("Quá lớn: trung tâm không nhận nhiều như vậy một lần."),
        415: _("Trung tâm không nhận loại nội dung này ở đây."),
        416: _("Tệp không có đoạn được hỏi."),
        429: _("Bạn gửi nhanh quá. Hãy chờ rồi thử lại."),
    }
    return str(known.get(status) or f"{title(status)}.")
