"""Travel time of 500 crews to one incident, against one bare Dijkstra of scipy on the same graph."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from demo.town.build import build
from ioc.places import pack

pytestmark = pytest.mark.bench
CREWS, ROUNDS = 500, 25
LIMIT_MS, LIMIT_RATIO = 20, 3


def median_ms(work: Callable[[int], object]) -> float:
    taken = []
    for k in range(ROUNDS):
        begun = time.perf_counter()
        work(k)
        taken.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(taken)


def test_given_500_crews_when_asked_for_travel_time_then_it_costs_little_more_than_one_dijkstra(
    tmp_path: Path,
) -> None:
    begun = time.perf_counter()
    build(tmp_path / "town", seed=7)
    built = time.perf_counter() - begun
    city = pack.load(tmp_path / "town")
    west, south, east, north = city.manifest.bbox
    chance = np.random.default_rng(1)
    crews = [(float(x), float(y)) for x, y in chance.uniform((west, south), (east, north), (CREWS, 2))]
    goals = [(float(x), float(y)) for x, y in chance.uniform((west, south), (east, north), (ROUNDS, 2))]
    streets = city.streets
    streets.travel(crews, crews[0])
    roots = streets.snap(goals)[0]
    bare = median_ms(lambda k: dijkstra(streets._reversed, indices=int(roots[k])))
    ours = median_ms(lambda k: streets.travel(crews, goals[k]))
    reverse = median_ms(lambda k: city.reverse(*goals[k]))
    search = median_ms(lambda k: city.search(f"{k + 1} le loi"))
    print(f"\ntravel: {CREWS} crews {ours:.1f} ms, bare Dijkstra {bare:.1f} ms, ratio {ours / bare:.2f}")
    print(f"places: reverse {reverse:.2f} ms, search {search:.2f} ms; the town was built in {built:.1f} s")
    assert ours <= max(LIMIT_MS, LIMIT_RATIO * bare)
