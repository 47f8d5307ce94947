"""`python -m ioc.broker.child SETTINGS BEHIND HOST PORT`: one broker, until our standard input closes.

rumqttd listens on loopback at the port BEHIND; a byte on standard input opens the porch at HOST:PORT in front of it.
"""

import asyncio
import logging
import os
import re
import signal
import sys
import threading

from iotcore import IotCoreBroker

from ioc.broker.porch import receive, room
from ioc.broker.rumqttd import LOOPBACK, MAX_PAYLOAD

TOO_LARGE = re.compile(r"PayloadSizeLimitExceeded\((\d+)\)")


class Reasons(logging.Filter):
    """rumqttd writes a span for every connection as an error; let through only why a device was cut off."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        found = TOO_LARGE.search(said)
        if found:
            record.msg = "a device sent %s bytes, more than the limit of %s: it is disconnected and must send less"
            record.args = (found[1], MAX_PAYLOAD)
            return True
        return said.startswith("disconnected") and "ConnectionAborted" not in said


def serve(path: str, behind: int, host: str, port: int) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s broker: %(message)s")
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    door = logging.getLogger("rumqttd.server.broker")
    door.setLevel(logging.ERROR)
    door.addFilter(Reasons())

    def listen() -> None:
        if sys.stdin.buffer.read(1):
            threading.Thread(target=open_porch, daemon=True).start()
            sys.stdin.buffer.read()
        os._exit(0)

    def open_porch() -> None:
        try:
            asyncio.run(receive(host, port, (LOOPBACK, behind), room()))
        finally:
            os._exit(1)  # a broker that nobody reaches is none; who keeps it begins anew

    threading.Thread(target=listen, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    IotCoreBroker(config_path=path).run_forever()


if __name__ == "__main__":
    settings, back, address, front = sys.argv[1:]
    serve(settings, int(back), address, int(front))
