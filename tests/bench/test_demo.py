"""The whole demo on one machine: memory and CPU of all its processes, how soon it is back, how soon it is gone."""

import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.centre import Centre, until

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]
SETTLE_S, MEASURE_S = 60, 60
MOST_MB, MOST_CPU = 1500, 0.60  # of two cores
START_S, STOP_S = 10, 10
CORES = 2


def family(centre: Centre) -> list[psutil.Process]:
    assert centre.process is not None
    root = psutil.Process(centre.process.pid)
    return [root, *root.children(recursive=True)]


def spent(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes if process.is_running())


def idle_share() -> float:
    """The reference: what of the two cores nobody used meanwhile."""
    return psutil.cpu_times_percent(interval=None).idle / 100


def test_given_the_demo_city_when_it_runs_then_memory_cpu_start_and_stop_stay_small(tmp_path: Path) -> None:
    centre = Centre(tmp_path / "home", demo=True)
    begun = time.monotonic()
    centre.start(within_s=180)
    first = time.monotonic() - begun
    try:
        until(lambda: centre.get("/api/v1/cameras")["items"], 60)
        time.sleep(SETTLE_S)
        processes = family(centre)
        before, since = spent(processes), time.monotonic()
        idle_share()
        time.sleep(MEASURE_S)
        share = (spent(processes) - before) / (time.monotonic() - since) / CORES
        idle = idle_share()
        memory = sum(process.memory_full_info().pss for process in processes) / 2**20
    finally:
        stopped = centre.stop()
    begun = time.monotonic()
    centre.start()
    again = time.monotonic() - begun
    centre.stop()
    print(
        f"\ndemo: {len(processes)} processes, {memory:,.0f} MiB PSS (limit {MOST_MB:,}), {share:.1%} of two cores "
        f"(limit {MOST_CPU:.0%}; {idle:.0%} of the machine idle); first start with the town {first:.1f} s, "
        f"next start {again:.1f} s (limit {START_S}), Ctrl-C {stopped:.1f} s (limit {STOP_S})"
    )
    assert memory <= MOST_MB
    assert share <= MOST_CPU
    assert again <= START_S
    assert stopped <= STOP_S
