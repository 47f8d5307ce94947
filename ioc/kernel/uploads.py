"""Pictures that people send, looked at before they are kept: size, header, bounds. Nothing is decoded here."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from flask_babel import gettext as _

from ioc.kernel.errors import Invalid, TooMuch
from ioc.kernel.exif import position

MAX_SIDE = 16_384
MAX_PIXELS = 64_000_000  # what the worker may decode: about 200 MB of memory
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # SOF markers; the three others are DHT, JPG and DAC
JPEG_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
MOST_SEGMENTS = 1_000  # a camera writes a few dozen before its first scan
FILL = re.compile(rb"\xff*")


@dataclass(frozen=True, slots=True)
class Picture:
    """One upload whose header is that of a picture. `lon`, `lat`: where it was taken, if it says so (WGS 84)."""

    data: bytes
    mime: str
    width: int
    height: int
    lon: float | None = None
    lat: float | None = None


def read_picture(stream: IO[bytes], max_mb: float) -> Picture:
    """Reads at most `max_mb`. Raises TooMuch (413) or Invalid (422) with a sentence for whoever sent it."""
    limit = int(max_mb * 1_000_000)
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooMuch(_("Ảnh lớn quá: mỗi ảnh tối đa %(mb)s MB.", mb=f"{max_mb:g}"))
    if not data:
        raise Invalid(_("Tệp rỗng, không có ảnh nào trong đó."))
    mime, (width, height) = _header(data)
    if width < 1 or height < 1:
        raise Invalid(_("Ảnh bị hỏng, không đọc được kích thước."))
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise Invalid(_("Ảnh có quá nhiều điểm ảnh: %(w)s × %(h)s.", w=width, h=height))
    lon, lat = position(data, mime) or (None, None)
    return Picture(data, mime, width, height, lon, lat)


def _header(data: bytes) -> tuple[str, tuple[int, int]]:
    """Media type by the first bytes (names and declared types lie), and the bounds the header claims."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            return "image/png", struct.unpack(">II", data[16:24])
        if data.startswith(b"\xff\xd8\xff"):
            return "image/jpeg", _jpeg_bounds(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return "image/webp", _webp_bounds(data)
    except (struct.error, IndexError):
        raise Invalid(_("Ảnh bị hỏng, không đọc được kích thước.")) from None
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise Invalid(_("Ảnh HEIC chưa đọc được: hãy gửi ảnh JPEG, PNG hoặc WebP."))
    raise Invalid(_("Tệp này không phải là ảnh JPEG, PNG hoặc WebP."))


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment's content, up to the first scan. Raises IndexError when cut short.

    Work is bounded: fill bytes are skipped at once, and who needs more than MOST_SEGMENTS is no camera.
    """
    at = 2
    for _turn in range(MOST_SEGMENTS):
        if data[at] != 0xFF:  # noqa: PLR2004 - every marker begins with FF
            return
        at = cast(re.Match[bytes], FILL.match(data, at)).end()  # FF may be repeated before the marker
        marker = data[at]
        if marker in JPEG_BARE:
            at += 1
        else:
            length = (data[at + 1] << 8) + data[at + 2]
            yield marker, at + 3, at + 1 + length
            at += 1 + max(2, length)


def _jpeg_bounds(data: bytes) -> tuple[int, int]:
    for marker, start, _end in jpeg_segments(data):
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[start + 1 : start + 5])
            return width, height
        if marker == 0xDA:  # noqa: PLR2004 - SOS: a scan before any frame
            break
    return 0, 0


def _webp_bounds(data: bytes) -> tuple[int, int]:
    """RFC 9649: the three kinds of first chunk."""
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
