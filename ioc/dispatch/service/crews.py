"""Crews: who they are, whether they can go, where they are."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency
from ioc.dispatch import access
from ioc.dispatch.events import CrewChanged, CrewPositioned
from ioc.dispatch.models import Assignment, Crew, CrewPosition
from ioc.dispatch.rules import moves
from ioc.dispatch.service.change import Standing, call_off, set_status, tell
from ioc.incidents.models import Incident
from ioc.kernel import events, geo, house
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Conflict, Invalid

TELL_EVERY = timedelta(seconds=4)  # a moving crew is told this often at most …
MOVED_M = 15.0  # … when it moved at least this far
JUMPED_M = 150.0  # farther than one drives in that time: the last fix was of another place, and is wrong now
TELL_STILL = timedelta(seconds=30)  # one that stands still is told this often, so that its age stays young
EMPTY = {"leader": "", "phone": None}  # what may be emptied, and what it is then
FUTURE = timedelta(minutes=5)


def add(session: Session, actor: Actor, now: datetime, values: dict[str, Any]) -> Crew:
    """A crew that starts at a place was there when it was added."""
    if session.scalar(select(Crew.id).where(Crew.code == values["code"])):
        taken = [{"field": "code", "problem": str(_("đã được dùng"))}]
        raise Conflict(_("Mã %(code)s đã được dùng.", code=values["code"]), fields=taken)
    placed = {"position_at": now} if "lat" in values and "lon" in values else {}
    _agency_must_exist(session, values)
    row = Crew(version=1, origin=str(house.origin(session)), **{**placed, **values})
    session.add(row)
    session.flush()
    events.append(session, CrewChanged(fields=sorted(values)), row.id, actor, now, row.origin)
    return row


def edit(session: Session, actor: Actor, now: datetime, crew_id: int, values: dict[str, Any]) -> Crew:
    """What is already so is no change. `active` false retires it: history stays, nobody sends it any more.

    Raises Conflict when one that is retired has work that it accepted: somebody else takes that over first.
    """
    row = access.crew(session, actor, crew_id)
    _agency_must_exist(session, values)
    given = {name: EMPTY.get(name) if value is None else value for name, value in values.items()}
    kept = {name: value for name, value in given.items() if value is not None or name in EMPTY}
    changed = {name: value for name, value in kept.items() if getattr(row, name) != value}
    if not changed:
        return row
    if changed.get("active") is False:
        _leave(session, actor, now, row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.edition += 1
    tell(session, actor, now, row, CrewChanged(fields=sorted(changed)))
    return row


def _leave(session: Session, actor: Actor, now: datetime, row: Crew) -> None:
    """Its last shift ends here."""
    work = at_work(session, row.id)
    if work:
        told = _("Tổ còn việc đang làm: %(codes)s. Hãy làm xong hoặc rút tổ về trước.", codes=", ".join(work))
        raise Conflict(told, incidents=work)
    row.shift_ends_at = None
    set_status(session, actor, now, row, Standing("off"))
    _give_offers_back(session, now, row)


def status(
    session: Session, actor: Actor, now: datetime, crew_id: int, wanted: Standing, until: datetime | None = None
) -> Crew:
    """The crew comes on shift, pauses (in the middle of its work too), goes home. `until`: when its shift ends.

    Raises Conflict when it wants to go home with accepted work: that is handed back first, or finished.
    """
    row = access.crew(session, actor, crew_id)
    if not row.active and wanted.status != "off":
        raise Conflict(_("Tổ %(codes)s đã ngừng hoạt động.", codes=row.code), crews=[row.code])
    if wanted.status == "off" and working(session, row.id):
        raise Conflict(_("Tổ còn việc đang làm."), legal=["busy", "break"])
    if wanted.status == "available" and working(session, row.id):
        wanted = replace(wanted, status="busy")
    if wanted.status != "break":
        wanted = replace(wanted, pause=None, words=None)
    ends = None if wanted.status == "off" else until or row.shift_ends_at
    moved, row.shift_ends_at = ends != row.shift_ends_at, ends
    if not set_status(session, actor, now, row, wanted) and moved:
        tell(session, actor, now, row, CrewChanged(fields=["shift_ends_at"]))
    if wanted.status == "off":
        _give_offers_back(session, now, row)
    return row


def _give_offers_back(session: Session, now: datetime, row: Crew) -> None:
    """Who goes home answers nothing any more: the incident waits for another crew."""
    offers = select(Assignment).where(Assignment.crew_id == row.id, Assignment.state == "offered")
    for offer in session.scalars(offers.order_by(Assignment.id)).all():
        call_off(session, SYSTEM, now, offer)


def at_work(session: Session, crew_id: int) -> list[str]:
    """The codes of the incidents whose work it accepted."""
    codes = select(Incident.code).join(Assignment, Assignment.incident_id == Incident.id)
    mine = codes.where(Assignment.crew_id == crew_id, Assignment.state.in_(moves.ON_IT))
    return list(session.scalars(mine.order_by(Incident.id)))


def working(session: Session, crew_id: int) -> bool:
    """Does it have work that it accepted?"""
    on_it = select(Assignment.id).where(Assignment.crew_id == crew_id, Assignment.state.in_(moves.ON_IT)).limit(1)
    return session.scalar(on_it) is not None


def end_due_shifts(session: Session, now: datetime) -> int:
    """Sends home whose shift is over and who has nothing left to do. Returns how many. For the worker's clock."""
    due = session.scalars(select(Crew).where(Crew.shift_ends_at <= now, Crew.status.in_(("available", "break")))).all()
    for row in due:
        row.shift_ends_at = None
        set_status(session, SYSTEM, now, row, Standing("off"))
        _give_offers_back(session, now, row)
    return len(due)


def position(
    session: Session,
    actor: Actor,
    now: datetime,
    crew_id: int,
    lon: float,
    lat: float,
    at: datetime,
    accuracy_m: float | None = None,
) -> Crew:
    """One fix of its receiver. Every fix is kept; the card moves when it says something new.

    Raises Invalid for a time more than five minutes ahead. The same fix twice is one.
    """
    row = access.crew(session, actor, crew_id)
    if at > now + FUTURE:
        raise Invalid(_("Đồng hồ của thiết bị chạy trước."), fields=[{"field": "at", "problem": "in the future"}])
    at = min(at, now)
    if session.get(CrewPosition, (row.id, at)) is None:
        session.add(CrewPosition(crew_id=row.id, at=at, lat=lat, lon=lon, accuracy_m=accuracy_m, received_at=now))
        session.flush()
    if _says_something(row, lon, lat, at):
        row.lon, row.lat, row.position_at = lon, lat, at
        tell(session, actor, now, row, CrewPositioned(device_at=at))
    return row


def _says_something(row: Crew, lon: float, lat: float, at: datetime) -> bool:
    if row.position_at is None or row.lon is None or row.lat is None:
        return True
    gap = at - row.position_at
    if gap >= TELL_STILL:
        return True
    if gap <= timedelta(0):
        return False
    return geo.metres(row.lon, row.lat, lon, lat) >= (MOVED_M if gap >= TELL_EVERY else JUMPED_M)


def _agency_must_exist(session: Session, values: dict[str, Any]) -> None:
    if values.get("agency_id") is not None and session.get(Agency, values["agency_id"]) is None:
        raise Invalid(_("Không có đơn vị này."), fields=[{"field": "agency_id", "problem": "unknown"}])
