"""A street of cameras and a centre in one process, for the bench: `python -m tests.bench.camera_farm FPS`.

Prints its port. `/mjpeg/…` streams pictures made beforehand, so that nearly all CPU of the bench is the gateway's;
PUT and POST are taken and forgotten.
"""

import itertools
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

WIDTH, HEIGHT, PICTURES = 640, 360, 24


def pictures():
    """A street-like picture with edges, noise and something that moves; about 45 kB each."""
    rng = np.random.default_rng(5)
    still = cv2.resize(rng.integers(20, 230, (18, 32, 3), np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    made = []
    for number in range(PICTURES):
        pixels = cv2.add(still, rng.integers(0, 14, still.shape, np.uint8))
        cv2.rectangle(pixels, (number * 24, 200), (number * 24 + 60, 240), (250, 250, 250), -1)
        made.append(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
    return made


def main():
    pause, shown = 1 / float(sys.argv[1]), pictures()
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")
            with suppress(OSError):
                for data in itertools.cycle(shown):
                    self.wfile.write(f"--b\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n")
                    stop.wait(pause)

        def _take(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        do_PUT = do_POST = _take  # noqa: N815 - the names http.server calls

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
