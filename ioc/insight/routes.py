"""Figures, and the report of a watch."""

from flask import Blueprint, jsonify, make_response, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import Field

from ioc.accounts import audit
from ioc.accounts.guard import actor, needs
from ioc.insight import figures, service
from ioc.insight.report import path_of
from ioc.kernel import events
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.errors import Conflict
from ioc.kernel.http import body, idempotent, query, services
from ioc.kernel.shapes import Shape

bp = Blueprint("insight", __name__)
# The report carries its script and styles inside; in a sandbox of its own it can reach neither us nor the network.
REPORT_CSP = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "sandbox allow-scripts allow-modals"
)


class Period(Shape):
    days: int = Field(1, ge=1, le=366)


class Since(Shape):
    """`since`: the newest number that the caller holds; 0 for the whole log."""

    since: int = Field(0, ge=0, lt=2**63)
    limit: int = Field(500, ge=1, le=5000)


class Handover(Shape):
    """`words`: what the next officer should know. `to`: the user who takes over, where that is known."""

    words: str = ""
    to: int | None = None


@bp.get("/api/v1/events")
@needs("events.view")
def facts() -> ResponseReturnValue:
    """The log after `since`, in the order in which it was committed; `next` is the `since` of the following page."""
    asked = query(Since)
    with services().db.read() as session:
        head = events.head(session)
        if asked.since > head:
            raise Conflict(
                _("Nhật ký chưa tới số này: cơ sở dữ liệu đã được khôi phục. Hãy đọc lại từ đầu."), head=head
            )
        rows = events.since(session, asked.since, asked.limit, events.heard_by("staff"))
    items = [
        {
            "seq": row.seq,
            "at": rfc3339(row.at),
            "kind": row.kind,
            "subject": row.subject,
            "actor": {"kind": row.actor_kind, "id": row.actor_id},
            "cause": row.cause,
            "origin": row.origin,
            "data": row.data,
        }
        for row in rows
    ]
    return jsonify(items=items, next=rows[-1].seq if len(rows) == asked.limit else None)


@bp.get("/api/v1/figures")
@needs("insight.view")
def overview() -> ResponseReturnValue:
    with services().db.read() as session:
        return jsonify(figures.overview(session, now(), query(Period).days))


@bp.post("/api/v1/shift/handover")
@needs("shifts.work")
@idempotent
def hand_over() -> ResponseReturnValue:
    asked = body(Handover)
    done = service.hand_over(services(), actor(), now(), asked.words.strip(), asked.to)
    return jsonify(url=url_for("insight.report", name=done.report), shift_id=done.shift_id), 201


@bp.get("/shift-report/<name>")
@needs("insight.view")
def report(name: str) -> ResponseReturnValue:
    """The report of a watch that is over. It names officers: who opens or takes it is recorded."""
    path = path_of(services().settings.home, name)
    with services().db.write() as session:
        audit.record(session, actor(), now(), "shift.export" if "download" in request.args else "shift.view", name)
    answer = send_file(path, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = REPORT_CSP
    if "download" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return answer


@bp.get("/shift-report/now")
@needs("insight.view")
def preview() -> ResponseReturnValue:
    answer = make_response(service.preview(services(), now(), hours=8))
    answer.headers["Content-Security-Policy"] = REPORT_CSP
    return answer
