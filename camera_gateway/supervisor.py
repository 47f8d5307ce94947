"""The loop of the gateway's own process: cameras from the centre, workers, states, and what must be told."""

import logging
import threading
import time
from collections import Counter
from typing import Any

from camera_gateway.centre import Centre
from camera_gateway.fleet import Fleet
from camera_gateway.health import Wards
from camera_gateway.posts import Post
from camera_gateway.registry import Registry
from camera_gateway.settings import GatewaySettings, token
from camera_gateway.shapes import Order
from camera_gateway.status import Status

log = logging.getLogger(__name__)
ROUND_S = 0.5
STATUS_S = 30.0


class Supervisor:
    def __init__(self, settings: GatewaySettings, status: Status | None = None) -> None:
        self._settings = settings
        section = settings.section
        self.stopping = threading.Event()
        self._fleet = Fleet(section.per_worker, section.memory_limit_mb)
        self._wards = Wards(settings.limits, section.every_s)
        self._registry = Registry(self._centre(), section.gateway)
        self._post: Post[dict[str, Any]] = Post("health", self._centre().post_health)
        self._status = status
        self._status_at = 0.0

    def run(self) -> None:
        """Until `stopping` is set. Call it from the main thread: workers die with the thread that starts them."""
        try:
            while not self.stopping.wait(ROUND_S):
                self._round(time.monotonic())
        finally:
            self._registry.stop()
            self._post.stop()
            self._fleet.stop()
            if self._status is not None:
                self._status.stop()

    def _round(self, now: float) -> None:
        cameras = self._registry.cameras
        self._wards.keep(cameras, now)
        self._fleet.tend(cameras, self._order())
        self._wards.hear(self._fleet.beats(), now)
        for key, health in self._wards.news(now):
            log.info("camera %s: %s %s", key, health["state"], health["detail"])
            self._post.put(key, health)
        if self._status is not None and now - self._status_at >= STATUS_S:
            self._status_at = now
            self._status.tell(dict(Counter(state.value for state in self._wards.states().values() if state)))

    def _centre(self) -> Centre:
        settings = self._settings
        return Centre(settings.centre, lambda: token(settings.token_file), settings.section.centre_ca)

    def _order(self) -> Order:
        settings, section = self._settings, self._settings.section
        return Order(
            cameras=(),
            every_s=section.every_s,
            width=section.snapshot_width,
            quality=section.snapshot_quality,
            centre=settings.centre,
            token=token(settings.token_file),
            centre_ca=section.centre_ca,
            networks=tuple(str(allowed) for allowed in settings.bounds.networks),
            file_roots=tuple(str(root) for root in settings.bounds.file_roots),
            open_s=section.open_s,
            read_s=section.read_s,
            camera_ca=str(settings.bounds.ca_file or ""),
        )
