"""Many screens in one cheap process: raw WebSockets that speak just enough Engine.IO and Socket.IO.

`python -m tests.bench.screens PORT TOKEN COUNT SECONDS`: prints `ready` when all have joined, at the end one line of
JSON. A frame's first record carries the sender's clock (ms, 32 bits) as its sensor number, so a delivery has an age.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import time

CELL = "12/3271/1843"
HEADER = 2


def clock() -> int:
    return int(time.time() * 1000) & 0xFFFFFFFF


class Tally:
    def __init__(self, count: int) -> None:
        self.to_join = count
        self.all_joined = asyncio.Event()
        self.ages: list[int] = []
        self.bytes = 0


async def screen(port: int, token: str, tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    while True:
        opcode, data = await receive(reader)
        tally.bytes += len(data) + HEADER
        if opcode == 2:
            tally.ages.append((clock() - struct.unpack_from("<I", data)[0]) & 0xFFFFFFFF)
        else:
            answer(writer, data, tally)


def answer(writer: asyncio.StreamWriter, data: bytes, tally: Tally) -> None:
    """Opens, joins, looks at one cell, answers pings."""
    if data.startswith(b"0"):
        say(writer, "40/board,")
    elif data.startswith(b"40/board"):
        say(writer, '42/board,["join",{"board":"wall"}]')
        say(writer, f'42/board,["view",{{"cells":["{CELL}"]}}]')
    elif data == b"2":
        say(writer, "3")
    elif data.startswith(b'42/board,["snapshot"'):
        tally.to_join -= 1
        if tally.to_join <= 0:
            tally.all_joined.set()


def say(writer: asyncio.StreamWriter, text: str) -> None:
    data, mask = text.encode(), b"\0\0\0\0"
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + struct.pack(">H", len(data))
    writer.write(b"\x81" + length + mask + data)


async def receive(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    first, length = await reader.readexactly(2)
    length &= 0x7F
    if length >= 126:
        wide = 2 if length == 126 else 8
        length = int.from_bytes(await reader.readexactly(wide), "big")
    return first & 0x0F, await reader.readexactly(length)


async def main(port: int, token: str, count: int, seconds: float) -> None:
    tally = Tally(count)
    tasks = []
    for _ in range(count):
        tasks.append(asyncio.create_task(screen(port, token, tally)))
        await asyncio.sleep(0.005)
    await tally.all_joined.wait()
    tally.ages.clear()
    print("ready", flush=True)
    await asyncio.sleep(seconds)
    ages = sorted(tally.ages)
    ended = sum(task.done() for task in tasks)
    print(
        json.dumps(
            {
                "deliveries": len(ages),
                "median_ms": ages[len(ages) // 2] if ages else None,
                "p99_ms": ages[int(len(ages) * 0.99)] if ages else None,
                "ended": ended,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
