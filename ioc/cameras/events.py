"""Facts of cameras. A new picture is not one: see decision 0014."""

from typing import ClassVar

from ioc.kernel.events import ALL, Audiences, Fact, fact

SHOWN: Audiences = {"staff": ALL, "wall": ALL}


class CameraFact(Fact):
    subject: ClassVar[str] = "camera"
    audiences: ClassVar[Audiences] = SHOWN


@fact
class CameraRegistered(CameraFact):
    kind: ClassVar[str] = "camera.registered"
    gateway: str


@fact
class CameraChanged(CameraFact):
    """Somebody edited it; `fields` names what."""

    kind: ClassVar[str] = "camera.changed"
    fields: list[str]


@fact
class CameraStateChanged(CameraFact):
    """`silent`: nobody said so, its gateway fell silent."""

    kind: ClassVar[str] = "camera.state_changed"
    state: str
    was: str
    silent: bool = False


@fact
class CameraHeld(CameraFact):
    """A picture was put by as evidence for an incident."""

    kind: ClassVar[str] = "camera.held"
    audiences: ClassVar[Audiences] = {"staff": ALL}
    incident_id: int
    snapshot_id: int
