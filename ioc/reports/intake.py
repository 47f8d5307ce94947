"""A report comes in: once, with its photos in quarantine and its reporter apart."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.incidents.models import Attachment
from ioc.kernel import events, house
from ioc.kernel.actor import Actor
from ioc.kernel.config import Home
from ioc.kernel.errors import Invalid
from ioc.kernel.files import quarantine
from ioc.kernel.uploads import Picture
from ioc.reports import rules
from ioc.reports.events import ReportReceived
from ioc.reports.models import Contact, Report
from ioc.reports.schemas import NewReport

TOKEN_BYTES = 24  # 192 bits: nobody finds a tracking page by trying


def receive(
    session: Session, actor: Actor, now: datetime, home: Home, new: NewReport, pictures: Sequence[Picture] = ()
) -> Report:
    """Keeps one report. The same again under the same `key` gives back the first, untouched. Raises Invalid (422)."""
    key = _key(actor, new, pictures)
    if key is not None:
        known = session.scalar(select(Report).where(Report.client_key == key))
        if known is not None:
            return known
        _not_another(session, new, key)
    _reachable(new)
    category = session.get(Category, new.category)
    if category is None or not (category.public or actor.permissions):
        raise Invalid(_("Hãy chọn việc gì."), field="category")
    settings = house.config(session).reports
    if len(pictures) > settings.max_photos:
        raise Invalid(_("Nhiều nhất %(n)s ảnh.", n=settings.max_photos), field="photos")
    report = _new(session, now, new, _where(session, new, pictures))
    report.client_key = key
    report.answer_due_at = now + timedelta(hours=settings.answer_within_h)
    session.add(report)
    session.flush()
    for picture in pictures:
        attach(session, home, now, report, picture)
    who = actor if actor.kind != "citizen" else Actor("citizen", report.id, "citizen")
    fact = ReportReceived(category=report.category, channel=report.channel, photos=len(pictures))
    events.append(session, fact, report.id, who, now, report.origin)
    return report


def attach(session: Session, home: Home, now: datetime, report: Report, picture: Picture) -> Attachment:
    """One more photo on a report; shown when the worker has re-encoded it."""
    row = quarantine(session, home, picture.data, picture.mime, now)
    row.public = True
    kept = Attachment(
        report_id=report.id, incident_id=report.incident_id, file_id=row.id, kind="report", at=now, device_at=None
    )
    session.add(kept)
    session.flush()
    return kept


def _key(actor: Actor, new: NewReport, pictures: Sequence[Picture]) -> str | None:
    """The sender's key and what was sent under it: a stranger who hits on the key does not get the report."""
    if new.key is None:
        return None
    system = f"{actor.kind}:{actor.id}" if actor.permissions else ""
    what = sha256(new.model_dump_json(exclude={"key", "channel", "language"}).encode())
    for picture in pictures:
        what.update(sha256(picture.data).digest())
    return f"{sha256(f'{system} {new.key}'.encode()).hexdigest()[:40]}:{what.hexdigest()[:40]}"


def _not_another(session: Session, new: NewReport, key: str) -> None:
    """A program that sends something else under a used key is mistaken; a person has added to what they had entered."""
    taken = select(Report.id).where(Report.client_key.startswith(key.partition(":")[0] + ":")).limit(1)
    if new.channel == "api" and session.scalar(taken) is not None:
        raise Invalid(_("Khóa này đã dùng cho một phản ánh khác."), field="key")


def _reachable(new: NewReport) -> None:
    """A contact at which nobody can be reached is told at once, while its owner is still there."""
    if new.phone and not rules.is_phone(new.phone):
        raise _unreachable("phone", _("Số điện thoại chưa đúng. Ví dụ: 0905 123 456 hoặc +84 905 123 456."))
    if new.email and not rules.is_email(new.email):
        raise _unreachable("email", _("Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@example.vn."))


def _unreachable(field: str, words: str) -> Invalid:
    return Invalid(words, field=field, fields=[{"field": field, "problem": words}])


Where = tuple[float, float, str]


def _where(session: Session, new: NewReport, pictures: Sequence[Picture]) -> Where:
    if new.lon is not None and new.lat is not None:
        return new.lon, new.lat, new.place_source
    for picture in pictures:
        if picture.lon is not None and picture.lat is not None:
            return picture.lon, picture.lat, "photo"
    pack = house.pack(session)
    for place in pack.search(new.address, 1) if pack is not None and new.address else ():
        return place.lon, place.lat, "map"
    raise Invalid(_("Hãy cho biết ở đâu: bật định vị hoặc chạm lên bản đồ."), field="where")


def _new(session: Session, now: datetime, new: NewReport, where: Where) -> Report:
    lon, lat, source = where
    pack = house.pack(session)
    address = pack.reverse(lon, lat) if pack is not None else None
    report = Report(
        code=_code(session),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        channel=new.channel,
        category=new.category,
        text=new.text,
        lon=lon,
        lat=lat,
        accuracy_m=new.accuracy_m if source == new.place_source else None,
        place_source=source,
        place=address.text[:160] if address else "",
        ward=address.ward if address else None,
        state="received",
        contact_id=_contact(session, new),
        language=new.language,
        received_at=now,
        origin=str(house.origin(session)),
    )
    report.refold()
    return report


def _contact(session: Session, new: NewReport) -> int | None:
    if not (new.name or new.phone or new.email):
        return None
    row = Contact(name=new.name or None, phone=new.phone or None, email=new.email or None)
    session.add(row)
    session.flush()
    return row.id


def _code(session: Session) -> str:
    prefix = house.config(session).reports.code_prefix
    tries = 0
    while True:
        code = rules.code(prefix, tries, secrets.choice)
        if session.scalar(select(Report.id).where(Report.code == code)) is None:
            return code
        tries += 1
