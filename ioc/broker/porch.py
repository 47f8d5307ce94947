"""Our own front door to rumqttd, which listens behind it on loopback: it hands bytes to and fro and reads none.

rumqttd can neither be told to listen later, when the places inside are taken, nor does it bear a device that hangs up
with a reset before it is answered: at that device's next try it would let nobody in any more, for good (bytebeamio/
rumqtt issue 1062). Behind the porch it never sees a reset, only that no more comes.
"""

import asyncio
import resource
import socket
from collections.abc import Awaitable, Callable
from typing import cast

MOST = 10_000  # rumqttd refuses more by failing as above; it keeps ten for the centre's own
BACKLOG = 1024
FILES_EACH = 3  # the visitor's line, ours to rumqttd, and rumqttd's end of it
FILES_BESIDE = 100


class Half(asyncio.Protocol):
    """One end of a visit. What it hears goes to the other end, as fast as that one takes it."""

    transport: asyncio.Transport
    other: "Half"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if not self.other.transport.is_closing():
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        self.other.transport.resume_reading()


class Inside(Half):
    """The end towards rumqttd. It is only ever told that no more comes; it hangs up itself when it has read all."""

    def connection_lost(self, exc: Exception | None) -> None:
        self.other.transport.close()  # what is still on its way is handed over first


class Visitor(Half):
    """The end towards the device; unheard until the line behind it is up."""

    def __init__(self, porch: "Porch") -> None:
        self.porch = porch
        self.other = self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.pause_reading()
        self.porch.welcome(self)

    def eof_received(self) -> bool:
        self.other.transport.write_eof()
        return True  # it may still listen

    def connection_lost(self, exc: Exception | None) -> None:
        self.porch.visitors.discard(self)
        if self.other is not self:
            self.other.transport.write_eof()
            self.other.transport.resume_reading()  # what it still says is heard, for nobody


class Porch:
    def __init__(self, inside: Callable[[Callable[[], Inside]], Awaitable[object]], most: int) -> None:
        self.inside = inside
        self.most = most
        self.visitors: set[Visitor] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    def welcome(self, visitor: Visitor) -> None:
        if len(self.visitors) >= self.most:
            visitor.transport.close()
            return
        self.visitors.add(visitor)
        task = asyncio.get_running_loop().create_task(self._lead_in(visitor))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _lead_in(self, visitor: Visitor) -> None:
        behind = Inside()
        behind.other = visitor
        try:
            await self.inside(lambda: behind)
        except OSError:
            visitor.transport.close()
            return
        visitor.other = behind
        if visitor not in self.visitors:  # gone while we knocked
            behind.transport.write_eof()
            return
        visitor.transport.resume_reading()


def room() -> int:
    """How many visitors the limit of open files lets in, after raising it as far as we may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return MOST
    return min(MOST, (hard - FILES_BESIDE) // FILES_EACH)


async def receive(host: str, port: int, behind: tuple[str, int], most: int) -> None:
    """Serves at most so many at once, until it is cancelled. Raises OSError when the port cannot be had."""
    loop = asyncio.get_running_loop()
    porch = Porch(lambda half: loop.create_connection(half, *behind, family=socket.AF_INET), most)
    server = await loop.create_server(lambda: Visitor(porch), host, port, backlog=BACKLOG)
    await server.serve_forever()
