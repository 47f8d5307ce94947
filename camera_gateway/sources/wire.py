"""A TCP (or TLS) connection to a checked address on which every wait has a deadline and every read a budget.

A plain socket timeout restarts with each byte: a camera that sends one byte a second would hold a thread for
hours. Here the deadline belongs to the whole operation.
"""

import io
import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from camera_gateway.sources.address import Target
from camera_gateway.sources.errors import Stalled, Unreachable, Unreadable


class Wire(io.RawIOBase):
    """Raw reader over a socket; `grant` sets the deadline and the byte budget of the next operation."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self.sock = sock
        self._deadline = 0.0
        self._budget = 0

    def grant(self, seconds: float, budget: int) -> None:
        self._deadline = time.monotonic() + seconds
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._budget <= 0:
            raise Unreadable("the camera sends more than one picture may hold")
        left = self._left()
        try:
            self.sock.settimeout(left)
            count = self.sock.recv_into(buffer)
        except TimeoutError as exc:
            raise Stalled("the camera stopped sending, or sends too slowly") from exc
        except OSError as exc:
            raise Unreachable(f"the connection broke: {exc.strerror or exc}") from exc
        self._budget -= count
        return count

    def send(self, data: bytes) -> None:
        left = self._left()
        try:
            self.sock.settimeout(left)
            self.sock.sendall(data)
        except TimeoutError as exc:
            raise Stalled("the camera does not take our request") from exc
        except OSError as exc:
            raise Unreachable(f"the connection broke: {exc.strerror}") from exc

    def makefile(self, *_args: Any, **_kwargs: Any) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self, 64 * 1024)

    def hang_up(self) -> None:
        """From any thread: wakes whoever reads."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Stalled("the camera stopped sending, or sends too slowly")
        return left


class Hold:
    """The one wire a source has open, so that another thread can hang up at any moment."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self._wire: Wire | None = None

    def take(self, wire: Wire) -> Wire:
        self._wire = wire
        if self.closed.is_set():
            wire.hang_up()
        return wire

    def close(self) -> None:
        self.closed.set()
        if self._wire is not None:
            self._wire.hang_up()


def connect(target: Target, open_s: float, ca_file: Path | None = None) -> Wire:
    """Connect to the checked address; the certificate is verified against the *name* of the camera."""
    deadline = time.monotonic() + open_s
    try:
        sock = socket.create_connection((target.address, target.port), timeout=open_s)
    except TimeoutError as exc:
        raise Unreachable(f"no answer from {target.address} port {target.port}") from exc
    except OSError as exc:
        raise Unreachable(f"{target.address} port {target.port}: {exc.strerror}") from exc
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not target.tls:
        return Wire(sock)
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    sock.settimeout(max(0.1, deadline - time.monotonic()))
    try:
        return Wire(context.wrap_socket(sock, server_hostname=target.host))
    except ssl.SSLCertVerificationError as exc:
        sock.close()
        raise Unreachable(f"the certificate is not trusted: {exc.verify_message}") from exc
    except OSError as exc:
        sock.close()
        raise Unreachable("the TLS handshake failed") from exc
