"""How many cameras a core carries: one real worker, real HTTP streams, against a bare decode in the same run."""

import subprocess
import sys
import time
from contextlib import contextmanager

import cv2
import numpy as np
import psutil
import pytest

from camera_gateway.child import Child
from camera_gateway.shapes import CameraShape, Order, SourceShape
from tests.bench.camera_farm import pictures

pytestmark = pytest.mark.bench
CAMERAS, FPS, WINDOW_S = 20, 8, 15.0


@contextmanager
def farm():
    command = [sys.executable, "-m", "tests.bench.camera_farm", str(FPS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


def bare_decode_s():
    """CPU seconds to decode one of the same pictures, and nothing else."""
    data = [np.frombuffer(jpeg, np.uint8) for jpeg in pictures()]
    cv2.setNumThreads(1)
    began, count = time.process_time(), 0
    while time.process_time() - began < 2:
        for jpeg in data:
            cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
            count += 1
    return (time.process_time() - began) / count


def frames(child):
    beat = child.beat()
    return {} if beat is None else {key: camera.frames for key, camera in beat[0].cameras.items()}


def cpu(process):
    times = process.cpu_times()
    return times.user + times.system


def test_cameras_per_core():
    reference = bare_decode_s()
    with farm() as port:
        url = f"http://127.0.0.1:{port}"
        cameras = tuple(
            CameraShape(key=f"c{n}", source=SourceShape(kind="mjpeg", url=f"{url}/mjpeg/{n}"), every_s=1.0)
            for n in range(CAMERAS)
        )
        order = Order(
            cameras=cameras, every_s=1.0, width=1280, quality=80, centre=url, token="bench", networks=("127.0.0.1",)
        )
        child = Child(0)
        try:
            child.order(order)
            deadline = time.monotonic() + 60
            while len(seen := frames(child)) < CAMERAS or min(seen.values()) < 3:
                assert time.monotonic() < deadline, seen
                time.sleep(0.2)
            process = psutil.Process(child.pid)
            began, spent, before = time.monotonic(), cpu(process), frames(child)
            while time.monotonic() - began < WINDOW_S:
                time.sleep(0.5)
            took, spent = time.monotonic() - began, cpu(process) - spent
            judged = sum(frames(child).values()) - sum(before.values())
            memory = process.memory_info().rss / 1e6
        finally:
            child.end()
            child.bury()
    each = spent / judged
    share = spent / took / CAMERAS
    print(
        f"\ncameras: {CAMERAS} × 640×360 motion JPEG at {FPS} fps, one picture a second judged and handed over: "
        f"{share * 100:.2f} % of a core each → {1 / share:.0f} per core; {each * 1e3:.2f} ms per picture = "
        f"{each / reference:.1f} × a bare decode ({reference * 1e3:.2f} ms); {memory:.0f} MB"
    )
    assert judged >= CAMERAS * WINDOW_S * 0.8
    assert 1 / share >= 20
