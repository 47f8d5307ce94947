"""The kinds of cameras. A new kind is a class and a line here."""

from camera_gateway.sources.base import Source, SourceFactory
from camera_gateway.sources.errors import Refused
from camera_gateway.sources.file import FileSource
from camera_gateway.sources.mjpeg import MjpegSource
from camera_gateway.sources.rtsp import RtspSource
from camera_gateway.sources.snapshot import SnapshotSource
from camera_gateway.sources.spec import Bounds, SourceSpec

KINDS: dict[str, SourceFactory] = {
    "rtsp": RtspSource,
    "mjpeg": MjpegSource,
    "snapshot": SnapshotSource,
    "file": FileSource,
}


def open_source(spec: SourceSpec, bounds: Bounds) -> Source:
    """The source of this kind, not yet connected: it connects when its first frame is asked for."""
    factory = KINDS.get(spec.kind)
    if factory is None:
        raise Refused(f"unknown kind of source {spec.kind!r}; known are {', '.join(KINDS)}")
    return factory(spec, bounds)
