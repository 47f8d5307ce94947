"""The demo's cameras: put up at the town's camera sites, registered with the centre, wet when it rains."""

import socket
from datetime import datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from demo.cameras import CameraStage, DemoCamera
from demo.cameras.street import Style
from demo.doors import Api, Refused
from demo.siting import Camera
from ioc.kernel.config import Home
from ioc.kernel.geo import metres

HEAVY_MM_H = 70.0
NEAR_M = 220.0
STREET_CM = 150.0
TROUBLED = 5  # this one's glass is covered now and then: a fault for the officers to see
TROUBLE_EVERY_S, TROUBLE_S = 1500.0, 240.0
Levels = list[tuple[float, float, float]]


class Eyes:
    """`levels` of `step`: lon, lat and centimetres of every drain."""

    def __init__(self, sites: list[Camera], count: int, zone: str, home: Home, seed: int) -> None:
        styles = get_args(Style)
        self._sites = sites[:count]
        cameras = [
            DemoCamera(
                site.id.lower(), site.name, seed + n, styles[n % len(styles)], "mjpeg" if n % 3 == 0 else "snapshot"
            )
            for n, site in enumerate(self._sites)
        ]
        port = _port(home.dir("run") / "demo-cameras-port")
        folder = home.dir("demo") / "cameras"
        folder.mkdir(parents=True, exist_ok=True)
        self._stage = CameraStage(cameras, port, folder, lambda: datetime.now(ZoneInfo(zone)))

    def open(self, api: Api) -> None:
        """Starts the pictures and registers every camera, or tells the centre where it is now."""
        self._stage.start()
        for site in self._sites:
            key = site.id.lower()
            source = self._stage.source(key)
            body = {"key": key, "name": site.name, "lat": site.lat, "lon": site.lon, "source": source}
            words = {"purpose": "Theo dõi ngập và giao thông", "legal_basis": "Mô phỏng, không có người thật"}
            try:
                api.post("/api/v1/cameras", {**body, **words})
            except Refused as refusal:
                if refusal.status != 409:  # noqa: PLR2004 - HTTP: it is there already
                    raise
                api.patch(f"/api/v1/cameras/{key}", {"source": source})

    def step(self, t: float, rain_mm_h: float, levels: Levels) -> None:
        self._stage.set_rain(min(1.0, rain_mm_h / HEAVY_MM_H))
        for site in self._sites:
            near = [cm for lon, lat, cm in levels if metres(lon, lat, site.lon, site.lat) < NEAR_M]
            above = max(near, default=0.0) - STREET_CM + 40
            self._stage.set_water(site.id.lower(), max(0.0, min(0.9, above / 100)))
        if len(self._sites) > TROUBLED:
            covered = t % TROUBLE_EVERY_S > TROUBLE_EVERY_S - TROUBLE_S
            self._stage.set_trouble(self._sites[TROUBLED].id.lower(), "covered" if covered else "")

    def close(self) -> None:
        self._stage.stop()


def _port(remembered: Path) -> int:
    """The port of the last time while it is free, so that addresses stay; else any."""
    wanted = int(remembered.read_text()) if remembered.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            found = int(sock.getsockname()[1])
            break
    remembered.write_text(str(found))
    return found
