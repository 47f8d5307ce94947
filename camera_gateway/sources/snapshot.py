"""Snapshot URL: one GET per picture, as often as asked."""

import time
from collections.abc import Generator
from datetime import UTC, datetime

from camera_gateway.sources.address import Target, check_url
from camera_gateway.sources.base import Frame
from camera_gateway.sources.errors import Unreadable
from camera_gateway.sources.http_get import get
from camera_gateway.sources.pictures import decode_jpeg
from camera_gateway.sources.spec import Bounds, SourceSpec
from camera_gateway.sources.wire import Hold

SLACK_BYTES = 128 * 1024


class SnapshotSource:
    def __init__(self, spec: SourceSpec, bounds: Bounds) -> None:
        self._spec, self._bounds = spec, bounds
        self._hold = Hold()

    def frames(self) -> Generator[Frame]:
        spec, bounds = self._spec, self._bounds
        target = check_url("snapshot", spec.url, bounds.networks, username=spec.username, password=spec.password)
        while not self._hold.closed.is_set():
            began = time.monotonic()
            yield Frame(decode_jpeg(self._fetch(target), bounds.max_pixels), datetime.now(UTC))
            self._hold.closed.wait(max(0.0, spec.every_s - (time.monotonic() - began)))

    def _fetch(self, target: Target) -> bytes:
        bounds = self._bounds
        answer = get(target, bounds, self._hold)
        try:
            answer.wire.grant(bounds.read_s, bounds.max_bytes + SLACK_BYTES)
            data = answer.response.read(bounds.max_bytes + 1)
        finally:
            answer.close()
        if len(data) > bounds.max_bytes:
            raise Unreadable("the camera sends more than one picture may hold")
        return data

    def close(self) -> None:
        self._hold.close()
