"""From the text an administrator typed to one checked address, or a refusal that says why.

The name is resolved once, here; whoever connects uses `Target.address` and never asks the resolver again, so
that a name cannot change its mind between the check and the connection.
"""

import ipaddress
import os
import re
import socket
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from camera_gateway.sources.allow import LAST_PORT, Allowed, IPAddress, permits
from camera_gateway.sources.errors import Refused, Unreachable

LONGEST = 2048
SCHEMES = {"rtsp": ("rtsp", "rtsps"), "mjpeg": ("http", "https"), "snapshot": ("http", "https")}
PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_PRINTABLE = re.compile(r"^[!-~]+$")
_NAME = re.compile(r"^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?$")
_NUMBER = re.compile(r"^(\d+|0x[0-9a-f]*)$")

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect. `host` is what the camera calls itself (Host header, TLS name)."""

    scheme: str
    host: str
    address: str
    port: int
    path: str
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def tls(self) -> bool:
        return self.scheme in {"rtsps", "https"}

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise Unreachable(f"the name {host} does not resolve") from exc
    return sorted({str(entry[4][0]) for entry in found})


def check_url(
    kind: str,
    url: str,
    allowed: Sequence[Allowed],
    *,
    username: str = "",
    password: str = "",
    resolver: Resolve = resolve,
) -> Target:
    """The checked target of an RTSP, MJPEG or snapshot address; raises Refused or Unreachable."""
    parts = _split(kind, url)
    host = parts.hostname or ""
    port = _port(parts)
    addresses = _addresses(host, port, resolver)
    for address in addresses:
        if not permits(allowed, address, port):
            raise Refused(f"{address} port {port} is not in cameras.networks (host {host})")
    path = parts.path or "/"
    return Target(
        scheme=parts.scheme,
        host=host,
        address=str(addresses[0]),
        port=port,
        path=f"{path}?{parts.query}" if parts.query else path,
        username=username,
        password=password,
    )


def _split(kind: str, url: str) -> SplitResult:
    if kind not in SCHEMES:
        raise Refused(f"unknown kind of source {kind!r}")
    if not url or len(url) > LONGEST:
        raise Refused("the address is empty or longer than 2048 characters")
    if not _PRINTABLE.match(url) or "\\" in url:
        raise Refused("the address holds spaces, control characters, a backslash or letters that need %-encoding")
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise Refused(f"the address cannot be read: {exc}") from exc
    if parts.scheme not in SCHEMES[kind]:
        raise Refused(f"a source of kind {kind} begins with {' or '.join(s + '://' for s in SCHEMES[kind])}")
    if "@" in parts.netloc:
        raise Refused("the user name and the password belong in their own fields, not in the address")
    if not parts.hostname:
        raise Refused("the address names no host")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as exc:
        raise Refused("the port is not a number from 1 to 65535") from exc
    if port is None:
        return PORTS[parts.scheme]
    if not 1 <= port <= LAST_PORT:
        raise Refused("the port is not a number from 1 to 65535")
    return port


def _addresses(host: str, port: int, resolver: Resolve) -> list[IPAddress]:
    literal = _literal(host)
    if literal is not None:
        return [literal]
    if not _NAME.match(host):
        raise Refused(f"{host!r} is no host name")
    # An address of the resolver that ipaddress cannot read carries a zone (fe80::1%eth0): refused as well.
    found = [_literal(text) for text in resolver(host, port)]
    known = [address for address in found if address is not None]
    if not known or len(known) != len(found):
        raise Refused(f"the name {host} resolves to no usable address")
    return known


def _literal(host: str) -> IPAddress | None:
    """The address when the host is one, None when it is a name; other spellings of inet_aton are refused."""
    if "%" in host:
        raise Refused("an address with a zone is not reachable from everywhere")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if ":" in host or _NUMBER.match(host.rstrip(".").rsplit(".", 1)[-1]):
        raise Refused(f"{host!r} is an address in an unusual spelling; write it as 192.0.2.7 or [2001:db8::7]")
    return None


def open_file(url: str, roots: Sequence[Path]) -> int:
    """A descriptor of the regular file, proven to lie under one of the roots *after* it was opened."""
    path = _file_path(url)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as exc:
        if not any(path.is_relative_to(root) for root in roots):
            raise Refused("the file is not under cameras.file_roots") from exc
        raise Unreachable(f"the file cannot be opened: {getattr(exc, 'strerror', exc)}") from exc
    real = Path(f"/proc/self/fd/{handle}").readlink()
    inside = any(real.is_relative_to(root.resolve()) for root in roots)
    if inside and stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise Refused("the path is not a regular file" if inside else "the file is not under cameras.file_roots")


def _file_path(url: str) -> Path:
    if not url or len(url) > LONGEST or any(ord(c) < ord(" ") or c == "\x7f" for c in url):
        raise Refused("the path is empty, too long or holds control characters")
    text = unquote(url.removeprefix("file://")) if url.startswith("file://") else url
    if not text.startswith("/") or "\x00" in text:
        raise Refused("a file is named by its absolute path")
    return Path(text)
