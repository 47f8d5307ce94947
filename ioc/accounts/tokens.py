"""API tokens: shown once, kept as SHA-256, scoped to one role, revocable."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts import audit
from ioc.accounts.events import TokenCreated, TokenRevoked
from ioc.accounts.models import ApiToken
from ioc.accounts.permissions import ROLES
from ioc.accounts.schemas import TokenIn
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Invalid, NotFound

PREFIX = "ioc_"  # secret scanners and people recognise it
USED_EVERY = timedelta(minutes=10)


def issue(
    session: Session,
    now: datetime,
    role: str,
    name: str,
    *,
    agency_id: int | None = None,
    crew_id: int | None = None,
    gateway: str | None = None,
    expires_at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> str:
    """Makes a token and returns it in clear, for the only time."""
    if role not in ROLES:
        raise Invalid(_("Không có vai trò %(role)s; có: %(names)s.", role=role, names=", ".join(ROLES)))
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        sha256=digest(secret),
        name=name,
        role=role,
        agency_id=agency_id,
        crew_id=crew_id,
        gateway=gateway,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    events.append(session, TokenCreated(role=role), row.id, actor, now)
    return secret


def grant(session: Session, actor: Actor, now: datetime, shape: TokenIn) -> tuple[ApiToken, str]:
    """Somebody makes a token: it, and its secret, which is kept nowhere."""
    ends = now + timedelta(days=shape.days) if shape.days else None
    secret = issue(
        session,
        now,
        shape.role,
        shape.name,
        agency_id=shape.agency_id,
        crew_id=shape.crew_id,
        expires_at=ends,
        actor=actor,
    )
    row = session.scalars(select(ApiToken).where(ApiToken.sha256 == digest(secret))).one()
    audit.record(session, actor, now, "token.create", f"token:{row.id}")
    return row, secret


def withdraw(session: Session, actor: Actor, now: datetime, token_id: int) -> ApiToken:
    """Somebody ends a token."""
    audit.record(session, actor, now, "token.revoke", f"token:{token_id}")
    return revoke(session, now, token_id, actor)


def find(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """The live token of this secret; None when unknown, revoked or past its end."""
    row = session.scalar(select(ApiToken).where(ApiToken.sha256 == digest(secret)))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return row


def known(session: Session, secret: str) -> bool:
    """Also a token that was revoked."""
    return session.scalar(select(ApiToken.id).where(ApiToken.sha256 == digest(secret))) is not None


def get(session: Session, token_id: int) -> ApiToken:
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound(_("Không có mã truy cập này."))
    return row


def revoke(session: Session, now: datetime, token_id: int, actor: Actor = SYSTEM) -> ApiToken:
    row = get(session, token_id)
    if row.revoked_at is None:
        row.revoked_at = now
        events.append(session, TokenRevoked(), row.id, actor, now)
    return row


def touch(session: Session, token_id: int, now: datetime) -> None:
    row = session.get(ApiToken, token_id)
    if row is not None:
        row.last_used_at = now


def is_idle(row: ApiToken, now: datetime) -> bool:
    """True when the note of its last use is old enough to be worth a write."""
    return row.last_used_at is None or row.last_used_at < now - USED_EVERY


def actor_of(row: ApiToken) -> Actor:
    permissions = ROLES.get(row.role, frozenset())
    return Actor("token", row.id, row.role, row.agency_id, row.crew_id, row.name, permissions)


def called(name: str) -> str:
    """What histories call a program: by the name it was given; the house's own ones in the reader's language."""
    own = {"mô phỏng": _("mô phỏng"), "dòng lệnh": _("dòng lệnh"), "camera": _("trạm camera"), "": _("Hệ thống")}
    return str(own.get(name, name))


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
