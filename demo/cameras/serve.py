"""The demo's cameras on loopback, through the doors a real one has: `/mjpeg/{key}` and `/snap/{key}.jpg`."""

import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.cameras.scenes import FPS, Scene

BOUNDARY = "toancanh"


class Server:
    def __init__(self, scenes: dict[str, Scene], port: int) -> None:
        self._stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"scenes": scenes, "stopping": self._stopping})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._http.daemon_threads = True
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, name="demo-cameras", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    scenes: dict[str, Scene]
    stopping: threading.Event
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        door, _, name = self.path.strip("/").partition("/")
        scene = self.scenes.get(name.removesuffix(".jpg") if door == "snap" else name)
        if scene is None or door not in ("snap", "mjpeg"):
            self.send_error(HTTPStatus.NOT_FOUND)
        elif scene.trouble == "hung":
            self.stopping.wait()
        elif not scene.ready:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            with suppress(OSError):  # whoever watched has gone
                self._snap(scene) if door == "snap" else self._stream(scene)

    def _snap(self, scene: Scene) -> None:
        data = scene.jpeg()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, scene: Scene) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.send_header("Connection", "close")
        self.end_headers()
        while not self.stopping.is_set() and scene.trouble != "hung":
            data = scene.jpeg()
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            self.wfile.write(head.encode() + data + b"\r\n")
            self.stopping.wait(1 / FPS)

    def log_message(self, *_: object) -> None:
        """One line a picture would fill the log with nothing."""
