"""The demo city's cameras: moving pictures made by the program, seen only through public doors.

stage = CameraStage([DemoCamera("dap-da-1", "Đập Đá 1", seed=3, style="river")], port, folder)
stage.start()
stage.set_rain(0.8)                  # all cameras; or set_rain(0.8, "dap-da-1")
stage.set_water("dap-da-1", 0.42)    # metres over the lowest point of that street
stage.source("dap-da-1")             # what to register with the centre: {"kind": …, "url": …}
"""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import cv2

from demo.cameras.scenes import DemoCamera, Scene, Trouble
from demo.cameras.serve import Server
from demo.cameras.weather import Weather

__all__ = ["CameraStage", "DemoCamera"]


class CameraStage:
    """`now` gives the city's time with its zone: it moves the sun and the burned-in clock."""

    def __init__(
        self,
        cameras: Sequence[DemoCamera],
        port: int,
        folder: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._scenes = {camera.key: Scene(camera, folder, now) for camera in cameras}
        self._server = Server(self._scenes, port)

    def start(self) -> None:
        """Answers at once; a camera whose street is not drawn yet says 503, as one that boots does."""
        cv2.setNumThreads(1)
        self._server.start()
        threading.Thread(target=self._prepare, name="demo-streets", daemon=True).start()

    def stop(self) -> None:
        self._server.stop()

    def ready(self, key: str) -> bool:
        """Whether its street is drawn, so that it answers with pictures."""
        return self._scenes[key].ready

    def source(self, key: str) -> dict[str, str]:
        kind = self._scenes[key].camera.kind
        path = f"mjpeg/{key}" if kind == "mjpeg" else f"snap/{key}.jpg"
        return {"kind": kind, "url": f"http://127.0.0.1:{self._server.port}/{path}"}

    def set_rain(self, amount: float, key: str | None = None) -> None:
        for name, scene in self._scenes.items():
            if key in (None, name):
                scene.set_rain(amount)

    def weather(self, key: str) -> Weather:
        return self._scenes[key].weather

    def set_water(self, key: str, metres: float) -> None:
        self._scenes[key].set_water(metres)

    def set_trouble(self, key: str, trouble: Trouble) -> None:
        """ "frozen", "dark", "covered", "blurred", "hung", or "" for none."""
        self._scenes[key].trouble = trouble

    def _prepare(self) -> None:
        for scene in self._scenes.values():
            scene.prepare()
