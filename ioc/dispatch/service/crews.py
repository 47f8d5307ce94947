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
from ioc.kernel import events, geo, house
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.errors import Conflict, Invalid

TELL_EVERY = timedelta(seconds=4)  # a moving crew is told this often at most …
MOVED_M = 15.0  # … when it moved at least this far
JUMPED_M = 150.0  # farther than one drives in that time: the last fix was of another place, and is wrong now
TELL_STILL = timedelta(seconds=30)  # one that stands still is told this often, so that its age stays young
MAY_BE_EMPTY = ("leader", "phone")
FUTURE = timedelta(minutes=5)


def add(session: Session, actor: Actor, now: datetime, values: dict[str, Any]) -> Crew:
    if session.scalar(select(Crew.id).where(Crew.code == values["code"])):
        raise Conflict(_("Mã %(code)s đã được dùng.", code=values["code"]))
    _agency_must_exist(session, values)
    row = Crew(version=1, origin=str(house.origin(session)), **values)
    session.add(row)
    session.flush()
    events.append(session, CrewChanged(fields=sorted(values)), row.id, actor, now, row.origin)
    return row


def edit(session: Session, actor: Actor, now: datetime, crew_id: int, values: dict[str, Any]) -> Crew:
    row = access.crew(session, actor, crew_id)
    _agency_must_exist(session, values)
    for name, value in values.items():
        if value is not None or name in MAY_BE_EMPTY:
            setattr(row, name, value)
    row.edition += 1
    tell(session, actor, now, row, CrewChanged(fields=sorted(values)))
    return row


def status(
    session: Session, actor: Actor, now: datetime, crew_id: int, wanted: Standing, until: datetime | None = None
) -> Crew:
    """The crew comes on shift, pauses (in the middle of its work too), goes home. `until`: when its shift ends.

    Raises Conflict when it wants to go home with accepted work: that is handed back first, or finished.
    """
    row = access.crew(session, actor, crew_id)
    if wanted.status == "off" and working(session, row.id):
        raise Conflict(_("Tổ còn việc đang làm."), legal=["busy", "break"])
    if wanted.status == "available" and working(session, row.id):
        wanted = replace(wanted, status="busy")
    if wanted.status != "break":
        wanted = replace(wanted, pause=None, words=None)
    if until is not None:
        row.shift_ends_at = until
    elif wanted.status == "off":
        row.shift_ends_at = None
    set_status(session, actor, now, row, wanted)
    if wanted.status == "off":
        _give_offers_back(session, now, row)
    return row


def _give_offers_back(session: Session, now: datetime, row: Crew) -> None:
    """Who goes home answers nothing any more: the incident waits for another crew."""
    offers = select(Assignment).where(Assignment.crew_id == row.id, Assignment.state == "offered")
    for offer in session.scalars(offers.order_by(Assignment.id)).all():
        call_off(session, SYSTEM, now, offer)


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
