"""The whole gateway as real processes, between real cameras and an HTTP server in the centre's place."""

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import paho.mqtt.client as mqtt
import psutil
import pytest
import yaml

from camera_gateway.vision.masks import FILL

from .conftest import head, jpeg, never, serve

TOKEN = "token-for-the-test"


class Centre:
    """Answers the three calls of a gateway and keeps what it got."""

    def __init__(self):
        self.cards = []
        self.up = True
        self.snapshots = []
        self.health = []
        self.strangers = 0
        self.refused = 0
        self.missed = []  # when each picture was captured that came while the centre was away
        self.lists = 0
        self.changed = threading.Condition()
        centre = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with centre.changed:
                    answer = centre.answer(self.command, self.path, self.headers, body)
                    centre.changed.notify_all()
                data = json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_POST = _take  # noqa: N815 - the names http.server calls

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def answer(self, method, path, headers, body):
        if headers["Authorization"] != f"Bearer {TOKEN}":
            self.strangers += 1
            return 401, {}
        if not self.up:
            self.refused += 1
            self.missed += [headers["X-Captured-At"]] if method == "PUT" else []
            return 503, {}
        if method == "GET":
            assert path == "/api/v1/cameras?gateway=edge-1"
            self.lists += 1
            return 200, {"items": self.cards, "next": None}
        key = path.split("/")[4]
        if method == "PUT":
            self.snapshots.append((key, headers["X-Captured-At"], body, time.time()))
        else:
            self.health.append((key, json.loads(body)))
        return 204, {}

    def wait(self, fact, timeout=30):
        with self.changed:
            assert self.changed.wait_for(fact, timeout), f"{len(self.snapshots)} snapshots, health {self.health[-5:]}"

    def count(self, key):
        return sum(snapshot[0] == key for snapshot in self.snapshots)

    def state(self, key):
        return next(((h["state"], h["detail"]) for k, h in reversed(self.health) if k == key), None)


@pytest.fixture
def centre():
    centre = Centre()
    yield centre
    centre.http.shutdown()
    centre.http.server_close()


@contextmanager
def gateway(tmp_path, centre, mqtt_port=1, **section):
    settings = {
        "gateway": "edge-1",
        "centre": centre.url,
        "every_s": 0.3,
        "networks": ["127.0.0.1"],
        "file_roots": [str(tmp_path)],
        "open_s": 2,
        "read_s": 2,
        "stale_after_s": 6,
        "offline_after_s": 8,
        **section,
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump({"cameras": settings}))
    env = {
        **os.environ,
        "IOC_HOME": str(tmp_path / "var"),
        "IOC_CONFIG": str(tmp_path / "config.yaml"),
        "IOC_GATEWAY_TOKEN": TOKEN,
        "IOC_MQTT_PORT": str(mqtt_port),
        "IOC_DEMO": "0",
    }
    process = subprocess.Popen([sys.executable, "-m", "camera_gateway"], env=env)
    try:
        yield process
    finally:
        children = psutil.Process(process.pid).children() if process.poll() is None else []
        process.terminate()
        assert process.wait(10) in (0, -signal.SIGKILL)
        gone(children)


def gone(processes, timeout=10):
    _, alive = psutil.wait_procs(processes, timeout)
    assert not alive


def workers(process):
    return psutil.Process(process.pid).children()


def card(key, kind, url, **more):
    return {"key": key, "name": key, "source": {"kind": kind, "url": url}, "state": "offline", **more}


def good_mjpeg(sock, _):
    sock.sendall(head("multipart/x-mixed-replace; boundary=f"))
    for seed in itertools.count():
        data = jpeg(seed=seed)
        sock.sendall(f"--f\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n")
        time.sleep(0.1)  # the camera's frame rate


def good_snapshot(sock, _):
    data = jpeg(seed=time.monotonic_ns() % 1000)
    sock.sendall(head("image/jpeg", Content_Length=len(data)) + data)


def local(server, path="/x"):
    return f"http://127.0.0.1:{server.port}{path}"


def test_given_good_and_bad_cameras_then_the_good_ones_live_and_each_bad_one_says_why(
    tmp_path, centre, rtsp_port, video
):
    shutil.copy(video, tmp_path / "loop.mp4")

    def denies(sock, _):
        sock.sendall(head("text/html", "401 Unauthorized", WWW_Authenticate="Basic", Content_Length=0))

    with (
        serve(good_mjpeg) as good,
        serve(good_snapshot) as snap,
        serve(lambda *_: never()) as hung,
        serve(denies) as locked,
    ):
        secret = {"kind": "snapshot", "url": local(locked), "username": "u", "password": "wrong"}
        centre.cards = [
            card("good", "mjpeg", local(good), masks=[[0.5, 0.5, 0.5, 0.5]]),
            card("snap", "snapshot", local(snap), every_s=0.5),
            card("rtsp", "rtsp", f"rtsp://127.0.0.1:{rtsp_port}/{video.name}"),
            card("file", "file", str(tmp_path / "loop.mp4")),
            card("hung", "mjpeg", local(hung)),
            card("meta", "snapshot", "http://169.254.169.254/latest"),
            {**card("locked", "snapshot", ""), "source": secret},
            {"key": "broken card"},
        ]
        with gateway(tmp_path, centre) as process:
            centre.wait(lambda: all(centre.count(key) >= 10 for key in ("good", "snap", "file")))
            centre.wait(lambda: centre.count("rtsp") >= 3)
            centre.wait(lambda: centre.state("good") == ("online", ""))
            centre.wait(lambda: centre.state("hung") == ("offline", "stalled"))
            centre.wait(lambda: centre.state("meta") == ("offline", "refused"))
            centre.wait(lambda: centre.state("locked") == ("offline", "wrong_password"))
            assert len(workers(process)) == 1
        assert len(locked.asked) == 2  # without a login, with it, and not again
        assert centre.strangers == 0
        masked = next(body for key, _, body, _ in centre.snapshots if key == "good")
        pixels = cv2.imdecode(np.frombuffer(masked, np.uint8), cv2.IMREAD_COLOR)
        assert np.abs(pixels[100:, 170:].astype(int) - FILL).max() < 8
        assert pixels[:80, :150].std() > 20


def test_given_one_worker_is_stopped_and_one_killed_then_the_third_never_pauses_and_all_come_again(tmp_path, centre):
    with serve(good_mjpeg) as camera:
        centre.cards = [card(key, "mjpeg", local(camera)) for key in ("one", "two", "three")]
        with gateway(tmp_path, centre, per_worker=1) as process:
            centre.wait(lambda: all(centre.count(key) > 2 for key in ("one", "two", "three")))
            first, second, _ = workers(process)
            first.send_signal(signal.SIGSTOP)
            second.send_signal(signal.SIGKILL)
            seen = {key: centre.count(key) for key in ("one", "two", "three")}
            centre.wait(lambda: max(centre.count(key) - seen[key] for key in seen) >= 10, 8)
            assert min(centre.count(key) - seen[key] for key in seen) <= 1
            gone([first, second], 30)
            seen = {key: centre.count(key) for key in seen}
            centre.wait(lambda: all(centre.count(key) > seen[key] + 2 for key in seen))
            centre.wait(lambda: all(centre.state(key)[0] == "online" for key in seen))


def test_given_the_gateway_is_killed_then_no_worker_stays_behind(tmp_path, centre):
    with serve(good_mjpeg) as one:
        centre.cards = [card("one", "mjpeg", local(one))]
        with gateway(tmp_path, centre) as process:
            centre.wait(lambda: centre.count("one") > 1)
            left = workers(process)
            process.kill()
            gone(left)


def test_given_the_centre_goes_away_then_the_newest_picture_comes_when_it_is_back(tmp_path, centre):
    with serve(good_mjpeg) as one:
        centre.cards = [card("one", "mjpeg", local(one))]
        with gateway(tmp_path, centre) as process:
            centre.wait(lambda: centre.count("one") > 2)
            with centre.changed:
                centre.up = False
                seen = centre.count("one")
            centre.wait(lambda: centre.refused >= 3 and len(set(centre.missed)) >= 2)
            with centre.changed:
                centre.up, back = True, time.time()
            centre.wait(lambda: centre.count("one") > seen)
            _, captured_at, _, arrived = centre.snapshots[seen]
            assert arrived >= back
            assert captured_at >= max(centre.missed)  # none that waited since the centre went away
            assert workers(process)


def test_given_cameras_are_registered_later_then_they_are_pulled_within_seconds(tmp_path, centre):
    with serve(good_snapshot) as one, gateway(tmp_path, centre):
        centre.wait(lambda: centre.lists >= 1)
        centre.cards = [card("one", "snapshot", local(one))]
        centre.wait(lambda: centre.count("one") > 2, 15)


@pytest.mark.skipif(shutil.which("mosquitto") is None, reason="needs Mosquitto")
def test_given_the_gateway_dies_then_its_last_will_says_so(tmp_path, centre):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    broker = subprocess.Popen(["mosquitto", "-p", str(port)], stderr=subprocess.DEVNULL)
    heard, changed = [], threading.Condition()

    def hear(_client, _data, message):
        with changed:
            heard.append(json.loads(message.payload)["state"])
            changed.notify_all()

    def wait_for(states):
        with changed:
            assert changed.wait_for(lambda: heard == states, 15), heard

    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_message = hear
    client.on_connect = lambda *_: client.subscribe("gw/edge-1/status", 1)
    client.reconnect_delay_set(1, 1)
    client.connect_async("127.0.0.1", port)
    client.loop_start()
    try:
        with gateway(tmp_path, centre, mqtt_port=port) as process:
            with changed:
                assert changed.wait_for(lambda: "online" in heard, 15)
                heard.clear()
            process.kill()
            wait_for(["offline"])
    finally:
        client.disconnect()
        client.loop_stop()
        broker.terminate()
        broker.wait(10)
