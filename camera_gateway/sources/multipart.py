"""Parts of a multipart/x-mixed-replace body, as cameras send it: with and without Content-Length, boundaries
quoted, unquoted, or written with their dashes. Each part is bounded in header and body."""

import re
from collections.abc import Callable, Iterator
from typing import Protocol

from camera_gateway.sources.errors import Ended, Unreadable

HEADER_BYTES = 8 * 1024
LINE_BYTES = 1024
_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)


class Reader(Protocol):
    def readline(self, size: int = ..., /) -> bytes: ...
    def read(self, size: int = ..., /) -> bytes: ...


def boundary_of(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().strip().startswith("multipart/") or found is None:
        raise Unreadable(f"not a motion JPEG stream but {content_type[:80]!r}")
    text = found[1] or found[2]
    return b"--" + text.removeprefix("--").encode("latin-1", "replace")


def parts(reader: Reader, boundary: bytes, max_bytes: int, grant: Callable[[], None]) -> Iterator[bytes]:
    """Each part's body; `grant` is called before each part to renew deadline and budget."""
    while True:
        grant()
        _skip_to(reader, boundary)
        length = _header(reader)
        yield (_exactly(reader, length, max_bytes) if length is not None else _until(reader, boundary, max_bytes))


def _line(reader: Reader) -> bytes:
    line = reader.readline(LINE_BYTES)
    if not line:
        raise Ended("the camera closed the stream")
    return line


def _skip_to(reader: Reader, boundary: bytes) -> None:
    while True:
        line = _line(reader).rstrip()
        if line == boundary + b"--":
            raise Ended("the camera ended the stream")
        if line == boundary:
            return


def _header(reader: Reader) -> int | None:
    seen, length = 0, None
    while (line := _line(reader)).strip():
        seen += len(line)
        if seen > HEADER_BYTES:
            raise Unreadable("a part header without end")
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            if not value.strip().isdigit() or len(value) > LINE_BYTES // 32:
                raise Unreadable("a part without a readable length")
            length = int(value)
    return length


def _exactly(reader: Reader, length: int, max_bytes: int) -> bytes:
    if length > max_bytes:
        raise Unreadable(f"a part of {length} bytes is larger than a picture may be")
    data = reader.read(length)
    if len(data) < length:
        raise Ended("the camera closed the stream within a picture")
    return data


def _until(reader: Reader, boundary: bytes, max_bytes: int) -> bytes:
    """Without a length the picture ends at its end marker that is followed by the next boundary line."""
    data = bytearray()
    while len(data) <= max_bytes:
        line = _line(reader)
        data += line
        end = data.rfind(b"\xff\xd9", max(0, len(data) - len(line) - 2))
        if end >= 0 and data[end + 2 :].strip() in (b"", boundary):
            return bytes(data[: end + 2])
    raise Unreadable("a part without end")
