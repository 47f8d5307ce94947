"""Use cases of cameras: the registry, and how they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ioc.cameras import rules
from ioc.cameras.events import CameraChanged, CameraFact, CameraRegistered, CameraStateChanged
from ioc.cameras.models import Camera, CameraHealth
from ioc.cameras.schemas import CameraChange, CameraIn, Health, Source
from ioc.kernel import events, house
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Conflict, Invalid, NotFound
from ioc.kernel.i18n import fold


def register(session: Session, actor: Actor, now: datetime, new: CameraIn) -> Camera:
    """Raises Conflict for a key that is taken, Invalid for a source that cannot be one."""
    if session.scalar(select(Camera.id).where(Camera.key == new.key)) is not None:
        raise Conflict(_("Mã camera %(key)s đã có.", key=new.key))
    _check(new.source)
    row = Camera(
        **new.model_dump(exclude={"source", "masks"}),
        source=new.source.model_dump(exclude_none=True),
        masks=[list(mask) for mask in new.masks],
        version=1,
        folded=fold(f"{new.key} {new.name}")[:200],
        ward=_ward(session, new.lon, new.lat),
        state=rules.OFFLINE,
        origin=str(house.origin(session)),
        created_at=now,
    )
    session.add(row)
    session.flush()
    _append(session, CameraRegistered(gateway=row.gateway), row, actor, now)
    return row


def change(session: Session, actor: Actor, now: datetime, key: str, edit: CameraChange) -> Camera:
    """Only what is given changes. A source without a password keeps the old one while its address stays the same."""
    row = get(session, key)
    given = edit.model_dump(exclude_unset=True, exclude={"source", "masks"})
    if edit.source is not None:
        row.source = _new_source(row.source, edit.source)
    if edit.masks is not None:
        row.masks = [list(mask) for mask in edit.masks]
    for name, value in given.items():
        if value is not None or name in ("every_s", "agency_id"):
            setattr(row, name, value)
    row.folded = fold(f"{row.key} {row.name}")[:200]
    row.ward = _ward(session, row.lon, row.lat)
    row.version += 1
    row.edition += 1
    _append(session, CameraChanged(fields=sorted(edit.model_fields_set)), row, actor, now)
    return row


def get(session: Session, key: str) -> Camera:
    row = session.scalar(select(Camera).where(Camera.key == key))
    if row is None:
        raise NotFound(_("Không có camera %(key)s.", key=key))
    return row


def of_gateway(session: Session, gateway: str) -> Sequence[Camera]:
    return session.scalars(select(Camera).where(Camera.gateway == gateway).order_by(Camera.id)).all()


def every(session: Session) -> Sequence[Camera]:
    return session.scalars(select(Camera).order_by(Camera.id)).all()


def search(session: Session, q: str, limit: int = 10) -> Sequence[Camera]:
    """By name or key, whatever the diacritics."""
    wanted = fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    where = Camera.folded.like(f"%{wanted}%", escape="\\")
    return session.scalars(select(Camera).where(where).order_by(Camera.name).limit(limit)).all()


def note_health(session: Session, actor: Actor, now: datetime, key: str, said: Health) -> Camera:
    """What the gateway sees. Later news win; what is older than the known state is kept in the history only."""
    if said.at > now + rules.AHEAD:
        raise Invalid(_("Giờ của trạm trung chuyển chạy trước hơn 5 phút."), field="at")
    row, at = get(session, key), min(said.at, now)
    row.heard_at = now
    if row.state_at is not None and at < row.state_at:
        _history(session, row, now, at, said.state, said.detail)
    elif row.state_at is None or said.state != row.state:
        _become(session, actor, now, row, said.state, at, said.detail)
    return row


def mark_silent(session: Session, now: datetime) -> int:
    """Cameras whose gateway said nothing for 90 s are offline: silence is never "all well". Returns how many fell."""
    limit = now - rules.SILENT_AFTER
    quiet = select(Camera).where(
        func.coalesce(Camera.heard_at, Camera.created_at) < limit,
        or_(Camera.state != rules.OFFLINE, Camera.state_at.is_(None)),
    )
    fallen = session.scalars(quiet.order_by(Camera.id)).all()
    for row in fallen:
        _become(session, SYSTEM, now, row, rules.OFFLINE, now, "the gateway is silent", silent=True)
    return len(fallen)


def gateway_gone(session: Session, now: datetime, gateway: str) -> int:
    """The broker spoke the gateway's last will: its cameras are offline at once. Returns how many fell."""
    fallen = [row for row in of_gateway(session, gateway) if row.state != rules.OFFLINE]
    for row in fallen:
        _become(session, SYSTEM, now, row, rules.OFFLINE, now, "the gateway has gone", silent=True)
    return len(fallen)


def history(session: Session, camera_id: int, limit: int = 50) -> Sequence[CameraHealth]:
    rows = select(CameraHealth).where(CameraHealth.camera_id == camera_id)
    return session.scalars(rows.order_by(CameraHealth.id.desc()).limit(limit)).all()


def _become(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Camera,
    state: str,
    at: datetime,
    detail: str | None,
    *,
    silent: bool = False,
) -> None:
    was, row.state, row.state_at = row.state, state, at
    row.version += 1
    _history(session, row, now, at, state, detail)
    _append(session, CameraStateChanged(state=state, was=was, silent=silent), row, actor, now)


def _history(session: Session, row: Camera, now: datetime, at: datetime, state: str, detail: str | None) -> None:
    short = detail[:200] if detail else None
    session.add(CameraHealth(camera_id=row.id, at=at, received_at=now, state=state, detail=short))


def _append(session: Session, what: CameraFact, row: Camera, actor: Actor, now: datetime) -> None:
    events.append(session, what, row.id, actor, now, row.origin)


def _new_source(old: dict[str, Any], new: Source) -> dict[str, Any]:
    _check(new)
    given = new.model_dump(exclude_none=True)
    if new.password is None and old.get("url") == new.url and old.get("password"):
        given["password"] = old["password"]
    return given


def _check(source: Source) -> None:
    wrong = rules.wrong_source(source.kind, source.url)
    if wrong:
        problem = _why(wrong, source.kind)
        raise Invalid(f"source: {problem}", fields=[{"field": "source.url", "problem": problem}])


def _why(wrong: str, kind: str) -> str:
    schemes = ", ".join(f"{scheme}://" for scheme in sorted(rules.SCHEMES.get(kind, ())))
    said = {
        "kind": _("không có loại nguồn này"),
        "characters": _("chỉ gồm chữ không dấu, số và dấu câu, không có dấu cách và không bắt đầu bằng gạch ngang"),
        "path": _("tệp phải được gọi bằng đường dẫn đầy đủ"),
        "spaces": _("địa chỉ không có dấu cách"),
        "address": _("đây không phải là một địa chỉ"),
        "scheme": _("địa chỉ phải bắt đầu bằng %(schemes)s", schemes=schemes),
        "password": _("tên và mật khẩu có ô riêng"),
        "host": _("địa chỉ thiếu tên máy"),
    }
    return str(said[wrong])


def _ward(session: Session, lon: float, lat: float) -> str | None:
    pack = house.pack(session)
    ward = pack.ward_at(lon, lat) if pack else None
    return ward.name if ward else None
