"""GET /healthz: is the centre alive, part by part, and how old is each part's last sign of life.

503 when something without which the centre does not work is gone; a silent camera gateway or worker, or a disk that
runs low, is `degraded`, with 200. GET /healthz/strict answers 503 there too (docs/decisions/0068).
"""

import json
import shutil
import time
from datetime import datetime
from typing import Any

from flask import Blueprint
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ioc.accounts.guard import needs
from ioc.accounts.permissions import PUBLIC
from ioc.cameras.models import Camera
from ioc.kernel.clock import now, parse
from ioc.kernel.http import Services, services
from ioc.sensors.models import SliceLease
from ioc.sensors.service.accounts import LEASE

bp = Blueprint("health", __name__)

FEED_OLD_S, INGEST_OLD_S, GATEWAY_OLD_S, WORKER_OLD_S = 10.0, LEASE.total_seconds(), 90.0, 30.0
GONE = 10  # times as long as it takes to be late
VITAL = ("db", "broker", "feed", "ingest")
MB = 10**6
FULL_MB, LOW_MB = 50, 1000  # of IOC_HOME: too little for what comes in now; enough for some days, or hours of photos


@bp.get("/healthz")
@needs(PUBLIC)
def healthz() -> Any:
    """Status and age of db, broker, feed, ingest, gateway, worker and disk."""
    health = parts(services(), now())
    return {"status": overall(health), **health}, 503 if overall(health) == "down" else 200


@bp.get("/healthz/strict")
@needs(PUBLIC)
def strict() -> Any:
    """The same for a monitor that looks at the number only: 503 unless all is well."""
    health = parts(services(), now())
    return {"status": overall(health), **health}, 200 if overall(health) == "ok" else 503


def overall(health: dict[str, dict[str, Any]]) -> str:
    """ok, degraded (it works, somebody should look) or down (it does not work)."""
    said = {name: part["status"] for name, part in health.items()}
    if any(said[name] != "ok" for name in VITAL) or said["disk"] == "full":
        return "down"
    return "ok" if set(said.values()) <= {"ok", "none"} else "degraded"


def parts(held: Services, at: datetime) -> dict[str, dict[str, Any]]:
    """Each part's status and age; /admin shows the same.

    ok; old (late); down (gone); none (there is none here); unknown. Of the disk: ok, low, full.
    """
    began = time.monotonic()
    try:
        with held.db.read() as session:
            stored = {"ingest": _ingest(session, held, at), "gateway": _gateway(session, at)}
    except SQLAlchemyError:
        away = {"status": "unknown", "age_s": None}
        return {"db": {"status": "down", "age_s": None}, "ingest": away, "gateway": away, **_own(held)}
    return {"db": {"status": "ok", "age_s": round(time.monotonic() - began, 3)}, **stored, **_own(held)}


def _own(held: Services) -> dict[str, dict[str, Any]]:
    """What this process knows by itself: its feed, and its connection to the broker (put there by realtime.server)."""
    feed, bus = held.extra.get("feed"), held.extra.get("bus")
    alive = getattr(feed, "alive_at", 0.0)
    age = time.monotonic() - alive if alive else None
    connected = bus is not None and bus.client.is_connected()
    return {
        "feed": _part(age, FEED_OLD_S),
        "broker": {"status": "ok" if connected else "down", "age_s": 0.0 if connected else None},
        "worker": _worker(held, now()),
        "disk": _disk(held),
    }


def _disk(held: Services) -> dict[str, Any]:
    """Of IOC_HOME: photos, reports of watches, and the database where it is SQLite."""
    try:
        free = shutil.disk_usage(held.settings.home.root).free // MB
    except OSError:
        return {"status": "unknown", "age_s": None, "free_mb": None}
    status = "full" if free < FULL_MB else "low" if free < LOW_MB else "ok"
    return {"status": status, "age_s": 0.0, "free_mb": free}


def _ingest(session: Session, held: Services, at: datetime) -> dict[str, Any]:
    """The slice whose process was seen longest ago decides; every configured slice needs one."""
    until = dict(session.execute(select(SliceLease.slice, SliceLease.until)).tuples().all())
    ages = [
        (at - (until[name] - LEASE)).total_seconds() if name in until else None
        for name in held.settings.config.mqtt.slices
    ]
    known = [age for age in ages if age is not None]
    return _part(max(known) if known and len(known) == len(ages) else None, INGEST_OLD_S)


def _worker(held: Services, at: datetime) -> dict[str, Any]:
    """By the note it leaves under IOC_HOME/run; `none` where there is none: it has never run, or on another machine."""
    try:
        told = json.loads((held.settings.home.root / "run" / "worker.json").read_text("utf-8"))["at"]
        return _part((at - parse(told)).total_seconds(), WORKER_OLD_S)
    except (OSError, ValueError, KeyError, TypeError):
        return {"status": "none", "age_s": None}


def _gateway(session: Session, at: datetime) -> dict[str, Any]:
    """The gateway heard longest ago; `none` where no camera is registered."""
    heard = select(func.max(Camera.heard_at)).group_by(Camera.gateway)
    times = session.scalars(heard).all()
    if not times:
        return {"status": "none", "age_s": None}
    known = [(at - time_).total_seconds() for time_ in times if time_ is not None]
    return _part(max(known) if len(known) == len(times) else None, GATEWAY_OLD_S)


def _part(age: float | None, old_s: float) -> dict[str, Any]:
    if age is None:
        return {"status": "down", "age_s": None}
    age = max(0.0, age)
    status = "ok" if age <= old_s else "old" if age <= GONE * old_s else "down"
    return {"status": status, "age_s": round(age, 1)}
