"""The porch before the embedded broker: bytes to and fro, in order, however slow the other end is."""

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from ioc.broker.porch import receive
from ioc.broker.rumqttd import accepts
from tests.conftest import free_port
from tests.ingest.city import wait

LOTS = 24 << 20
MOST = 3
RESET = struct.pack("ii", 1, 0)


class Inside:
    """Somebody behind the porch who says again what is said to them, while they listen."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.lines: list[socket.socket] = []
        self.ends: list[str] = []
        self.listening = threading.Event()
        self.listening.set()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])

    def _serve(self) -> None:
        try:
            while True:
                line, _ = self.server.accept()
                self.lines.append(line)
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()
        except OSError:
            return

    def _answer(self, line: socket.socket) -> None:
        heard = 0
        try:
            while self.listening.wait() and (data := line.recv(1 << 16)):
                heard += len(data)
                line.sendall(data)
            self.ends.append(f"{heard} bytes, then the end")
        except OSError as error:
            self.ends.append(f"{heard} bytes, then {error}")
        line.close()


@pytest.fixture
def inside() -> Iterator[Inside]:
    made = Inside()
    yield made
    made.listening.set()
    made.server.close()
    for line in made.lines:
        line.close()


def opened(behind: int) -> int:
    """A porch in a thread of its own, and where."""
    port = free_port()
    serving = receive("127.0.0.1", port, ("127.0.0.1", behind), MOST)
    threading.Thread(target=lambda: asyncio.run(serving), daemon=True).start()
    wait(lambda: accepts("127.0.0.1", port))
    return port


def porch(inside: Inside) -> int:
    port = opened(inside.port)
    wait(lambda: inside.ends)  # whoever looked whether it is open has left
    inside.ends.clear()
    inside.lines.clear()
    return port


def visit(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def heard(line: socket.socket, many: int) -> bytes:
    out = bytearray()
    while len(out) < many and (data := line.recv(1 << 20)):
        out += data
    return bytes(out)


def test_given_more_than_anybody_holds_and_a_slow_inside_then_every_byte_comes_through_in_order(inside: Inside) -> None:
    line = visit(porch(inside))
    said = bytes(range(256)) * (LOTS // 256)
    inside.listening.clear()
    sender = threading.Thread(target=line.sendall, args=(said,))
    sender.start()
    sender.join(1)
    assert sender.is_alive()  # neither the porch nor the kernel takes it all
    inside.listening.set()
    assert heard(line, LOTS) == said
    line.close()
    wait(lambda: inside.ends == [f"{LOTS} bytes, then the end"])


def test_given_a_visitor_who_says_all_and_hangs_up_then_the_inside_hears_all(inside: Inside) -> None:
    line = visit(porch(inside))
    line.sendall(b"x" * 100_000)
    line.shutdown(socket.SHUT_WR)
    wait(lambda: inside.ends == ["100000 bytes, then the end"])
    line.close()


def test_given_a_visitor_who_resets_then_the_inside_is_left_in_order(inside: Inside) -> None:
    line = visit(porch(inside))
    line.sendall(b"x")
    assert line.recv(1) == b"x"
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    line.close()
    wait(lambda: inside.ends == ["1 bytes, then the end"])


def test_given_the_inside_hangs_up_then_the_visitor_knows(inside: Inside) -> None:
    line = visit(porch(inside))
    wait(lambda: inside.lines)
    inside.lines[0].shutdown(socket.SHUT_RDWR)
    assert line.recv(1) == b""


def test_given_nobody_inside_then_the_visitor_is_sent_away() -> None:
    assert visit(opened(free_port())).recv(1) == b""


def test_given_a_full_house_then_one_more_is_sent_away_and_may_come_when_one_has_left(inside: Inside) -> None:
    port = porch(inside)
    lines = [visit(port) for _ in range(MOST)]
    for line in lines:
        line.sendall(b"a")
        assert line.recv(1) == b"a"
    assert visit(port).recv(1) == b""
    lines[0].close()

    def let_in() -> bool:
        with visit(port) as again:
            try:
                again.sendall(b"b")
                return again.recv(1) == b"b"
            except ConnectionError:
                return False

    wait(let_in)
