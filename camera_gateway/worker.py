"""A worker process: several cameras, a thread each. Orders come on stdin, beats go to stdout, pictures to the centre.

It holds nothing that matters: the supervisor may kill it at any moment.
"""

import ctypes
import logging
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import cv2
import psutil

from camera_gateway.centre import Centre
from camera_gateway.posts import Post
from camera_gateway.pull import Pull
from camera_gateway.shapes import Beat, CameraShape, Order
from camera_gateway.snapshots import Snapshot, snapshot_post
from camera_gateway.sources.allow import parse
from camera_gateway.sources.spec import Bounds

PR_SET_PDEATHSIG = 1
BEAT_S = 1.0


def die_with(parent: int) -> None:
    """The kernel kills this process when its parent dies; asked again, in case it already has."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def bounds_of(order: Order) -> Bounds:
    return Bounds(
        networks=tuple(parse(entry) for entry in order.networks),
        file_roots=tuple(Path(root) for root in order.file_roots),
        open_s=order.open_s,
        read_s=order.read_s,
        ca_file=Path(order.camera_ca) if order.camera_ca else None,
    )


class Worker:
    def __init__(self) -> None:
        self._pulls: dict[str, Pull] = {}
        self._post: Post[Snapshot] | None = None
        self._token = ""
        self._process = psutil.Process()

    def obey(self, order: Order) -> None:
        """Start what is new, stop what is gone; a camera whose card changed begins afresh."""
        self._token = order.token
        post = self._post
        if post is None:
            post = self._post = snapshot_post(Centre(order.centre, lambda: self._token, order.centre_ca))
        wanted = {camera.key: camera for camera in order.cameras}
        for key, pull in list(self._pulls.items()):
            if wanted.get(key) != pull.camera:
                pull.stop()
                post.forget(key)
                del self._pulls[key]
        for key, camera in wanted.items():
            if key not in self._pulls:
                self._pulls[key] = self._start(camera, order, post)

    def _start(self, camera: CameraShape, order: Order, post: Post[Snapshot]) -> Pull:
        size = (order.width, order.quality)
        return Pull(camera, order.every_s, bounds_of(order), size, post.put)

    def beat(self) -> Beat:
        rss = self._process.memory_info().rss / 1e6
        return Beat(rss_mb=round(rss, 1), cameras={key: pull.beat() for key, pull in self._pulls.items()})


def _read_orders(orders: "queue.SimpleQueue[Order | None]") -> None:
    for line in sys.stdin:
        orders.put(Order.model_validate_json(line))
    orders.put(None)


def main() -> None:
    die_with(int(sys.argv[1]))
    # The terminal's Ctrl-C reaches the whole group; the supervisor decides when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    cv2.setNumThreads(1)
    orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
    threading.Thread(target=_read_orders, args=(orders,), daemon=True).start()
    worker = Worker()
    while True:
        try:
            order = orders.get(timeout=BEAT_S)
            if order is None:
                os._exit(0)
            worker.obey(order)
        except queue.Empty:
            pass
        sys.stdout.write(worker.beat().model_dump_json() + "\n")
        sys.stdout.flush()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(0)


if __name__ == "__main__":
    main()
