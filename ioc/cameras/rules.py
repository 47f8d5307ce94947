"""Pure rules of cameras: states, sources, silence. Standard library only."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

ONLINE, OFFLINE, MASKED = "online", "offline", "masked"
STATES = (ONLINE, "stale", "frozen", "dark", "blurred", "covered", "moved", OFFLINE, MASKED)
WELL = frozenset({ONLINE, MASKED})  # a masked camera shows nothing on purpose

SCHEMES: dict[str, frozenset[str]] = {
    "rtsp": frozenset({"rtsp", "rtsps"}),
    "mjpeg": frozenset({"http", "https"}),
    "snapshot": frozenset({"http", "https"}),
    "file": frozenset(),  # a path; the gateway's allow-list says which folders
}
PRINTABLE = re.compile(r"^[!-~](?:[ -~]*[!-~])?$")  # ASCII, no spaces around, nothing that ends a line
SILENT_AFTER = timedelta(seconds=90)  # a gateway repeats the state of each camera every 30 s
AHEAD = timedelta(minutes=5)  # how far a gateway's clock may be in front of ours


def wrong_source(kind: str, url: str) -> str | None:
    """A word for why a source cannot be one; None when it can.

    Networks and folders are judged by the gateway, near the camera.
    """
    if kind not in SCHEMES:
        return "kind"
    if not PRINTABLE.match(url) or url.startswith("-"):
        return "characters"
    return _wrong_path(url) if kind == "file" else _wrong_url(url, SCHEMES[kind])


def _wrong_path(url: str) -> str | None:
    return None if url.startswith("/") and ".." not in url.split("/") else "path"


def _wrong_url(url: str, schemes: frozenset[str]) -> str | None:
    if " " in url:
        return "spaces"
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
    except ValueError:
        return "address"
    if parts.scheme not in schemes:
        return "scheme"
    if user is not None:
        return "password"
    return None if host else "host"


def keeps(kept_at: datetime | None, captured_at: datetime, every_s: float) -> bool:
    """Whether a picture goes into the history; the newest one is always shown, whatever this says."""
    return kept_at is None or (captured_at - kept_at).total_seconds() >= every_s
