"""A video file or one JPEG, played in real time and in a loop: for demonstrations and tests."""

import os
import time
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from threading import Event

import av

from camera_gateway.sources.address import open_file
from camera_gateway.sources.base import Frame, Pace, Pixels
from camera_gateway.sources.errors import Unreadable
from camera_gateway.sources.pictures import SOI, check_size, decode_jpeg
from camera_gateway.sources.spec import Bounds, SourceSpec

# Containers that hold their own media. A playlist or a concat script would open other files.
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,h264,hevc,mjpeg"
OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}


class FileSource:
    def __init__(self, spec: SourceSpec, bounds: Bounds) -> None:
        self._spec, self._bounds = spec, bounds
        self._closed = Event()

    def frames(self) -> Generator[Frame]:
        pace = Pace(self._spec.every_s, time.monotonic)
        while not self._closed.is_set():
            began = time.monotonic()
            handle = open_file(self._spec.url, self._bounds.file_roots)
            with os.fdopen(handle, "rb") as file:
                still = file.read(2) == SOI
                file.seek(0)
                if still:
                    pixels = decode_jpeg(file.read(self._bounds.max_bytes), self._bounds.max_pixels)
                    yield Frame(pixels, datetime.now(UTC))
                    self._closed.wait(self._spec.every_s)
                    continue
                for at_s, pixels in self._pictures(file):
                    self._closed.wait(max(0.0, began + at_s - time.monotonic()))
                    if self._closed.is_set():
                        return
                    if pace.due():
                        yield Frame(pixels, datetime.now(UTC))

    def _pictures(self, file: object) -> Iterator[tuple[float, Pixels]]:
        try:
            with av.open(file, options=OPTIONS) as container:
                if not container.streams.video:
                    raise Unreadable("the file holds no video")
                stream = container.streams.video[0]
                check_size(stream.codec_context.width or 1, stream.codec_context.height or 1, self._bounds.max_pixels)
                found = False
                for picture in container.decode(stream):
                    found = True
                    yield float(picture.time or 0.0), picture.to_ndarray(format="bgr24")
        except av.FFmpegError as exc:
            raise Unreadable(f"the file does not decode: {exc.strerror}") from exc
        if not found:
            raise Unreadable("the file holds no picture")

    def close(self) -> None:
        self._closed.set()
