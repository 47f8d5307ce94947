"""The gateway and the real centre: a demo camera becomes a picture on a card, its trouble an alarm."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import requests
import yaml

from demo.cameras import CameraStage, DemoCamera

IOC = [sys.executable, "-m", "ioc.cli"]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def running(module, env):
    process = subprocess.Popen([sys.executable, "-m", module], env=env)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)


def until(fact, timeout=60):
    """Asks until the answer is true; the centre is another process, and HTTP its only window."""
    deadline = time.monotonic() + timeout
    while not (found := fact()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.2)
    return found


@pytest.fixture
def home(tmp_path):
    port = free_port()
    settings = {"cameras": {"networks": ["127.0.0.1"], "every_s": 0.5}, "server": {"async_mode": "threading"}}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(settings))
    env = {
        **os.environ,
        "IOC_HOME": str(tmp_path / "var"),
        "IOC_CONFIG": str(tmp_path / "config.yaml"),
        "IOC_PORT": str(port),
        "IOC_MQTT_PORT": str(free_port()),
        "IOC_DEMO": "0",
    }
    subprocess.run([*IOC, "migrate"], env=env, check=True)
    return env


def token(env, role):
    done = subprocess.run(
        [*IOC, "token", "create", "--role", role], env=env, check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


def test_given_a_real_centre_when_a_camera_is_registered_then_it_lives_and_its_trouble_raises_an_alarm(home, tmp_path):
    stage = CameraStage(
        [DemoCamera("song-1", "Bờ sông 1", 5, "river", "mjpeg")],
        free_port(),
        tmp_path / "streets",
        lambda: datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")),
    )
    admin = requests.Session()
    admin.headers["Authorization"] = f"Bearer {token(home, 'admin')}"
    base = f"http://127.0.0.1:{home['IOC_PORT']}"
    home["IOC_GATEWAY_TOKEN"] = token(home, "gateway")
    stage.start()

    def card():
        return admin.get(f"{base}/api/v1/cameras/song-1", timeout=10).json()

    def up():
        try:
            return requests.get(f"{base}/healthz", timeout=5).status_code
        except requests.ConnectionError:
            return None

    with running("realtime.web", home):
        until(up)
        body = {"key": "song-1", "name": "Bờ sông 1", "lat": 16.47, "lon": 107.59, "source": stage.source("song-1")}
        headers = {"Idempotency-Key": "camera-song-1"}
        made = admin.post(f"{base}/api/v1/cameras", json={**body, "every_s": 0.5}, headers=headers, timeout=10)
        assert made.status_code == 201, made.text
        with running("camera_gateway", home):
            until(lambda: card()["state"] == "online")
            picture = until(lambda: (url := card()["snapshot_url"]) and admin.get(base + url, timeout=10))
            assert picture.headers["Content-Type"] == "image/jpeg"
            assert picture.content[:2] == b"\xff\xd8"
            stage.set_trouble("song-1", "dark")
            until(lambda: card()["state"] == "dark")
            stage.set_trouble("song-1", "")
            until(lambda: card()["state"] == "online")
    stage.stop()
