"""HTTP MJPEG: a picture is decoded only when one is due; all others are read and forgotten."""

import time
from collections.abc import Generator
from datetime import UTC, datetime

from camera_gateway.sources.address import check_url
from camera_gateway.sources.base import Frame, Pace
from camera_gateway.sources.errors import Ended
from camera_gateway.sources.http_get import get
from camera_gateway.sources.multipart import boundary_of, parts
from camera_gateway.sources.pictures import decode_jpeg
from camera_gateway.sources.spec import Bounds, SourceSpec
from camera_gateway.sources.wire import Hold

SLACK_BYTES = 128 * 1024  # part header and the reader's own buffer


class MjpegSource:
    def __init__(self, spec: SourceSpec, bounds: Bounds) -> None:
        self._spec, self._bounds = spec, bounds
        self._hold = Hold()

    def frames(self) -> Generator[Frame]:
        spec, bounds = self._spec, self._bounds
        target = check_url("mjpeg", spec.url, bounds.networks, username=spec.username, password=spec.password)
        answer = get(target, bounds, self._hold)
        pace = Pace(spec.every_s, time.monotonic)

        def grant() -> None:
            if self._hold.closed.is_set():
                raise Ended("closed")
            answer.wire.grant(bounds.read_s, bounds.max_bytes + SLACK_BYTES)

        try:
            for part in parts(answer.response, boundary_of(answer.content_type), bounds.max_bytes, grant):
                if pace.due():
                    yield Frame(decode_jpeg(part, bounds.max_pixels), datetime.now(UTC))
        finally:
            answer.close()

    def close(self) -> None:
        self._hold.close()
