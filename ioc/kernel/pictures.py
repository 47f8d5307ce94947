"""From quarantine to what is served: our own re-encoding, without metadata, plates and faces blurred.

Runs in `ioc worker` only. Whatever else an upload carried (a second file behind the picture, scripts in its
comments, positions) does not survive: only pixels are taken over.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import ClassVar

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ioc.kernel import events
from ioc.kernel.actor import SYSTEM
from ioc.kernel.config import Home
from ioc.kernel.db import Database
from ioc.kernel.errors import IocError
from ioc.kernel.files import StoredFile, path_of, write_whole
from ioc.kernel.uploads import MAX_PIXELS

log = logging.getLogger(__name__)

FULL = 2560  # px of the longer side
THUMB = 640
QUALITY = 85
ORPHAN_AFTER = timedelta(days=1)

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@events.fact
class PictureReady(events.Fact):
    """A file may be served from now on. Nobody hears of it as such: policies tell the subjects that show it."""

    kind = "picture.ready"
    subject = "file"
    audiences: ClassVar[events.Audiences] = {}


@dataclass(frozen=True, slots=True)
class Encoded:
    full: bytes
    thumb: bytes
    width: int
    height: int
    blurred: int


def encode(data: bytes) -> Encoded:
    """Decodes and encodes anew. Raises whatever Pillow or OpenCV raise when the pixels cannot be had."""
    # OpenCV is heavy and belongs to the worker alone; `ioc web` imports this module for its fact
    from ioc.kernel.blur import blurred

    with Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as source:
        source.draft("RGB", (FULL, FULL))  # a large JPEG is decoded at 1/2, 1/4 or 1/8
        image = _flat(ImageOps.exif_transpose(source))
    image.thumbnail((FULL, FULL), Image.Resampling.LANCZOS)
    image, count = blurred(image)
    small = image.copy()
    small.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
    return Encoded(_jpeg(image), _jpeg(small), image.width, image.height, count)


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white: JPEG has no transparency. A fresh picture, so that no metadata comes along."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        over = image.convert("RGBA")
        ground = Image.new("RGB", over.size, "white")
        ground.paste(over, mask=over.getchannel("A"))
        return ground
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def process_quarantine(db: Database, home: Home, now: datetime, limit: int = 20) -> int:
    """Re-encodes what waits, oldest first; returns how many were dealt with. Safe to kill at any point."""
    with db.read() as session:
        waiting = select(StoredFile).where(StoredFile.state == "quarantine").order_by(StoredFile.id).limit(limit)
        rows = list(session.scalars(waiting))
    for row in rows:
        _process(db, home, row, now)
    return len(rows)


def _process(db: Database, home: Home, row: StoredFile, now: datetime) -> None:
    """One file, ready or refused. Nothing that a stranger has sent may hold up the files behind it."""
    source = path_of(home, row.key, "quarantine")
    try:
        made = encode(source.read_bytes())
        write_whole(path_of(home, row.key, "full"), made.full)
        write_whole(path_of(home, row.key, "thumb"), made.thumb)
        _ready(db, row.id, made, now)
    except (SQLAlchemyError, IocError):
        raise  # the database is away or busy: the file waits
    except Exception as error:  # noqa: BLE001 - decoders raise whatever a crafted file makes them (struct, cv2, …)
        log.warning("file %s refused: %s: %s", row.id, type(error).__name__, error)
        _refuse(db, row.id, type(error).__name__)
    source.unlink(missing_ok=True)


def sweep(db: Database, home: Home, now: datetime) -> int:
    """Deletes uploads whose unit of work never committed; returns how many."""
    gone = 0
    for path in home.dir("files/quarantine").glob("*/*"):
        old = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < now - ORPHAN_AFTER
        if old and not _known(db, path.name):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _known(db: Database, key: str) -> bool:
    with db.read() as session:
        row = session.scalar(select(StoredFile.state).where(StoredFile.key == key))
    return row == "quarantine"


def _refuse(db: Database, file_id: int, reason: str) -> None:
    with db.write() as session:
        row = session.get_one(StoredFile, file_id)
        row.state, row.reason = "refused", reason[:200]


def _ready(db: Database, file_id: int, made: Encoded, now: datetime) -> None:
    with db.write() as session:
        row = session.get_one(StoredFile, file_id)
        row.state, row.mime = "ready", "image/jpeg"
        row.width, row.height, row.bytes = made.width, made.height, len(made.full)
        events.append(session, PictureReady(), file_id, SYSTEM, now)
