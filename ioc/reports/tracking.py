"""What the tracking page tells: the story of one report in the reporter's words.

No staff, no internal notes, nobody else's report: only what each fact means to whoever sent this one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency, Category
from ioc.incidents.models import Attachment, Incident
from ioc.kernel import house
from ioc.kernel.events import Event
from ioc.kernel.files import StoredFile
from ioc.reports import news, rules
from ioc.reports.models import Report, ReportMessage

TAKEN_UP = ("report.reopened", "report.accepted", "report.duplicate")  # a refusal that no longer holds

CrewCodes = Callable[[Session, Iterable[int]], Mapping[int, str]]
_ports: dict[str, CrewCodes] = {}


def plug_crews(codes: CrewCodes) -> None:
    """Dispatch stands beside this room and knows which crew an assignment is: ioc.wiring joins them."""
    _ports["crews"] = codes


@dataclass(frozen=True, slots=True)
class Step:
    """`strong` is what happened, `rest` what it means; `mark` is done | now | stop."""

    at: datetime
    strong: str
    rest: str = ""
    mark: str = "done"


@dataclass(frozen=True, slots=True)
class Photo:
    file_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Track:
    report: Report
    category: str
    icon: str
    tone: str
    headline: str
    headline_at: datetime
    steps: Sequence[Step]
    before: Photo | None
    after: Photo | None
    more: Sequence[Photo]
    waiting_photos: int
    refused_photos: int
    since: datetime
    due: datetime
    over_at: datetime | None
    may_rate: bool
    reopen_until: datetime | None
    may_write: bool
    has_contact: bool
    heard_at: Sequence[str]


def track(session: Session, report: Report, now: datetime) -> Track:
    """Everything the page shows, from the log and the photos."""
    category = session.get_one(Category, report.category)
    incident = session.get(Incident, report.incident_id) if report.incident_id else None
    steps = _steps(session, report)
    own, after, waiting, refused = _photos(session, report)
    done = incident is not None and incident.resolved_at is not None
    if rules.refused(report.state, report.reason):
        done = False  # whatever was done there was not done for this one
    days = house.config(session).reports.reopen_within_days
    until = rules.reopen_until(report.over_at, days) if report.state in rules.OVER else None
    tone, headline = _headline(report, incident, asked=steps[-1].mark == "ask")
    working = report.state not in rules.WAITING and incident is not None and tone != "stop"
    return Track(
        report=report,
        category=_named(category.short, category.short_en),
        icon=category.icon,
        tone=tone,
        headline=headline,
        headline_at=steps[-1].at,
        steps=steps,
        before=own[0] if own else None,
        after=after[-1] if after else None,
        more=own[1:],
        waiting_photos=waiting,
        refused_photos=refused,
        since=incident.opened_at if incident and working else report.received_at,
        due=incident.due_at if incident and working else report.answer_due_at,
        over_at=incident.resolved_at if incident and done else report.over_at,
        may_rate=report.state in rules.OVER,
        reopen_until=until if until and until >= now else None,
        may_write=report.state != "closed",
        has_contact=report.contact_id is not None,
        heard_at=news.heard_at(session, report, now),
    )


def files_of(session: Session, report: Report) -> set[int]:
    """The files that whoever holds the token may see: the report's own, and what became of the place."""
    return set(session.scalars(select(Attachment.file_id).where(_visible(report))))


def _visible(report: Report) -> Any:
    mine = Attachment.report_id == report.id
    if report.incident_id is None or rules.refused(report.state, report.reason):
        return mine
    return or_(mine, (Attachment.incident_id == report.incident_id) & (Attachment.kind == "after"))


def _photos(session: Session, report: Report) -> tuple[list[Photo], list[Photo], int, int]:
    """The report's own, those after the work, how many are being prepared, how many could not be read."""
    rows = session.execute(
        select(Attachment.report_id, Attachment.file_id, Attachment.at, StoredFile.state)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(_visible(report))
        .order_by(Attachment.id)
    ).all()
    own = [Photo(file_id, at) for of, file_id, at, state in rows if of == report.id and state == "ready"]
    after = [Photo(file_id, at) for of, file_id, at, state in rows if of != report.id and state == "ready"]
    mine = [state for of, _file, _at, state in rows if of == report.id]
    return own, after, mine.count("quarantine"), mine.count("refused")


def _headline(report: Report, incident: Incident | None, *, asked: bool) -> tuple[str, str]:
    """A tone (wait, work, done, stop) and two or three words."""
    if report.state in rules.WAITING:
        return "wait", _("Trung tâm hỏi bạn") if asked else _("Đã nhận, đang xem")
    if rules.refused(report.state, report.reason):
        return "stop", _("Không tiếp nhận")
    if report.state in {"answered", "closed"}:
        return "done", _("Đã xử lý") if incident else _("Đã trả lời")
    words = {
        "assigned": _("Đã cử tổ"),
        "en_route": _("Tổ đang đến"),
        "on_scene": _("Đang xử lý tại chỗ"),
        "on_hold": _("Tạm gác"),
    }
    return "work", words.get(incident.state if incident else "", _("Đã tiếp nhận"))


def _steps(session: Session, report: Report) -> list[Step]:
    log = _log(session, report)
    told = _Teller(session, report, log)
    steps = [step for event in _of_this_one(log) if (step := told.step(event)) is not None]
    return _without_repeats(steps)


def _of_this_one(log: Sequence[Event]) -> Iterable[Event]:
    """A refusal is the end of it: what others' reports make of the same incident is no news to whoever was refused,
    until it is looked at again."""
    refused = False
    for event in log:
        if event.subject_type == "report":
            refused = event.kind == "report.rejected" or (refused and event.kind not in TAKEN_UP)
        if not (refused and (event.subject_type == "incident" or event.kind == "report.linked")):
            yield event


def _without_repeats(steps: list[Step]) -> list[Step]:
    """The same words twice running say nothing new, and that it was joined is told once; the last step is where it
    stands now."""
    kept: list[Step] = []
    joined = _joined()[0]
    for step in steps:
        again = step.strong == joined and any(known.strong == joined for known in kept)
        if not again and (not kept or (kept[-1].strong, kept[-1].rest) != (step.strong, step.rest)):
            kept.append(step)
    return kept


def _joined() -> tuple[str, str]:
    return _("Đã có người báo việc này"), _(", hai phản ánh được xử lý chung")


def _log(session: Session, report: Report) -> Sequence[Event]:
    """What happened to the report, and to its incident since it came in."""
    subjects = (Event.subject_type == "report") & (Event.subject_id == report.id)
    if report.incident_id is not None:
        subjects |= (
            (Event.subject_type == "incident")
            & (Event.subject_id == report.incident_id)
            & (Event.at >= report.received_at)
        )
    return session.scalars(select(Event).where(subjects).order_by(Event.seq)).all()


def _named(vietnamese: str, english: str) -> str:
    return english if str(get_locale()) == "en" else vietnamese


class _Teller:
    """Turns facts into steps; looks up agencies and crews once for the whole story."""

    def __init__(self, session: Session, report: Report, log: Sequence[Event]) -> None:
        self.report = report
        incident = session.get(Incident, report.incident_id) if report.incident_id else None
        self.agency_id = incident.agency_id if incident else None
        self.agencies = {row.id: _named(row.name, row.name_en) for row in session.scalars(select(Agency))}
        said = select(ReportMessage.id, ReportMessage.text).where(ReportMessage.report_id == report.id)
        self.messages = dict(session.execute(said).tuples().all())
        wanted = [event.data["assignment_id"] for event in log if event.data.get("assignment_id")]
        codes = _ports.get("crews")
        self.crews = codes(session, wanted) if codes and wanted else {}

    def step(self, event: Event) -> Step | None:
        tell = getattr(self, "_" + event.kind.replace(".", "_"), None)
        told: tuple[str, ...] | None = tell(event.data) if tell else None
        return Step(event.at, *told) if told else None

    def _report_received(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return (_("Bạn gửi phản ánh"),)

    def _report_linked(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        if not data["joined"]:
            return None
        return _joined()

    def _report_accepted(self, _data: dict[str, Any]) -> tuple[str, ...]:
        name = self.agencies.get(self.agency_id or 0)
        return _("Tiếp nhận"), _(", giao %(agency)s", agency=name) if name else ""

    def _report_duplicate(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _joined()

    def _report_rejected(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _("Không tiếp nhận"), f": {self.report.reason}" if self.report.reason else "", "stop"

    def _report_answered(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        if data.get("incident_id") and not self.report.answer:
            return None
        return _("Trung tâm trả lời"), f": {self.report.answer}" if self.report.answer else ""

    def _report_asked(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        text = self.messages.get(data["message_id"])
        return (_("Trung tâm hỏi"), f": {text}", "ask") if text else None

    def _report_added(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        text = self.messages.get(data.get("message_id") or 0)
        if text:
            return _("Bạn nhắn"), f": {text}"
        return (_("Bạn gửi thêm %(n)s ảnh", n=data["photos"]), "") if data.get("photos") else None

    def _report_erased(self, data: dict[str, Any]) -> tuple[str, ...]:
        return _("Đã xóa thông tin liên hệ"), ""

    def _report_rated(self, data: dict[str, Any]) -> tuple[str, ...]:
        return _("Bạn đánh giá %(n)s trên 5", n=data["stars"]), ""

    def _report_reopened(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _("Bạn mở lại"), _(", việc được xử lý tiếp")

    def _incident_followed(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        crew = self.crews.get(data.get("assignment_id") or 0)
        name = _("Tổ %(crew)s", crew=crew) if crew else _("Tổ hiện trường")
        told = {
            "assigned": (name, _(" được cử đi")),
            "en_route": (name, _(" đang đến")),
            "on_scene": (name, _(" đến hiện trường")),
            "triaged": (_("Đang tìm tổ khác"),),
        }
        return told.get(data["state"])

    def _incident_triaged(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        if not data.get("agency_was"):
            return None
        return _("Chuyển đơn vị"), _(", giao %(agency)s", agency=self.agencies.get(data["agency_id"], ""))

    def _incident_held(self, data: dict[str, Any]) -> tuple[str, ...]:
        return _("Tạm gác"), _(", sẽ xử lý tiếp")

    def _incident_resumed(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _("Tiếp tục xử lý"), ""

    def _incident_resolved(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _("Đã xử lý xong"), _(", chờ bạn xem lại"), "now"

    def _incident_closed(self, _data: dict[str, Any]) -> tuple[str, ...]:
        return _("Đã kiểm tra, khép lại"), "", "now"

    def _incident_reopened(self, data: dict[str, Any]) -> tuple[str, ...] | None:
        if data.get("source") == f"report:{self.report.id}":
            return None
        return _("Đã mở lại"), _(", việc được xử lý tiếp")
