"""`ioc up`: starts, stops, comes back with yesterday's data, and survives the death of any of its processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.centre import ROOT, Centre, until

# a start, where nothing else runs; and where much does: all its processes together are a few commands (2.5 measured)
QUICK_S, QUICK_COMMANDS = 10, 6


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory):
    """A centre of its own, since these tests kill its parts."""
    made = Centre(tmp_path_factory.mktemp("killed") / "home", {"demo": {"seed": 11}})
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


def _one_command(centre: Centre) -> float:
    """How long the shortest `ioc …` takes on this machine as busy as it is now, in seconds."""
    begun = time.monotonic()
    centre.ioc("check-config")
    return time.monotonic() - begun


def _open_incident(centre: Centre) -> dict:
    where = centre.get("/pack/pack.json")["center"]
    return centre.post("/api/v1/incidents", {"category": "flood", "lon": where[0], "lat": where[1]}, "officer")


def test_given_a_running_centre_when_stopped_and_started_then_it_is_quick_and_nothing_is_lost(own: Centre) -> None:
    incident = _open_incident(own)
    one = _one_command(own)
    assert own.stop() < 10
    begun = time.monotonic()
    own.start()
    took = time.monotonic() - begun
    assert took < max(QUICK_S, QUICK_COMMANDS * max(one, _one_command(own)))
    assert own.get(f"/api/v1/incidents/{incident['id']}")["code"] == incident["code"]


@pytest.mark.parametrize("module", ["realtime.web", "realtime.ingest", "ioc.worker", "camera_gateway", "ioc.broker"])
def test_given_the_death_of_one_process_then_it_comes_back_and_the_rest_goes_on(own: Centre, module: str) -> None:
    before = own.children()
    incident = _open_incident(own)
    os.kill(before[module], signal.SIGKILL)
    until(lambda: own.children().get(module, before[module]) != before[module], 30)
    until(lambda: _answers(own), 30)
    after = own.children()
    assert {name: pid for name, pid in after.items() if name != module} == {
        name: pid for name, pid in before.items() if name != module
    }
    assert own.get(f"/api/v1/incidents/{incident['id']}")["code"] == incident["code"]


def _answers(centre: Centre) -> bool:
    try:
        return centre.call("GET", "/api/v1/incidents").ok
    except OSError:
        return False


def test_given_a_broker_that_died_when_it_is_back_then_readings_flow_again(own: Centre) -> None:
    where = own.get("/pack/pack.json")["center"]
    key = f"mn-{time.monotonic_ns()}"
    sensor = own.post(
        "/api/v1/sensors", {"key": key, "kind": "drainage", "name": "Cống thử", "lon": where[0], "lat": where[1]}
    )
    os.kill(own.children()["ioc.broker"], signal.SIGKILL)

    def stored() -> bool:
        try:
            device = own.device()
        except OSError:
            return False
        device.say(f"city/drainage/{key}/data", {"ts": round(time.time() * 1000), "level_cm": 42.5})
        device.close()
        latest = own.get(f"/api/v1/sensors/{sensor['id']}")["latest"]
        return any(one["quantity"] == "level_cm" and one["value"] == 42.5 for one in latest)

    until(stored, 40, 0.5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"IOC_PORT": "eighty"}, "IOC_PORT"),
        ({"IOC_CONFIG": "/nowhere/config.yaml"}, "IOC_CONFIG"),
        ({"IOC_HOME": "/proc/nowhere"}, "IOC_HOME"),
    ],
)
def test_given_a_wrong_setting_when_started_then_one_sentence_names_it(tmp_path: Path, change: dict, said: str) -> None:
    env = {**os.environ, "IOC_HOME": str(tmp_path), **change}
    ran = subprocess.run(
        [sys.executable, "-m", "ioc.cli", "up"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 2
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
