"""The outside, for real: a mail server and an HTTP gateway on loopback that keep what they were given."""

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as smtplib asks for. `refuse`: answers every addressee with 550.

    `tls`: offers STARTTLS, or with `at_once` speaks nothing else. `login`: wants this name and password first; `heard`
    is what it was told, and whether the line was encrypted then.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None, *, at_once: bool = False) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.mails: list[EmailMessage] = []
        self.refuse = False
        self.tls, self.at_once = tls, at_once
        self.login: tuple[str, str] | None = None
        self.heard: list[tuple[str, bool]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who does not trust us hangs up in the middle of the handshake."""

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def encrypt(self) -> None:
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    @property
    def encrypted(self) -> bool:
        return isinstance(self.request, ssl.SSLSocket)

    def extensions(self) -> str:
        offered = ["STARTTLS"] if self.server.tls and not self.encrypted else []
        offered += ["AUTH PLAIN"] if self.server.login else []
        return "\r\n".join([f"250-{each}" for each in offered] + ["250 8BITMIME"])

    def meet(self, verb: str, line: str) -> None:
        if verb == "EHLO":
            self.say(f"250-sink\r\n{self.extensions()}")
        elif verb == "STAR":
            self.say("220 go on")
            self.encrypt()
        else:
            self.auth(line)

    def auth(self, line: str) -> None:
        _none, name, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.server.heard.append((password, self.encrypted))
        self.known = (name, password) == self.server.login
        self.say("235 welcome" if self.known else "535 wrong name or password")

    def handle(self) -> None:
        self.known = self.server.login is None
        if self.server.at_once:
            self.encrypt()
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb in ("EHLO", "STAR", "AUTH"):
                self.meet(verb, line)
            elif verb == "MAIL" and not self.known:
                self.say("530 who are you?")
            elif verb == "DATA":
                self.say("354 go on")
                self.keep()
            elif verb == "RCPT" and self.server.refuse:
                self.say(f"550 no such person {line}")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 kept")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Gateway(ThreadingHTTPServer):
    """Takes POSTed JSON. `status`: what it answers."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Post)
        self.taken: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.status = 202

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send"


class _Post(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.status < 300:
            self.server.taken.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        return


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
