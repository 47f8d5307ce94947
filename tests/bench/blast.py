"""A device that shouts: MQTT 3.1.1 over a bare socket, QoS 1, with at most `window` messages unacknowledged.

paho publishes some 15,000 a second; this keeps the broker, not the sender, the limit. `python -m tests.bench.blast`.
"""

import json
import socket
import struct
import sys
import time
from collections.abc import Iterable, Iterator


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def _packet(head: int, body: bytes) -> bytes:
    size, length = len(body), b""
    while True:
        size, digit = divmod(size, 128)
        length += bytes([digit | 0x80 if size else digit])
        if not size:
            return bytes([head]) + length + body


def greeting(name: str, username: str, password: str) -> bytes:
    """The CONNECT of a client that wants no session kept."""
    flags = 0x02 | 0x40 | 0x80
    body = _text("MQTT") + bytes([4, flags, 0, 60]) + _text(name) + _text(username) + _text(password)
    return _packet(0x10, body)


class Blaster:
    def __init__(self, host: str, port: int, username: str, password: str, name: str = "blast") -> None:
        self.sock = socket.create_connection((host, port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.sendall(greeting(name, username, password))
        assert self.sock.recv(4)[3] == 0, "the broker refused the login"
        self._mid = 0
        self._open = 0

    def send(self, messages: Iterable[tuple[str, bytes]], window: int = 2000, chunk: int = 100) -> int:
        """Sends all; returns how many. Every one is acknowledged by the broker when this returns."""
        sent, out = 0, bytearray()
        for topic, payload in messages:
            self._mid = self._mid % 65535 + 1
            out += _packet(0x32, _text(topic) + struct.pack(">H", self._mid) + payload)
            sent += 1
            self._open += 1
            if sent % chunk == 0:
                self.sock.sendall(out)
                out.clear()
                while self._open > window:
                    self._acks()
        self.sock.sendall(out)
        while self._open:
            self._acks()
        return sent

    def _acks(self) -> None:
        data = self.sock.recv(65536)
        assert data, "the broker hung up"
        self._open -= len(data) / 4  # PUBACK has four bytes

    def close(self) -> None:
        self.sock.sendall(b"\xe0\x00")
        self.sock.close()


def readings(sensors: int, count: int, rate: float = 0.0, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """`count` level readings spread over D0…; `rate` a second, or as fast as can be."""
    begun = time.monotonic()
    base = time.time_ns() // 1_000_000
    for number in range(start, start + count):
        if rate and number % 20 == 0:
            pause = begun + (number - start) / rate - time.monotonic()
            if pause > 0:
                time.sleep(pause)
        at = base + number // sensors * (max(1, int(sensors * 1000 / rate)) if rate else 1)
        yield f"city/drainage/D{number % sensors}/up", b'{"ts":%d,"level_cm":%.1f}' % (at, 20 + number % 37 / 10)


def main() -> None:
    host, port, username, password, sensors, count, rate = sys.argv[1:8]
    blaster = Blaster(host, int(port), username, password)
    begun = time.monotonic()
    sent = blaster.send(readings(int(sensors), int(count), float(rate)))
    print(json.dumps({"sent": sent, "seconds": time.monotonic() - begun}))
    blaster.close()


if __name__ == "__main__":
    main()
