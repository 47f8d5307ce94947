"""The demo's cameras, through the same doors and eyes as real ones."""

import itertools
import socket
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import requests

from camera_gateway.sources.allow import parse
from camera_gateway.sources.kinds import open_source
from camera_gateway.sources.spec import Bounds, SourceSpec
from camera_gateway.vision.measure import Eye
from camera_gateway.vision.rules import Limits, State, look
from demo.cameras import CameraStage, DemoCamera
from demo.cameras.scenes import Scene, daylight

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = datetime(2026, 11, 22, 18, 42, tzinfo=HUE)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=HUE)
RIVER = DemoCamera("song-1", "Bờ sông 1", 5, "river", "mjpeg")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("streets")


@pytest.fixture(scope="module")
def scene(folder):
    scene = Scene(RIVER, folder, lambda: NIGHT)
    scene.prepare()
    return scene


@pytest.fixture
def stage(folder, scene):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    cameras = [RIVER, replace(RIVER, key="song-2", name="Bờ sông 2", kind="snapshot")]
    stage = CameraStage(cameras, port, folder, lambda: datetime.now(HUE))
    stage.start()
    deadline = time.monotonic() + 20
    while requests.get(f"http://127.0.0.1:{port}/snap/song-2.jpg", timeout=10).status_code == 503:
        assert time.monotonic() < deadline
    yield stage
    stage.stop()


def pulled(stage, key, count):
    source = stage.source(key)
    bounds = Bounds(networks=(parse("127.0.0.1"),), open_s=3, read_s=3)
    spec = SourceSpec(source["kind"], source["url"], every_s=1.0)
    with closing(open_source(spec, bounds).frames()) as frames:
        return [frame.pixels for frame in itertools.islice(frames, count)]


@pytest.mark.parametrize("key", ["song-1", "song-2"])
def test_given_a_demo_camera_then_the_gateway_sees_it_move(stage, key):
    stage.set_rain(0.5)
    first, second = pulled(stage, key, 2)
    assert first.shape == second.shape == (432, 768, 3)
    assert np.abs(first.astype(int) - second).mean() > 0.3


@pytest.mark.parametrize("trouble", ["dark", "covered", "blurred", "frozen"])
@pytest.mark.parametrize("at", [NIGHT, NOON])
def test_given_a_trouble_then_the_gateway_names_it_and_nothing_else(scene, trouble, at):
    scene.set_rain(0.6)
    eye = Eye(Limits())
    for second in range(20):
        measures = eye.measure(scene.picture(at.replace(second=second)))
        assert look(measures, State.ONLINE, Limits()) == State.ONLINE
    scene.trouble = trouble
    for second in (30, 30 if trouble == "frozen" else 32):
        measures = eye.measure(scene.picture(at.replace(second=second)))
    scene.trouble = ""
    assert look(measures, State.ONLINE, Limits()) == trouble


def test_given_rising_water_then_ever_more_of_the_road_is_under_it(scene):
    scene.set_rain(0)
    dry = scene.picture(NIGHT).astype(int)
    covered = []
    for metres in (0.1, 0.2, 0.4, 0.7):
        scene.set_water(metres)
        covered.append(float((np.abs(scene.picture(NIGHT) - dry).max(axis=2) > 6).mean()))
    scene.set_water(0)
    assert covered == sorted(covered)
    assert covered[-1] - covered[0] > 0.05


def test_given_the_hours_then_the_sun_rises_and_sets():
    hours = [daylight(NOON.replace(hour=hour)) for hour in range(24)]
    assert hours[0] == hours[5] == hours[18] == hours[23] == 0
    assert hours[9] == hours[12] == hours[15] == 1


def test_given_the_same_seed_then_the_street_is_the_same_and_comes_from_disk(folder, scene):
    scene.set_rain(0)
    scene.set_water(0)
    again = Scene(RIVER, folder, lambda: NIGHT)
    drawn = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    again.prepare()
    assert drawn
    assert drawn == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert np.array_equal(again.picture(NIGHT), scene.picture(NIGHT))


@pytest.mark.parametrize("path", ["/", "/snap/none.jpg", "/mjpeg/", "/snap/../secret", "/other/song-1"])
def test_given_an_unknown_path_then_it_is_not_found(stage, path):
    url = stage.source("song-1")["url"].split("/mjpeg")[0] + path
    assert requests.get(url, timeout=5).status_code == 404
