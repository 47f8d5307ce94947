"""Pictures of cameras: the newest is shown, one a minute is kept for a day, one that is evidence stays.

Files lie under IOC_HOME/files/camera, by key; rows say whose they are.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from flask_babel import gettext as _
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ioc.cameras import rules
from ioc.cameras.events import CameraHeld
from ioc.cameras.models import Camera, CameraSnapshot
from ioc.cameras.service import get
from ioc.kernel import events, house, offload
from ioc.kernel.actor import Actor
from ioc.kernel.config import Home
from ioc.kernel.errors import Invalid, NotFound, TooMuch
from ioc.kernel.files import write_whole

LARGEST = 4 << 20  # bytes
MAX_SIDE, MAX_PIXELS = 8192, 25_000_000
SOI = b"\xff\xd8\xff"


def check(jpeg: bytes) -> None:
    """Raises TooMuch or Invalid unless this is a whole JPEG of bearable size. Decoding happens off the hub."""
    if len(jpeg) > LARGEST:
        raise TooMuch(_("Ảnh camera lớn quá: tối đa %(mb)s MB.", mb=LARGEST >> 20))
    if not jpeg.startswith(SOI):
        raise Invalid(_("Đây không phải là ảnh JPEG."))
    try:
        offload.run(lambda: _decode(jpeg))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(_("Ảnh bị hỏng hoặc có kích thước không hợp lệ.")) from error


def _decode(jpeg: bytes) -> None:
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as image:
        if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
            raise ValueError("bounds")
        image.draft("L", (image.width // 8, image.height // 8))  # the whole scan is read, an eighth of it is decoded
        image.load()


def store(session: Session, home: Home, now: datetime, key: str, jpeg: bytes, captured_at: datetime) -> bool:
    """Makes a checked picture the camera's newest. False, and nothing kept, when a newer one is here already.

    Raises Invalid for a picture from the future. The file is written before the row: a crash leaves one nobody names.
    """
    if captured_at > now + rules.AHEAD:
        raise Invalid(_("Giờ của trạm trung chuyển chạy trước hơn 5 phút."), field="X-Captured-At")
    captured_at = min(captured_at, now)  # a clock a little ahead must not hide the pictures that come after
    row = get(session, key)
    row.heard_at = now
    if row.captured_at is not None and captured_at <= row.captured_at:
        return False
    cameras = house.config(session).cameras
    picture, shown = secrets.token_hex(16), row.snapshot_key
    write_whole(path_of(home, picture), jpeg)
    newest = select(func.max(CameraSnapshot.captured_at)).where(CameraSnapshot.camera_id == row.id)
    if rules.keeps(session.scalar(newest), captured_at, cameras.keep_every_s):
        session.add(CameraSnapshot(camera_id=row.id, key=picture, captured_at=captured_at, received_at=now))
    row.snapshot_key, row.captured_at = picture, captured_at
    if shown is not None and not _is_kept(session, shown):
        path_of(home, shown).unlink(missing_ok=True)
    return True


def newest(session: Session, home: Home, key: str) -> tuple[Camera, Path]:
    """The camera and its newest picture. Raises NotFound before the first one."""
    row = get(session, key)
    if row.snapshot_key is None:
        raise NotFound(_("Camera này chưa gửi ảnh nào."))
    return row, path_of(home, row.snapshot_key)


def kept(session: Session, camera_id: int, limit: int = 200) -> Sequence[CameraSnapshot]:
    rows = select(CameraSnapshot).where(CameraSnapshot.camera_id == camera_id)
    return session.scalars(rows.order_by(CameraSnapshot.captured_at.desc()).limit(limit)).all()


def one_kept(session: Session, key: str, snapshot_id: int) -> CameraSnapshot:
    camera = get(session, key)
    row = session.get(CameraSnapshot, snapshot_id)
    if row is None or row.camera_id != camera.id:
        raise NotFound(_("Ảnh này không còn được giữ."))
    return row


def hold(session: Session, actor: Actor, now: datetime, key: str, incident_id: int) -> CameraSnapshot:
    """Puts the newest picture by as evidence for an incident; retention passes it over."""
    camera = get(session, key)
    if camera.snapshot_key is None or camera.captured_at is None:
        raise NotFound(_("Camera này chưa gửi ảnh nào."))
    row = session.scalar(select(CameraSnapshot).where(CameraSnapshot.key == camera.snapshot_key))
    if row is None:
        row = CameraSnapshot(
            camera_id=camera.id, key=camera.snapshot_key, captured_at=camera.captured_at, received_at=now
        )
        session.add(row)
    row.held_for = incident_id
    session.flush()
    fact = CameraHeld(incident_id=incident_id, snapshot_id=row.id)
    camera.version += 1
    events.append(session, fact, camera.id, actor, now, camera.origin)
    return row


def retire(session: Session, home: Home, now: datetime, limit: int = 500) -> int:
    """Removes kept pictures past their time, with their files; evidence and what is shown now stay."""
    oldest = now - timedelta(hours=house.config(session).cameras.keep_hours)
    shown = select(Camera.snapshot_key).where(Camera.snapshot_key.is_not(None))
    past = select(CameraSnapshot).where(
        CameraSnapshot.captured_at < oldest,
        CameraSnapshot.held_for.is_(None),
        CameraSnapshot.key.not_in(shown),
    )
    rows = session.scalars(past.order_by(CameraSnapshot.captured_at).limit(limit)).all()
    for row in rows:
        path_of(home, row.key).unlink(missing_ok=True)
        session.delete(row)
    return len(rows)


def path_of(home: Home, picture: str) -> Path:
    return home.dir(f"files/camera/{picture[:2]}") / picture


def _is_kept(session: Session, picture: str) -> bool:
    return session.scalar(select(CameraSnapshot.id).where(CameraSnapshot.key == picture)) is not None
