"""Who looked at, took out or changed what: append-only, beside the event log (which holds no looking)."""

from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.models import AccessRecord
from ioc.kernel.actor import Actor


def record(session: Session, actor: Actor, now: datetime, action: str, subject: str | None = None) -> None:
    """`action`: report.view, shift.export, user.create … ; `subject`: `report:12`. Ids and codes only."""
    address = request.remote_addr if has_request_context() else None
    session.add(
        AccessRecord(
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action[:48],
            subject=subject[:80] if subject else None,
            address=address[:64] if address else None,
        )
    )


def newest(session: Session, limit: int = 200, before: int | None = None) -> list[AccessRecord]:
    found = select(AccessRecord).order_by(AccessRecord.id.desc()).limit(limit)
    return list(session.scalars(found.where(AccessRecord.id < before) if before else found))
