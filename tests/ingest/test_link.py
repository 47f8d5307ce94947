"""The line to the broker, against a server that does what no broker should."""

import socket
import threading

from ioc.kernel.mqtt import Login
from realtime.ingest.link import Link
from tests.ingest.city import wait


def test_given_a_broker_that_takes_no_acknowledgement_then_the_line_is_given_up_and_opened_anew() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                line = server.accept()[0]
            except OSError:
                return
            lines.append(line)
            line.recv(4096)
            line.sendall(b"\x20\x02\x00\x00")  # CONNACK; and from here on it reads no more

    threading.Thread(target=serve, daemon=True).start()
    login = Login("127.0.0.1", server.getsockname()[1], "ingest", "secret")
    line = Link(login, "test", ["city/#"], 100, lambda: None)
    wait(lambda: (line.gather(0.05), line.up and not line.client.want_write())[1])
    line._mids = [1] * 4_000_000  # more than the two machines hold for each other
    line.ack()
    wait(lambda: (line.gather(0.05), len(lines) == 2 and line.up)[1])
    line.close()
    server.close()
