"""RTSP and RTSPS through PyAV: TCP only, key frames only, every wait bounded."""

import time
from collections.abc import Generator
from datetime import UTC, datetime
from urllib.parse import quote

import av

from camera_gateway.sources.address import check_url
from camera_gateway.sources.base import Frame, Pace
from camera_gateway.sources.errors import Ended, SourceError, Stalled, Unreachable, Unreadable, WrongPassword
from camera_gateway.sources.pictures import check_size
from camera_gateway.sources.relay import Relay
from camera_gateway.sources.spec import Bounds, SourceSpec

OPTIONS = {"rtsp_transport": "tcp", "protocol_whitelist": "tcp,rtp,rtsp", "allowed_media_types": "video"}


class RtspSource:
    def __init__(self, spec: SourceSpec, bounds: Bounds) -> None:
        self._spec, self._bounds = spec, bounds
        self._relay: Relay | None = None

    def frames(self) -> Generator[Frame]:
        spec, bounds = self._spec, self._bounds
        target = check_url("rtsp", spec.url, bounds.networks, username=spec.username, password=spec.password)
        relay = self._relay = Relay(target, bounds)
        login = f"{quote(spec.username, safe='')}:{quote(spec.password, safe='')}@" if spec.username else ""
        url = f"rtsp://{login}127.0.0.1:{relay.port}{target.path}"
        try:
            with av.open(url, options=OPTIONS, timeout=(bounds.open_s + bounds.read_s, bounds.read_s)) as container:
                yield from self._decoded(container)
        except (av.FFmpegError, OSError) as exc:
            raise self._meaning(relay, exc) from None  # the original names the address with its password
        finally:
            relay.close()
        raise relay.error or Ended("the camera ended the stream")

    def _decoded(self, container: av.container.InputContainer) -> Generator[Frame]:
        if not container.streams.video:
            raise Unreadable("the camera sends no video")
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        stream.codec_context.thread_count = 1
        check_size(stream.codec_context.width or 1, stream.codec_context.height or 1, self._bounds.max_pixels)
        pace = Pace(self._spec.every_s, time.monotonic)
        key_at = time.monotonic()
        for packet in container.demux(stream):
            if not packet.is_keyframe:
                if time.monotonic() - key_at > self._bounds.key_s:
                    raise Stalled("the camera sends video but no key frame")
                continue
            key_at = time.monotonic()
            for picture in packet.decode():
                check_size(picture.width, picture.height, self._bounds.max_pixels)
                if pace.due():
                    yield Frame(picture.to_ndarray(format="bgr24"), datetime.now(UTC))

    def _meaning(self, relay: Relay, exc: Exception) -> SourceError:
        """What FFmpeg's error was about; the relay knows better, because it saw the camera's answers."""
        if relay.status in (401, 403):
            return WrongPassword(f"the camera answers {relay.status}")
        if relay.error is not None:
            return relay.error
        if not relay.status:
            return Stalled("the camera gives no whole answer")
        said = getattr(exc, "strerror", None) or type(exc).__name__
        if isinstance(exc, av.InvalidDataError):
            return Unreadable(f"the stream does not decode: {said}")
        return Unreachable(f"the stream broke: {said}")

    def close(self) -> None:
        if self._relay is not None:
            self._relay.close()
