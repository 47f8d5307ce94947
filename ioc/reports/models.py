"""The citizens' voice. Contacts stand apart, so that erasing a person leaves the log whole."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base
from ioc.kernel.events import BigId
from ioc.kernel.i18n import fold


class Contact(Base):
    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(String(255))


class Report(Base):
    """What one citizen told us, once. `token` opens the tracking page; `place_source`: gps | map | photo.

    `client_key`: of the sender's key and what was sent: the same is one report, however often it is sent. `over_at`:
    when it was last answered, rejected or closed. `answer`, `reason`: the city's words to the reporter. `pressed`: 1
    when it was said that the answer is due soon, 2 when it was missed. `folded`: what a search looks at.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    token: Mapped[str] = mapped_column(String(48), unique=True)
    client_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(12), default="web")
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    text: Mapped[str] = mapped_column(Text, default="")
    lat: Mapped[float]
    lon: Mapped[float]
    accuracy_m: Mapped[float | None]
    place_source: Mapped[str] = mapped_column(String(8), default="map")
    place: Mapped[str] = mapped_column(String(160), default="")
    folded: Mapped[str] = mapped_column(Text, default="", server_default="")
    ward: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(300))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    language: Mapped[str] = mapped_column(String(2), default="vi")
    received_at: Mapped[datetime] = mapped_column(index=True)
    answer_due_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    over_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    rating_text: Mapped[str | None] = mapped_column(Text)
    reopened: Mapped[int] = mapped_column(default=0)
    pressed: Mapped[int] = mapped_column(default=0, server_default="0")
    erased_at: Mapped[datetime | None]
    origin: Mapped[str] = mapped_column(String(8), default="real")

    def refold(self) -> None:
        """Whoever changes its words or place calls this."""
        self.folded = fold(f"{self.code} {self.text} {self.place}")


class ReportMessage(Base):
    """What reporter and centre say to each other, for both to read. Staff's own notes stand on the incident.

    `by`: reporter | centre.
    """

    __tablename__ = "report_message"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
