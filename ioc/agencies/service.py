"""Use cases of agencies and categories: a city adds and edits its own; nothing is deleted, an agency is retired."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.events import AgencyChanged, CategoryChanged
from ioc.agencies.models import Agency, Category
from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, Invalid, NotFound


def add_agency(session: Session, actor: Actor, now: datetime, values: dict[str, Any]) -> Agency:
    if session.scalar(select(Agency.id).where(Agency.code == values["code"])):
        raise Conflict(_("Mã %(code)s đã được dùng.", code=values["code"]))
    row = Agency(**values)
    session.add(row)
    session.flush()
    events.append(session, AgencyChanged(fields=sorted(values)), row.id, actor, now)
    return row


def edit_agency(session: Session, actor: Actor, now: datetime, agency_id: int, values: dict[str, Any]) -> Agency:
    row = agency(session, agency_id)
    _set(row, values)
    events.append(session, AgencyChanged(fields=sorted(values)), row.id, actor, now)
    return row


def agency(session: Session, agency_id: int) -> Agency:
    """The agency of this id. Raises NotFound."""
    row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound(_("Không có đơn vị này."))
    return row


def add_category(session: Session, actor: Actor, now: datetime, values: dict[str, Any]) -> Category:
    if session.get(Category, values["code"]):
        raise Conflict(_("Mã %(code)s đã được dùng.", code=values["code"]))
    _agency_must_exist(session, values)
    row = Category(**values)
    session.add(row)
    session.flush()
    _category_changed(session, actor, now, row, values)
    return row


def edit_category(session: Session, actor: Actor, now: datetime, code: str, values: dict[str, Any]) -> Category:
    row = category(session, code, NotFound)
    _agency_must_exist(session, values)
    _set(row, values)
    _category_changed(session, actor, now, row, values)
    return row


def category(session: Session, code: str, error: type[Invalid | NotFound] = Invalid) -> Category:
    """The category of this code. Raises Invalid (or the error asked for)."""
    row = session.get(Category, code)
    if row is None:
        raise error(_("Không có lĩnh vực %(code)s.", code=code))
    return row


def _set(row: Agency | Category, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1


def _agency_must_exist(session: Session, values: dict[str, Any]) -> None:
    if "agency_id" in values and session.get(Agency, values["agency_id"]) is None:
        raise Invalid(_("Không có đơn vị này."), fields=[{"field": "agency_id", "problem": "unknown"}])


def _category_changed(session: Session, actor: Actor, now: datetime, row: Category, values: dict[str, Any]) -> None:
    events.append(session, CategoryChanged(category=row.code, fields=sorted(values)), row.agency_id, actor, now)
