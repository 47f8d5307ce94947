"""A camera's picture that is held for an incident hangs on the incident too."""

from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from ioc.cameras.models import CameraSnapshot
from ioc.cameras.pictures import path_of
from ioc.incidents import service
from ioc.kernel.actor import Actor
from ioc.kernel.config import Home
from ioc.kernel.events import Event
from ioc.kernel.http import Services
from ioc.kernel.uploads import read_picture

LARGEST_MB = 8


def attach_held(session: Session, row: Event, now: datetime) -> None:
    """Policy of camera.held. Raises NotFound when there is no such incident: then nothing is held either."""
    held: Services = session.info["services"]
    home: Home = held.settings.home
    snapshot = session.get_one(CameraSnapshot, row.data["snapshot_id"])
    picture = read_picture(BytesIO(path_of(home, snapshot.key).read_bytes()), LARGEST_MB)
    who = Actor(row.actor_kind, row.actor_id, role="system")  # type: ignore[arg-type] # the log keeps the kind as text
    service.attach(
        session, who, now, home, row.data["incident_id"], picture, "evidence", device_at=snapshot.captured_at
    )
