"""Cameras as screens and gateways get them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.cameras.models import Camera
from ioc.kernel.clock import rfc3339, to_ms


def cards(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """CameraCard by id."""
    return {row.id: card(row) for row in session.scalars(select(Camera).where(Camera.id.in_(list(ids))))}


def card(row: Camera) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "key": row.key,
        "name": row.name,
        "lat": row.lat,
        "lon": row.lon,
        "state": row.state,
        "state_at": rfc3339(row.state_at),
        "captured_at": rfc3339(row.captured_at),
        "snapshot_url": picture_url(row),
        "origin": row.origin,
    }


def picture_url(row: Camera) -> str | None:
    """Another address for another picture, so that a browser asks again; None before the first."""
    if row.captured_at is None:
        return None
    return f"/api/v1/cameras/{row.key}/snapshot.jpg?at={to_ms(row.captured_at)}"


def for_gateway(row: Camera) -> dict[str, Any]:
    """With what only the gateway of this camera may know."""
    return {**card(row), "source": row.source, "every_s": row.every_s, "masks": row.masks}


def for_admin(row: Camera) -> dict[str, Any]:
    """Everything but the password."""
    source = {name: value for name, value in row.source.items() if name != "password"}
    return {
        **card(row),
        "source": {**source, "has_password": bool(row.source.get("password"))},
        "every_s": row.every_s,
        "masks": row.masks,
        "edition": row.edition,
        "gateway": row.gateway,
        "ward": row.ward,
        "agency_id": row.agency_id,
        "purpose": row.purpose,
        "legal_basis": row.legal_basis,
        "heard_at": rfc3339(row.heard_at),
    }
