"""The books of ingest: what came in and what became of it, and who holds which slice of the topics."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from ioc.kernel.db import UtcDateTime
from ioc.kernel.errors import Conflict
from ioc.sensors.models import IngestCount, RejectedMessage, SliceLease
from ioc.sensors.readings import Tally

LEASE = timedelta(seconds=10)
REJECTED_KEPT = 50_000
_TRIM_EVERY = 1000
# a text: composing this update anew cost a fifth of the CPU of a reading
_COUNT = text(
    "UPDATE ingest_count SET received = received + :received, stored = stored + :stored, "
    "duplicate = duplicate + :duplicate, conflict = conflict + :conflict, rejected = rejected + :rejected, "
    "unwritten_from_ms = :unwritten, at = :at WHERE slice = :slice "
    "AND EXISTS (SELECT 1 FROM slice_lease WHERE slice_lease.slice = :slice AND holder = :holder)"
).bindparams(bindparam("at", type_=UtcDateTime))


class LeaseLost(Conflict):
    type = "lease-lost"


def open_books(session: Session, now: datetime, name: str) -> None:
    if session.get(IngestCount, name) is None:
        session.add(IngestCount(slice=name, received=0, stored=0, duplicate=0, conflict=0, rejected=0, at=now))


def count(
    session: Session, now: datetime, lease: tuple[str, str], tally: Tally, rejected: int, unwritten_from: int | None
) -> None:
    """In the unit that stores: received = stored + duplicate + conflict + rejected, always.

    `lease`: the slice and who believes to hold it. Raises LeaseLost when that is no longer so (a machine that slept
    wakes up with its lease in its hand): nothing of the unit is stored then.
    """
    name, holder = lease
    received = tally.stored + tally.duplicate + tally.conflict + rejected
    values = {
        "slice": name,
        "holder": holder,
        "received": received,
        "stored": tally.stored,
        "duplicate": tally.duplicate,
        "conflict": tally.conflict,
        "rejected": rejected,
        "unwritten": unwritten_from,
        "at": now,
    }
    if session.connection().execute(_COUNT, values).rowcount == 0:
        raise lost(name)


def keep_rejected(session: Session, now: datetime, rows: list[dict[str, Any]]) -> None:
    """Stores what was refused; beyond REJECTED_KEPT the oldest make room (they stay counted)."""
    session.add_all(RejectedMessage(at=now, **row) for row in rows)
    session.flush()
    newest = session.scalar(select(RejectedMessage.id).order_by(RejectedMessage.id.desc()).limit(1)) or 0
    if newest % _TRIM_EVERY < len(rows):
        session.query(RejectedMessage).where(RejectedMessage.id <= newest - REJECTED_KEPT).delete()


def take_lease(session: Session, now: datetime, name: str, holder: str, *, dead: bool = False) -> str | None:
    """Takes the slice for `holder`. Returns who holds it instead, if somebody does. `dead`: that one is known gone."""
    row = session.get(SliceLease, name)
    if row is None:
        session.add(SliceLease(slice=name, holder=holder, until=now + LEASE))
        return None
    if row.holder != holder and row.until > now and not dead:
        return row.holder
    row.holder, row.until = holder, now + LEASE
    return None


def renew_lease(session: Session, now: datetime, name: str, holder: str) -> None:
    """Raises LeaseLost when somebody else has taken the slice: this process must stop at once."""
    done = session.execute(
        update(SliceLease)
        .where(SliceLease.slice == name, SliceLease.holder == holder)
        .values(until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount == 0:  # type: ignore[attr-defined] # a cursor result
        raise lost(name)


def lost(name: str) -> LeaseLost:
    return LeaseLost(f"the slice {name} belongs to another process now")


def drop_lease(session: Session, name: str, holder: str) -> None:
    row = session.get(SliceLease, name)
    if row is not None and row.holder == holder:
        session.delete(row)
