"""Cameras: where they look, from where their pictures come, and what is covered in them."""

import math
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.cameras import cards, service
from ioc.cameras.models import Camera
from ioc.cameras.rules import SCHEMES
from ioc.cameras.schemas import CameraChange, CameraIn
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import Invalid, IocError
from ioc.kernel.http import services, shaped
from ioc.kernel.i18n import fold
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Field, Filter, Form, Table
from ioc.web.admin.names import agency_choices

bp = Blueprint("admin_cameras", __name__, url_prefix="/admin/cameras")
WELL = ("online", "masked")
OLD_S = 120  # a picture older than this says so


@bp.get("")
@needs("cameras.manage")
def cameras() -> str:
    return _cameras()


@bp.post("")
@needs("cameras.manage")
def add_camera() -> Any:
    with services().db.read() as session:
        fields = _fields(session, new=True)
    given = forms.filled(fields)
    try:
        shape = shaped(CameraIn, _nested(given))
        with services().db.write() as session:
            service.register(session, actor(), now(), shape)
    except IocError as error:
        return _cameras(forms.words(error, fields), given), error.status
    return forms.done("/admin/cameras")


@bp.get("/<key>")
@needs("cameras.manage")
def camera(key: str) -> str:
    return _camera(key)


@bp.post("/<key>")
@needs("cameras.manage")
def edit_camera(key: str) -> Any:
    with services().db.read() as session:
        fields = _fields(session, new=False)
    given = forms.filled(fields)
    try:
        empty = {"every_s": None, "purpose": "", "legal_basis": "", "agency_id": None}
        shape = shaped(CameraChange, {**empty, **_nested(given)})
        with services().db.write() as session:
            forms.unchanged(fields, _values(service.get(session, key)))
            service.change(session, actor(), now(), key, shape)
    except IocError as error:
        return _camera(key, forms.words(error, fields), given), error.status
    return forms.done("/admin/cameras")


def _cameras(error: str = "", values: dict[str, Any] | None = None) -> str:
    q = request.args.get("q", "").strip()
    with services().db.read() as session:
        every = service.every(session)
        fields = _fields(session, new=True)
    rows = [row for row in every if fold(q) in row.folded]
    names, kinds = state_names(), source_names()
    lines = [
        (
            Cell(row.name, href=f"/admin/cameras/{row.key}"),
            Cell(row.key, faint=True),
            Cell(names.get(row.state, row.state), state="good" if row.state in WELL else "warn"),
            Cell("", at=rfc3339(row.captured_at) or "", fresh=OLD_S)
            if row.captured_at
            else Cell(_("chưa có ảnh"), faint=True),
            Cell(kinds.get(row.source.get("kind", ""), "")),
            Cell(_("%(n)s vùng", n=len(row.masks)) if row.masks else ""),
            Cell(row.gateway, faint=True),
        )
        for row in rows
    ]
    heads = (_("Tên"), _("Mã"), _("Trạng thái"), _("Ảnh"), _("Nguồn"), _("Vùng che"), _("Trạm"))
    start = values or {"gateway": "main"}
    form = Form("/admin/cameras", _("Thêm camera"), fields, _("Thêm"), start, error, open=bool(error))
    table = Table(heads, lines, _("Không camera nào khớp.") if q else _("Chưa có camera nào."))
    line = Filter(q, _("Tên hoặc mã, không cần dấu"), len(rows), len(every))
    return forms.page(_("Camera"), tab="cameras", tables=[table], forms=[form], filter=line)


def _camera(key: str, error: str = "", given: dict[str, Any] | None = None) -> str:
    with services().db.read() as session:
        row = service.get(session, key)
        fields = _fields(session, new=False)
    known = _values(row)
    form = Form(f"/admin/cameras/{key}", _("Sửa"), fields, _("Lưu"), given or known, error, known=known)
    back = ("/admin/cameras", _("Camera"))
    intro = " · ".join(each for each in (row.key, state_names().get(row.state, row.state), row.ward) if each)
    picture = cards.picture_url(row) or ""
    more = {"kind": "camera", "picture": picture, "has_password": bool(row.source.get("password"))}
    return forms.page(row.name, tab="cameras", intro=intro, forms=[form], back=back, **more)


def _values(row: Camera) -> dict[str, Any]:
    plain = ("name", "lat", "lon", "gateway", "every_s", "purpose", "legal_basis", "agency_id")
    source = {f"source_{name}": value for name, value in row.source.items() if name != "password"}
    masks = "\n".join(" ".join(f"{round(100 * part, 2):g}" for part in mask) for mask in row.masks)
    return {**{name: getattr(row, name) for name in plain}, **source, "masks": masks}


def _nested(given: dict[str, Any]) -> dict[str, Any]:
    source = {name.removeprefix("source_"): value for name, value in given.items() if name.startswith("source_")}
    plain = {name: value for name, value in given.items() if not name.startswith("source_")}
    return {**plain, "source": source, "masks": _masks(str(given.get("masks", "")))}


def _masks(text: str) -> list[tuple[float, ...]]:
    """One rectangle a line: left, top, width, height in percent of the picture."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            parts = [float(word.strip("%").replace(",", ".")) / 100 for word in line.replace(";", " ").split()]
        except ValueError:
            parts = []
        if len(parts) != 4 or not all(math.isfinite(part) and 0 <= part <= 1 for part in parts):  # noqa: PLR2004
            problem = _("mỗi dòng bốn số từ 0 đến 100: trái, trên, rộng, cao")
            raise Invalid(problem, fields=[{"field": "masks", "problem": problem}])
        found.append(tuple(parts))
    return found


def state_names() -> dict[str, str]:
    return {
        "online": _("trực tuyến"),
        "stale": _("ảnh cũ"),
        "frozen": _("đứng hình"),
        "dark": _("tối đen"),
        "blurred": _("mờ"),
        "covered": _("bị che"),
        "moved": _("bị lệch"),
        "offline": _("mất kết nối"),
        "masked": _("che riêng tư"),
    }


def source_names() -> dict[str, str]:
    return {
        "rtsp": _("luồng RTSP"),
        "mjpeg": _("luồng MJPEG"),
        "snapshot": _("ảnh theo địa chỉ"),
        "file": _("tệp trên trạm"),
    }


def _fields(session: Session, *, new: bool) -> list[Field]:
    first = [Field("key", _("Mã"), required=True)] if new else []
    names = source_names()
    kinds = [(kind, names[kind]) for kind in SCHEMES]
    kept = "" if new else str(_("bỏ trống: giữ như cũ"))
    return [
        *first,
        Field("name", _("Tên"), required=True, wide=True),
        Field("lat", _("Vĩ độ"), "number", required=True, step="any"),
        Field("lon", _("Kinh độ"), "number", required=True, step="any"),
        Field("source_kind", _("Loại nguồn"), options=kinds, required=True),
        Field("source_url", _("Địa chỉ nguồn"), required=True, wide=True),
        Field("source_username", _("Tên đăng nhập")),
        Field("source_password", _("Mật khẩu"), "password", hint=kept),
        Field("gateway", _("Trạm"), required=True),
        Field("every_s", _("Một ảnh mỗi (giây)"), "number", step="any", hint=_("bỏ trống: theo cấu hình")),
        Field("agency_id", _("Đơn vị"), options=agency_choices(session), wide=True),
        Field("purpose", _("Mục đích"), wide=True),
        Field("legal_basis", _("Căn cứ pháp lý"), wide=True),
        Field("masks", _("Vùng che"), "area", full=True, hint=_("mỗi dòng: trái trên rộng cao, phần trăm của ảnh")),
    ]
