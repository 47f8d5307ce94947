"""Errors leave here, all of them: problem details (RFC 9457) for programs, pages for people."""

import errno
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ioc.accounts.guard import Unauthenticated
from ioc.kernel.errors import IocError
from ioc.web import mishap, statuses
from ioc.web.admin.wrong import words
from ioc.web.assets import AssetsMissingError

log = logging.getLogger(__name__)
PROGRAMS = ("/api/", "/open311/", "/healthz", "/files/", "/pack/", "/static/")
TYPES = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many",
    500: "internal",
    503: "busy",
}


def install(app: Flask) -> None:
    app.register_error_handler(IocError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(NoConnection, _database)
    for refused in (IntegrityError, DataError, StatementError, OverflowError):
        app.register_error_handler(refused, _does_not_fit)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, type: str, detail: str, **extra: object) -> BaseResponse:
    """The error in the form its reader wants."""
    if for_people():
        return _page(status, type, detail)
    body: dict[str, Any] = {
        **extra,
        "type": type,
        "title": statuses.title(status),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    return current_app.response_class(current_app.json.dumps(body), status, mimetype="application/problem+json")


def for_people() -> bool:
    """A browser that opens a page, rather than a program that calls the API."""
    if request.path.startswith(PROGRAMS):
        return False
    return "text/html" in request.headers.get("Accept", "")


def _ours(error: IocError) -> BaseResponse:
    if isinstance(error, Unauthenticated) and for_people() and request.method == "GET":
        return redirect(url_for("login.login", next=request.full_path.rstrip("?")))
    said = words(error) if for_people() else error.detail
    response = answer(error.status, error.type, said, **error.extra)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect that routing raises
        return error.get_response()
    words = "" if for_people() else statuses.said(status, error)  # the page has words of its own
    given = answer(status, TYPES.get(status, "error"), words)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            given.headers[name] = value
    return given


def _database(error: OperationalError | NoConnection) -> BaseResponse:
    """The database is locked or away, or all lines to it are taken: nothing was kept, and the sender may try again."""
    if isinstance(error, OperationalError) and str(error.orig).startswith("no such "):
        return _unexpected(error)  # SQLite's word for a schema that is not ours: waiting does not migrate it
    if isinstance(error, OperationalError) and _is_full(error.orig):
        return _full(error)
    log.warning("the database did not answer: %s", error)
    response = answer(503, "busy", _("Cơ sở dữ liệu đang bận; hãy thử lại."))
    response.headers["Retry-After"] = "2"
    return response


def _disk(error: OSError) -> BaseResponse:
    return _full(error) if _is_full(error) else _unexpected(error)


def _is_full(error: BaseException | None) -> bool:
    """In the words of the system, of SQLite or of PostgreSQL (53100)."""
    said = getattr(error, "sqlstate", None) == "53100" or str(error) == "database or disk is full"
    return said or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT))


def _full(error: Exception) -> BaseResponse:
    """Nothing was kept; whoever sends it again when there is room loses nothing."""
    log.error("the disk is full: %s %s was not kept (%s)", request.method, request.path, error)
    response = answer(503, "disk-full", _("Đĩa của trung tâm đã đầy nên chưa nhận được; hãy thử lại sau."))
    response.headers["Retry-After"] = "30"
    return response


def _does_not_fit(error: Exception) -> BaseResponse:
    """What was sent cannot be kept: an id of nobody, a number or a time beyond what a database holds, a NUL."""
    fits = isinstance(error, StatementError) and not isinstance(error, IntegrityError | DataError)
    if fits and not isinstance(error.orig, OverflowError | ValueError):  # type: ignore[attr-defined] # see above
        return _unexpected(error)
    log.warning("%s %s refused: %s", request.method, request.path, error)
    return answer(422, "invalid", _("Có điều chỉ tới thứ không có, hoặc lớn quá mức lưu được."))


def _unexpected(error: Exception) -> BaseResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, "internal", _("Lỗi ngoài dự kiến; đã ghi vào nhật ký."))


def _page(status: int, type: str, detail: str) -> BaseResponse:
    shown = detail if status < 500 else ""  # noqa: PLR2004 - our own mistakes are not explained to visitors
    try:
        return Response(render_template("error.html", status=status, told=mishap.told(status, type, shown)), status)
    except AssetsMissingError as error:
        log.warning("%s", error)
        return Response(f"{status} {shown}", status, mimetype="text/plain")
