"""`ioc check-config`, and the commands of single processes: what is wrong is said before anything starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def _ioc(tmp_path: Path, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    config = tmp_path / "my.yaml"
    config.write_text(text)
    env = {**os.environ, "IOC_CONFIG": str(config), "IOC_HOME": str(tmp_path / "home")}
    return subprocess.run(
        [sys.executable, "-m", "ioc.cli", *words], env=env, capture_output=True, text=True, check=False
    )


def test_given_a_good_file_when_checked_then_one_line_names_it(tmp_path: Path) -> None:
    done = _ioc(tmp_path, "demo: { speed: 2 }\n", "check-config")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("my.yaml is good")


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("city: { pack: nowhere }\n", "city.pack"),
        ("cameras: { networks: ['10.0.0.0/99'] }\n", "cameras.networks"),
        ("mqtt: { formats: { 'city/#': morse } }\n", "mqtt.formats"),
    ],
)
def test_given_what_only_one_process_can_judge_when_checked_then_its_setting_is_named(tmp_path, text, setting) -> None:
    done = _ioc(tmp_path, text, "check-config")
    assert (done.returncode, done.stdout) == (2, "")
    assert setting in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("process", ["web", "ingest", "worker", "cameras", "broker", "demo"])
def test_given_a_mistake_or_an_unknown_option_when_a_process_is_started_then_it_is_not(tmp_path, process: str) -> None:
    done = _ioc(tmp_path, "city: [\n", process)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "my.yaml, line 2" in done.stderr
    unknown = _ioc(tmp_path, "", process, "--nope")
    assert unknown.returncode == 2
    assert "No such option" in unknown.stderr
