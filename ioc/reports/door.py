"""What comes through the citizens' door: a form or JSON, its photos judged one by one, then one unit of work."""

from collections.abc import Collection, Sequence

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts.guard import actor
from ioc.accounts.models import AccessRecord
from ioc.kernel.clock import now
from ioc.kernel.errors import Invalid
from ioc.kernel.http import body, services, shaped
from ioc.kernel.limits import Limiter
from ioc.kernel.uploads import Picture, read_picture
from ioc.reports import intake
from ioc.reports.models import Report
from ioc.reports.schemas import NewReport

FORM = ("category", "text", "lat", "lon", "accuracy_m", "place_source", "name", "phone", "email", "key", "address")


def address_allows() -> None:
    """Raises TooOften (429) when this network address asks too often."""
    _bound("citizens")


def address_may_look() -> None:
    """The same for look-ups, counted apart: whoever has searched for the place may still send the report."""
    _bound("citizens-looking")


def _bound(purpose: str) -> None:
    held = services()
    limiter: Limiter = held.extra.setdefault(purpose, Limiter())
    limiter.check(held.settings.config.reports.per_address)


def sent(known: Collection[str] | None = None) -> NewReport:
    """The body, form or JSON, as a report. Raises Invalid (422) naming the wrong fields.

    A page's form holds more than a report; a program's field that is none of `FORM` is a mistake that it is told.
    """
    if request.is_json:
        return body(NewReport)
    data = {name: text for name, text in request.form.items() if text.strip() and (known is None or name in known)}
    data["language"] = str(get_locale())
    return shaped(NewReport, data)


def received(new: NewReport, channel: str) -> Report:
    """Photos first (nothing slow happens inside the unit of work), then the report."""
    held = services()
    pictures = photos_sent()
    with held.db.write() as session:
        kept = new.model_copy(update={"channel": channel})
        return intake.receive(session, actor(), now(), held.settings.home, kept, pictures)


def looked(session: Session, action: str, report_id: int) -> None:
    """Who saw or erased a citizen's contact is written down."""
    session.add(
        AccessRecord(
            at=now(),
            actor_kind=actor().kind,
            actor_id=actor().id,
            action=action,
            subject=f"report:{report_id}",
            address=request.remote_addr,
        )
    )


def photos_sent() -> Sequence[Picture]:
    """The photos of a form, whatever their field is called, each looked at but not decoded.

    Raises Invalid (422) or TooMuch (413).
    """
    settings = services().settings.config.reports
    uploads = [file for _field, file in request.files.items(multi=True) if file.filename]
    if len(uploads) > settings.max_photos:
        raise Invalid(_("Nhiều nhất %(n)s ảnh.", n=settings.max_photos), field="photos")
    return [read_picture(file.stream, settings.max_photo_mb) for file in uploads]
