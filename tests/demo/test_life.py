"""The simulated city keeps to the laws of water, light and chance."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.life.light import darkness
from demo.life.traffic import Traffic, demand
from demo.life.water import OUTLET, Water
from demo.life.weather import Weather


def _chain(n: int) -> list[int]:
    return [OUTLET, *range(n - 1)]


def test_given_a_storm_when_it_rains_then_the_drains_downstream_rise_first() -> None:
    water, weather = Water([OUTLET] + [(i - 1) // 2 for i in range(1, 127)], 3), Weather(3)
    before = water.level_cm.copy()
    for minute in range(6):
        water.step(60, weather.rain(minute * 60.0))
    rise = water.level_cm - before
    leaves, trunk = rise[63:], rise[1:15]
    assert trunk.mean() > leaves.mean()


def test_given_a_clogged_drain_when_it_rains_then_it_stands_higher_than_when_free_and_clears() -> None:
    free, clogged = Water(_chain(10), 1), Water(_chain(10), 1)
    clogged.clog(9, 0.05)
    for water in (free, clogged):
        water.step(900, 40)
    assert clogged.level_cm[9] > free.level_cm[9] + 20
    clogged.clear(9)
    assert clogged.level_cm[9] < 30


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 150), st.integers(1, 40), st.integers(0, 99))
def test_given_any_rain_then_levels_stay_finite_and_never_negative(rain: float, n: int, seed: int) -> None:
    water = Water(_chain(n), seed)
    water.step(300, rain)
    assert np.isfinite(water.level_cm).all()
    assert (water.level_cm >= 0).all()


def test_given_no_rain_when_time_passes_then_the_town_runs_dry() -> None:
    water = Water(_chain(20), 5)
    water.step(600, 90)
    high = water.level_cm.max()
    water.step(4 * 3600, 0)
    assert water.level_cm.max() < min(30, high)


@given(st.floats(-1000, 200_000))
def test_given_any_moment_then_rain_is_never_negative_nor_beyond_what_falls(t: float) -> None:
    assert 0 <= Weather(1).rain(t) <= 100


def test_given_the_hours_when_asked_then_it_is_dark_at_night_and_light_at_noon() -> None:
    assert darkness(0) == 1
    assert darkness(12) == 0
    assert demand(3) < demand(7.25)


def test_given_standing_water_when_traffic_is_read_then_it_is_slower() -> None:
    dry, wet = Traffic(1, 1), Traffic(1, 1)
    assert wet.reading(0, 12, 60, 40)["speed_kmh"] < dry.reading(0, 12, 0, 0)["speed_kmh"]
