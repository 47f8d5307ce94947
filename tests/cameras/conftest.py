"""Real cameras for the tests: sockets that behave, and sockets that do not."""

import asyncio
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from camera_gateway.sources.allow import parse
from camera_gateway.sources.spec import Bounds

LOOPBACK = parse("127.0.0.1")


def picture(width=320, height=180, seed=1):
    """A picture with edges, light and noise in it."""
    rng = np.random.default_rng(seed)
    blocks = rng.integers(20, 230, (height // 20, width // 20, 3), np.uint8)
    pixels = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST)
    return cv2.add(pixels, rng.integers(0, 12, pixels.shape, np.uint8))


def jpeg(width=320, height=180, seed=1):
    return cv2.imencode(".jpg", picture(width, height, seed))[1].tobytes()


@dataclass
class Server:
    port: int
    asked: list[bytes] = field(default_factory=list)
    said: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count, timeout=20):
        with self.said:
            assert self.said.wait_for(lambda: len(self.asked) >= count, timeout), f"{len(self.asked)} requests"


@contextmanager
def serve(behave: Callable[[socket.socket, bytes], None]) -> Iterator[Server]:
    """A TCP server on loopback: reads the request head, then does whatever `behave` does."""
    open_socks: list[socket.socket] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            open_socks.append(self.request)
            head = b""
            with suppress(OSError):
                while b"\r\n\r\n" not in head and (data := self.request.recv(4096)):
                    head += data
                with server.said:
                    server.asked.append(head)
                    server.said.notify_all()
                behave(self.request, head)

    class Tcp(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads, block_on_close = True, True, False

    with Tcp(("127.0.0.1", 0), Handler) as tcp:
        server = Server(tcp.server_address[1])
        threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        tcp.shutdown()
        for sock in open_socks:
            sock.close()


def never():
    """Blocks a handler's thread for ever; it is a daemon."""
    threading.Event().wait()


def head(content_type, status="200 OK", **more):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.fixture
def bounds(tmp_path):
    return Bounds(networks=(LOOPBACK,), file_roots=(tmp_path,), open_s=2.0, read_s=1.0)


def write_video(path: Path, frames=40, rate=10, gop=5, size=(320, 180)):
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"g": str(gop), "preset": "ultrafast", "tune": "zerolatency"}
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(*size, seed=number), "bgr24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def video(tmp_path_factory):
    return write_video(tmp_path_factory.mktemp("video") / "street.mp4")


@pytest.fixture(scope="session")
def rtsp_port(video):
    """A real RTSP server that publishes the folder of the video."""
    from aio_rtsp_toolkit.server import RtspServer

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = RtspServer(str(video.parent), host="127.0.0.1", port=port)
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    yield port
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
