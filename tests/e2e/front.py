"""A plain proxy before a centre, as a city has one: it can be renewed, lose its centre, and tell of a new city."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from tests.conftest import free_port

HOP = ("connection", "transfer-encoding", "content-encoding", "content-length", "server", "date")


class Front:
    """`down`: it answers 502. `build`: the tablet's worker is of another build, and the files of the first are gone.
    `city`: the wards were imported anew. `pack_comes`: the city's files wait for it. Every address under
    /files/demo/ is a photo."""

    def __init__(self, centre_url: str) -> None:
        self.down, self.build, self.city = False, "", b""
        self.pack_comes = threading.Event()
        self.pack_comes.set()
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                front._pass(self, centre_url)

            do_POST = do_HEAD = do_GET  # noqa: N815 -- the library's names

            def log_message(self, *_: object) -> None:
                pass

        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.pack_comes.set()
        self.server.shutdown()
        self.server.server_close()

    def _pass(self, asked: BaseHTTPRequestHandler, centre_url: str) -> None:
        if asked.path.startswith("/pack/"):
            self.pack_comes.wait(30)
        if self.down:
            self._answer(asked, 502, [("Content-Type", "text/html")], b"<h1>502 Bad Gateway</h1>")
        elif asked.path.startswith("/files/demo/"):
            self._answer(asked, 200, [("Content-Type", "image/svg+xml")], b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        elif self.build and asked.path.startswith("/static/dist/"):
            self._answer(asked, 404, [], b"")
        elif self.city and asked.path == "/pack/wards.geojson":
            self._answer(asked, 200, [("Content-Type", "application/json"), ("ETag", '"anew"')], self.city)
        else:
            self._forward(asked, centre_url)

    def _forward(self, asked: BaseHTTPRequestHandler, centre_url: str) -> None:
        given = requests.request(
            asked.command,
            centre_url + asked.path,
            headers={name: value for name, value in asked.headers.items() if name.lower() != "accept-encoding"},
            data=asked.rfile.read(int(asked.headers.get("Content-Length", 0))),
            allow_redirects=False,
            timeout=30,
        )
        content = given.content
        if self.build and asked.path == "/crew/sw.js":
            content = content.replace(b'BUILD="', b'BUILD="' + self.build.encode())
            content = re.sub(rb"ASSETS=\[[^]]*\]", b'ASSETS=["/crew/manifest.webmanifest"]', content, count=1)
        headers = [(name, value) for name, value in given.raw.headers.items() if name.lower() not in HOP]
        self._answer(asked, given.status_code, headers, content, given.headers.get("Content-Length"))

    @staticmethod
    def _answer(
        asked: BaseHTTPRequestHandler,
        status: int,
        headers: list[tuple[str, str]],
        content: bytes,
        length: str | None = None,
    ) -> None:
        asked.send_response(status)
        for name, value in headers:
            asked.send_header(name, value)
        head = asked.command == "HEAD"
        asked.send_header("Content-Length", length if head and length else str(len(content)))
        asked.end_headers()
        if not head:
            asked.wfile.write(content)
