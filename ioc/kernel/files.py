"""Files that people send: quarantined first, re-encoded by the worker, served only then."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from ioc.kernel.config import Home
from ioc.kernel.db import Base
from ioc.kernel.events import BigId


class StoredFile(Base):
    """One file. `state`: quarantine → ready | refused (reason). Served is our own re-encoding, never the upload."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="quarantine")
    reason: Mapped[str | None] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(40))
    bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all: nobody reads half a file."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def quarantine(session: Session, home: Home, data: bytes, mime: str, now: datetime) -> StoredFile:
    """Keeps the bytes apart under a random key and records them. The caller has checked size and header."""
    key = secrets.token_hex(16)
    path = path_of(home, key, "quarantine")
    path.write_bytes(data)
    row = StoredFile(
        key=key,
        mime=mime,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=now,
        state="quarantine",
    )
    session.add(row)
    session.flush()
    return row


def path_of(home: Home, key: str, variant: str) -> Path:
    """Where a variant (quarantine, full, thumb) of a file lies; spread over 256 folders."""
    return home.dir(f"files/{variant}/{key[:2]}") / key
