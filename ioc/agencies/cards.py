"""Agencies and categories as screens get them: reference data of the snapshot."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency, Category


def agencies(session: Session) -> list[dict[str, Any]]:
    """All agencies that work, by code."""
    return [agency_card(row) for row in session.scalars(select(Agency).where(Agency.active).order_by(Agency.code))]


def categories(session: Session) -> list[dict[str, Any]]:
    """All categories in the city's order."""
    return [category_card(row) for row in session.scalars(select(Category).order_by(Category.rank, Category.code))]


def cards(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    return {row.id: agency_card(row) for row in session.scalars(select(Agency).where(Agency.id.in_(list(ids))))}


def agency_card(row: Agency) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "short": row.short or row.name,
        "short_en": row.short_en or row.name_en,
        "capacity": row.capacity,
        "phone": row.phone,
        "active": row.active,
    }


def category_card(row: Category) -> dict[str, Any]:
    return {
        "code": row.code,
        "version": row.version,
        "name": row.name,
        "name_en": row.name_en,
        "short": row.short,
        "short_en": row.short_en,
        "icon": row.icon,
        "agency_id": row.agency_id,
        "priority": row.priority,
        "resolve_within_h": row.resolve_within_h,
        "skills": row.skills,
        "checklist": row.checklist,
        "public": row.public,
    }
