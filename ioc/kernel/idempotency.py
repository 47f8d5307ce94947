"""Sent once however often it is tapped: the answer to a key is kept and given again."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ioc.kernel.db import Base


class IdempotentAnswer(Base):
    """`scope` is who asked and where; the same key with another body is refused (422)."""

    __tablename__ = "idempotent_answer"

    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
