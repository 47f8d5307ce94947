"""Sensors by the hundred: a CSV file, taken row by row; what is refused is reported with its line and reason.

The browser sends long files in slices and shows progress; without JavaScript the whole file comes at once.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Agency
from ioc.kernel.clock import now
from ioc.kernel.errors import Invalid, IocError
from ioc.kernel.http import services, shaped
from ioc.sensors.schemas import NewSensor
from ioc.sensors.service import registry
from ioc.web.admin import forms
from ioc.web.admin.forms import Cell, Table
from ioc.web.admin.things import all_sensors

bp = Blueprint("admin_import", __name__, url_prefix="/admin/sensors")

NEEDED = ("key", "kind", "name", "lat", "lon")
OPTIONAL = ("expected_every_s", "agency")
LARGEST = 20 << 20
AT_ONCE = 200  # rows in one unit of work, so that nobody waits long for the writer's lock


@dataclass
class Report:
    taken: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, line: int, row: dict[str, str], why: str) -> None:
        self.refused.append({"line": line, "key": (row.get("key") or "")[:64], "reason": why})


@bp.get("/import")
@needs("sensors.manage")
def form() -> str:
    return forms.page(_("Nhập cảm biến từ CSV"), tab="sensors", kind="import", back=all_sensors(), columns=_columns())


@bp.post("/import")
@needs("sensors.manage")
def take() -> Any:
    """One file, or one slice of it; `first_line` says where in the file the slice begins."""
    try:
        report = _import(_text(), int(request.form.get("first_line") or 1))
    except (Invalid, ValueError) as error:
        words = error.detail if isinstance(error, Invalid) else str(error)
        if _by_script():
            raise Invalid(words) from error
        page = {"kind": "import", "back": all_sensors(), "columns": _columns(), "error": words}
        return forms.page(_("Nhập cảm biến từ CSV"), tab="sensors", **page), 422
    if _by_script():
        return {"taken": report.taken, "refused": report.refused}
    lines = [(Cell(str(row["line"])), Cell(row["key"]), Cell(row["reason"])) for row in report.refused]
    table = Table((_("Dòng"), _("Mã"), _("Lý do")), lines, _("Không dòng nào bị từ chối."))
    intro = _("Đã nhận %(taken)s dòng, từ chối %(refused)s dòng.", taken=report.taken, refused=len(report.refused))
    return forms.page(_("Nhập cảm biến từ CSV"), tab="sensors", intro=intro, tables=[table], back=all_sensors())


def _import(text: str, first_line: int) -> Report:
    report = Report()
    rows = list(_rows(text))
    for start in range(0, len(rows), AT_ONCE):
        with services().db.write() as session:
            units = {row.code: row.id for row in session.scalars(select(Agency))}
            for line, row in rows[start : start + AT_ONCE]:
                _one(session, report, line + first_line - 1, row, units)
    return report


def _one(session: Session, report: Report, line: int, row: dict[str, str], units: dict[str, int]) -> None:
    given: dict[str, Any] = {name: row[name] for name in (*NEEDED, "expected_every_s") if row.get(name)}
    agency = row.get("agency")
    try:
        if agency:
            if agency not in units:
                raise Invalid(_("Không có đơn vị %(code)s.", code=agency[:24]))
            given["agency_id"] = units[agency]
        shape = shaped(NewSensor, given)
        with session.begin_nested():
            registry.register(session, actor(), now(), **shape.model_dump())
    except IocError as error:
        report.refuse(line, row, forms.words(error))
    else:
        report.taken += 1


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number in this text (the head is 1) and cells by column. Raises Invalid for a head that lacks columns."""
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise Invalid(_("Dòng đầu thiếu cột: %(columns)s.", columns=", ".join(missing)))
    reader.fieldnames = columns
    try:
        for row in reader:
            if any(value for value in row.values() if isinstance(value, str)):
                yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
    except csv.Error as error:
        raise Invalid(_("Dòng %(line)s không đọc được.", line=reader.line_num)) from error


def _text() -> str:
    file = request.files.get("file")
    data = file.read(LARGEST + 1) if file else b""
    if not data:
        raise Invalid(_("Chưa chọn tệp, hoặc tệp rỗng."))
    if len(data) > LARGEST:
        raise Invalid(_("Tệp lớn quá: tối đa 20 MB."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("Tệp phải là CSV mã UTF-8.")) from None


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _columns() -> str:
    return ", ".join((*NEEDED, *OPTIONAL))
