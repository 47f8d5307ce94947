"""Supervision: a child that dies comes back, and all of them end together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ioc.kernel.errors import ConfigError
from ioc.up import processes
from ioc.up.processes import Child

RUNS_A_FILE = ("cProfile",)  # a module of the standard library that runs a script given by path


def _until(fact, within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _sleeper(tmp_path: Path, code: str = "import time; time.sleep(60)") -> Child:
    (tmp_path / "sleeper.py").write_text(code)
    return Child("sleeper", [*RUNS_A_FILE, str(tmp_path / "sleeper.py")], tmp_path / "log")


def test_given_a_killed_child_when_watched_then_it_runs_again(tmp_path: Path) -> None:
    child = _sleeper(tmp_path)
    child.start()
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    said: list[str] = []

    def back() -> bool:
        child.watch(said.append)
        return child.running and child.process.pid != first

    _until(back)
    processes.stop([child])
    assert child.restarts == 1
    assert "sleeper ended" in said[0]


def test_given_a_child_whose_setting_is_wrong_when_watched_then_its_own_sentence_ends_the_start(tmp_path: Path) -> None:
    child = _sleeper(tmp_path, "import os; os.write(2, b'ioc sleeper: mqtt.formats: no decoder\\n'); os._exit(2)")
    child.start()
    assert child.process is not None
    child.process.wait()
    with pytest.raises(ConfigError, match=r"^mqtt\.formats: no decoder$"):
        child.watch(lambda _said: None)


def test_given_a_child_that_ran_before_when_a_port_is_taken_at_its_restart_then_it_tries_again(tmp_path: Path) -> None:
    child = _sleeper(tmp_path, "import os; os._exit(2)")
    child.restarts = 1
    child.start()
    assert child.process is not None
    child.process.wait()
    said: list[str] = []
    child.watch(said.append)
    assert "sleeper ended (2)" in said[0]


def test_given_a_child_that_served_for_hours_when_it_ends_with_that_status_then_the_centre_goes_on(
    tmp_path: Path,
) -> None:
    child = _sleeper(tmp_path, "import os; os._exit(2)")
    child.start()
    assert child.process is not None
    child.process.wait()
    child.started -= 3600
    said: list[str] = []
    child.watch(said.append)
    assert "sleeper ended (2)" in said[0]
    child.process.kill()
    child.process.wait()


def test_given_a_child_that_ignores_term_when_stopped_then_it_is_killed_in_time(tmp_path: Path) -> None:
    ready = tmp_path / "deaf"
    deaf = f"import signal, time; signal.signal(15, signal.SIG_IGN); open({str(ready)!r}, 'w'); time.sleep(60)"
    child = _sleeper(tmp_path, deaf)
    child.start()
    _until(ready.exists)
    begun = time.monotonic()
    processes.stop([child], within_s=0.5)
    assert not child.running
    assert time.monotonic() - begun < 3


def test_given_a_parent_that_is_killed_when_it_had_children_then_they_end_too(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text("import time; time.sleep(60)")
    parent = (
        "import time; from pathlib import Path; from ioc.up.processes import Child\n"
        f"c = Child('s', ['cProfile', {str(tmp_path / 'sleeper.py')!r}], Path({str(tmp_path / 'log')!r})); c.start()\n"
        "print(c.process.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    _until(lambda: _gone(pid))


def _gone(pid: int) -> bool:
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def test_given_a_process_that_crashed_a_thousand_times_when_it_ends_again_then_it_still_comes_back(
    tmp_path: Path,
) -> None:
    child = _sleeper(tmp_path, "")
    child.start()
    assert child.process is not None
    child.process.wait()
    child.tries = 5000
    said: list[str] = []
    child.watch(said.append)
    assert "again in 10.0 s" in said[0]


def test_given_a_log_that_has_grown_large_when_a_process_starts_then_a_new_one_begins_and_the_old_is_kept(
    tmp_path: Path,
) -> None:
    child = _sleeper(tmp_path, "import sys; print('hello'); sys.stdout.flush(); import os; os._exit(0)")
    with child.log.open("wb") as log:
        log.truncate(processes.LARGEST_LOG + 1)
    child.start()
    assert child.process is not None
    child.process.wait()
    assert child.log.read_text() == "hello\n"
    assert (tmp_path / "log.1").stat().st_size == processes.LARGEST_LOG + 1
