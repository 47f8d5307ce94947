"""The demo's cameras live under the weather of the demo's town."""

import socket

import numpy as np
import pytest
import requests

from demo.cctv import Cctv, scenes
from demo.siting import Camera, Sites
from demo.town_day import STREET_CM, TownDay
from ioc.kernel.config import Config, Demo, Home, Settings

HERE = Camera("cam-01", 107.590, 16.470, "Cầu Trường Tiền", 40.0)
THERE = Camera("cam-02", 107.600, 16.460, "Ngã tư Lê Lợi – Hùng Vương", 120.0)


def drain(key, lon, lat):
    return {"key": key, "kind": "drainage", "name": key, "lon": lon, "lat": lat}


@pytest.fixture
def town(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = Settings(Config(demo=Demo(camera_port=port)), Home(tmp_path), {})
    bodies = [drain("near-there", 107.6001, 16.4601), drain("near-here", 107.5901, 16.4701)]
    day = TownDay(Sites([], [], [], []), bodies, "Asia/Ho_Chi_Minh", seed=7, speed=1)
    cctv = Cctv([HERE, THERE], day, settings, "Asia/Ho_Chi_Minh")
    yield day, cctv
    cctv.stop()


def test_given_the_same_city_then_the_streets_are_the_same_and_neighbours_differ():
    first, second = scenes([HERE, THERE], 7)
    assert scenes([HERE, THERE], 7) == [first, second]
    assert first.style != second.style
    assert first.seed != second.seed


def test_given_a_flooded_drain_then_the_camera_beside_it_sees_the_water_and_the_other_does_not(town):
    day, cctv = town
    day.water.level_cm = np.array([STREET_CM - 40, STREET_CM + 35])
    cctv.step()
    assert cctv.stage.weather(HERE.id).water == 0.35
    assert cctv.stage.weather(THERE.id).water < 0.05


def test_given_a_started_city_then_its_cameras_answer_at_the_address_they_are_registered_with(town):
    _, cctv = town
    cctv.start()
    answer = requests.get(cctv.stage.source(THERE.id)["url"], timeout=10)
    assert answer.status_code in (200, 503)
