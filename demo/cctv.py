"""The city's cameras: their streets live under the same rain and water as the drains beside them."""

from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from demo.cameras import CameraStage, DemoCamera
from demo.cameras.scenes import Trouble
from demo.cameras.street import Style
from demo.doors import Api, Refused
from demo.siting import Camera
from demo.town_day import STREET_CM, TownDay
from ioc.kernel.config import Settings

EVERY_S = 3.0
STEP_S = 2.0
FULL_RAIN_MM_H = 75.0
STYLES: tuple[Style, ...] = ("river", "crossing", "avenue", "shops")
STREAMING = 4  # every fourth camera streams, the others are asked picture by picture
TROUBLES: tuple[Trouble, ...] = ("hung", "frozen", "blurred", "covered")
TROUBLE_EVERY_S, TROUBLE_S = 1500.0, 240.0


def scenes(cameras: list[Camera], seed: int) -> list[DemoCamera]:
    """What stands around each camera: the same for the same city, and no two neighbours alike."""
    return [
        DemoCamera(
            key=camera.id,
            name=camera.name,
            seed=seed * 1000 + number,
            style=STYLES[number % len(STYLES)],
            kind="mjpeg" if number % STREAMING == 0 else "snapshot",
            busy=0.7 + 0.2 * (number % 4),
        )
        for number, camera in enumerate(cameras)
    ]


class Cctv:
    def __init__(self, cameras: list[Camera], day: TownDay, settings: Settings, zone: str) -> None:
        self._cameras = cameras
        self._day = day
        self._chance = Random(f"cctv {settings.config.demo.seed}")
        folder = settings.home.root / "demo" / "cameras"
        local = ZoneInfo(zone)
        shown = scenes(cameras, settings.config.demo.seed)
        self.stage = CameraStage(shown, settings.demo_camera_port, folder, lambda: datetime.now(local))
        self._gateway = settings.config.cameras.gateway
        self._drain = [_nearest(camera, day.bodies["drainage"]) for camera in cameras]
        self._troubled: tuple[str, float] | None = None
        self._next_trouble = day.t + self._chance.uniform(300, TROUBLE_EVERY_S)

    def start(self) -> None:
        self.step()
        self.stage.start()

    def stop(self) -> None:
        self.stage.stop()

    def register(self, admin: Api, camera: Camera) -> None:
        """Registers it; one that is known, but whose door has moved, is told so."""
        source = self.stage.source(camera.id)
        try:
            admin.post("/api/v1/cameras", self._body(camera, source))
        except Refused as refusal:
            if refusal.status != 409:  # noqa: PLR2004 - HTTP: it is there already
                raise
            now = admin.get(f"/api/v1/cameras/{camera.id}").get("source", {})
            if {name: now.get(name) for name in source} != source:
                admin.patch(f"/api/v1/cameras/{camera.id}", {"source": source})

    def drawn(self) -> list[Camera]:
        return [camera for camera in self._cameras if self.stage.ready(camera.id)]

    def step(self) -> None:
        """The weather of this moment, and now and then a camera that fails as cameras do."""
        self.stage.set_rain(min(1.0, self._day.rain / FULL_RAIN_MM_H))
        for camera, drain in zip(self._cameras, self._drain, strict=True):
            puddles = 0.02 * min(1.0, self._day.rain / 20)
            above = 0.0 if drain is None else float(self._day.water.level_cm[drain]) - STREET_CM
            self.stage.set_water(camera.id, max(puddles, above / 100 if above > 0 else 0.0))
        self._fail()

    def _fail(self) -> None:
        now = self._day.t
        if self._troubled is not None and now > self._troubled[1]:
            self.stage.set_trouble(self._troubled[0], "")
            self._troubled = None
        if self._troubled is None and now > self._next_trouble and self._cameras:
            key = self._chance.choice(self._cameras).id
            self.stage.set_trouble(key, self._chance.choice(TROUBLES))
            self._troubled = key, now + TROUBLE_S
            self._next_trouble = now + TROUBLE_S + self._chance.uniform(0.5, 1.5) * TROUBLE_EVERY_S

    def _body(self, camera: Camera, source: dict[str, str]) -> dict[str, Any]:
        return {
            "key": camera.id,
            "name": camera.name,
            "lat": round(camera.lat, 6),
            "lon": round(camera.lon, 6),
            "source": source,
            "gateway": self._gateway,
            "every_s": EVERY_S,
            "purpose": "Theo dõi giao thông và ngập nước",
            "legal_basis": "Mô phỏng, không có người thật",
        }


def _nearest(camera: Camera, drains: list[dict[str, Any]]) -> int | None:
    """The drain whose water this camera sees."""
    if not drains:
        return None
    far = [np.hypot(body["lon"] - camera.lon, body["lat"] - camera.lat) for body in drains]
    return int(np.argmin(far))


def open_cameras(cameras: list[Camera], day: TownDay, settings: Settings, zone: str, say: Any) -> Cctv | None:
    """None, and a sentence, when the port is taken: the rest of the city does not wait for its cameras."""
    try:
        return Cctv(cameras, day, settings, zone)
    except OSError as error:
        say(f"demo.camera_port {settings.demo_camera_port}: {error.strerror}; the demo runs without cameras")
        return None


def live(cctv: Cctv, admin: Api, stopping: Any, say: Any) -> None:
    """The thread of the cameras: each is registered as soon as it has something to show."""
    cctv.start()
    known: set[str] = set()
    while not stopping.wait(STEP_S):
        cctv.step()
        for camera in cctv.drawn():
            if camera.id in known:
                continue
            try:
                cctv.register(admin, camera)
            except (Refused, OSError) as error:
                say(f"camera {camera.id}: {error}")
            known.add(camera.id)
    cctv.stop()
