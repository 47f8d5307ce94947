"""A relay for one RTSP connection: FFmpeg speaks to loopback, the relay to the checked address.

So the name is resolved once and by us, TLS is verified, a redirect never reaches FFmpeg, and closing the
relay ends whatever FFmpeg waits for: a camera cannot hang a thread.
"""

import socket
import threading
from contextlib import suppress

from camera_gateway.sources.address import Target
from camera_gateway.sources.errors import SourceError, Unreachable
from camera_gateway.sources.rtsp_guard import RtspGuard
from camera_gateway.sources.spec import Bounds
from camera_gateway.sources.wire import Wire, connect

CHUNK = 256 * 1024


class Relay:
    """`port` on loopback takes exactly one connection."""

    def __init__(self, target: Target, bounds: Bounds) -> None:
        self._wire: Wire = connect(target, bounds.open_s, bounds.ca_file)
        self._guard = RtspGuard()
        self._idle_s = bounds.read_s
        self.error: SourceError | None = None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.settimeout(bounds.open_s)
        self.port = int(self._listener.getsockname()[1])
        self._near: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="rtsp-relay", daemon=True)
        self._thread.start()

    @property
    def status(self) -> int:
        """The last status the camera gave, 0 before the first."""
        return self._guard.status

    def close(self) -> None:
        self._wire.hang_up()
        for sock in (self._listener, self._near):
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()

    def _run(self) -> None:
        try:
            near, _ = self._listener.accept()
            self._near = near
            self._listener.close()
            asks = threading.Thread(target=self._ask, args=(near,), name="rtsp-asks", daemon=True)
            asks.start()
            self._answer(near)
        except SourceError as exc:
            self.error = exc
        except OSError as exc:
            self.error = Unreachable(f"the connection broke: {exc.strerror}")
        finally:
            self.close()

    def _ask(self, near: socket.socket) -> None:
        """FFmpeg → camera. Few bytes: the requests and a keep-alive each half minute."""
        with suppress(OSError, SourceError):
            while data := near.recv(CHUNK):
                self._wire.sock.sendall(data)

    def _answer(self, near: socket.socket) -> None:
        """Camera → FFmpeg, through the guard."""
        buffer = bytearray(CHUNK)
        view = memoryview(buffer)
        while True:
            self._wire.grant(self._idle_s, CHUNK)
            count = self._wire.readinto(view)
            if not count:
                return
            passed = self._guard.feed(bytes(view[:count]))
            if passed:
                near.sendall(passed)
