"""A gateway's token speaks for one gateway: the one it was issued for, or else the first one it names."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ioc.accounts.models import ApiToken
from ioc.cameras import service
from ioc.kernel.actor import Actor
from ioc.kernel.db import Database
from ioc.kernel.errors import Forbidden


def admit(db: Database, who: Actor, gateway: str) -> None:
    """Raises Forbidden when the token belongs to another gateway."""
    if not _bound(who):
        return
    with db.read() as session:
        known = _name(session, who)
    if known is None:
        with db.write() as session:
            row = session.get(ApiToken, who.id)
            if row is not None and row.gateway is None:
                row.gateway = gateway
            known = _name(session, who)
    if known != gateway:
        raise _other()


def admit_camera(session: Session, who: Actor, key: str) -> None:
    """What a gateway tells must be of a camera of its own."""
    known = _name(session, who) if _bound(who) else None
    if known is not None and service.get(session, key).gateway != known:
        raise _other()


def _bound(who: Actor) -> bool:
    return who.kind == "token" and who.role == "gateway"


def _name(session: Session, who: Actor) -> str | None:
    row = session.get(ApiToken, who.id)
    return row.gateway if row is not None else None


def _other() -> Forbidden:
    return Forbidden(_("Mã truy cập này thuộc về một trạm trung chuyển khác."))
