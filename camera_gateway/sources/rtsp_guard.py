"""Reads the camera's side of an RTSP connection (RFC 2326) as it passes: no redirect, no endless header.

FFmpeg follows a 3xx to wherever it points. Here it never sees one: text messages are held back until they are
complete and judged, interleaved media (`$`, channel, length) passes as it comes.
"""

import re

from camera_gateway.sources.errors import Refused, Unreadable

HEADER_BYTES = 64 * 1024
BODY_BYTES = 256 * 1024
_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"^RTSP/\d\.\d (\d{3})")
_DOLLAR = 0x24


class RtspGuard:
    def __init__(self) -> None:
        self.status = 0
        self._held = bytearray()
        self._passing = 0

    def feed(self, data: bytes) -> bytes:
        """What may be passed on now; raises Refused on a redirect and Unreadable on nonsense."""
        self._held += data
        out = bytearray()
        while self._held:
            ready = self._media() if self._passing or self._held[0] == _DOLLAR else self._message()
            if not ready:
                break
            out += self._held[:ready]
            del self._held[:ready]
        return bytes(out)

    def _media(self) -> int:
        """Bytes of the interleaved packet at the front that can go."""
        if not self._passing:
            if len(self._held) < 4:  # noqa: PLR2004  # `$`, channel, two bytes of length
                return 0
            self._passing = 4 + int.from_bytes(self._held[2:4], "big")
        ready = min(self._passing, len(self._held))
        self._passing -= ready
        return ready

    def _message(self) -> int:
        """Length of the whole text message at the front, 0 while it is incomplete."""
        while self._held and self._held[0] in b"\r\n":
            del self._held[:1]
        found = _END.search(self._held, 0, HEADER_BYTES)
        if found is None:
            if len(self._held) >= HEADER_BYTES:
                raise Unreadable("an RTSP header without end")
            return 0
        length = found.end() + self._judge(bytes(self._held[: found.end()]))
        return length if len(self._held) >= length else 0

    def _judge(self, head: bytes) -> int:
        """The length of the body; raises when FFmpeg would read this header otherwise than we do."""
        lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
        status = _STATUS.match(lines[0])
        if status is not None:
            self.status = int(status[1])
            if self.status // 100 == 3:  # noqa: PLR2004  # any redirection
                raise Refused(f"the camera answers {self.status} and wants to send us elsewhere")
        if any(line.startswith(b"$") for line in lines):
            raise Unreadable("media inside an RTSP header")
        lengths = [v for k, _, v in (line.partition(b":") for line in lines[1:]) if _is_length(k)]
        if not lengths:
            return 0
        if len(lengths) > 1 or not lengths[0].strip().isdigit() or int(lengths[0]) > BODY_BYTES:
            raise Unreadable("an RTSP message without a readable length")
        return int(lengths[0])


def _is_length(name: bytes) -> bool:
    return name.strip().lower() == b"content-length"
