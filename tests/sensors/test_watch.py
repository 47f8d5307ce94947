"""When values are an alarm: what holds for every stream of values."""

from hypothesis import given
from hypothesis import strategies as st

from ioc.sensors.rules.watch import ABOVE, BELOW, EQUALS, Limits, Move, Phase, Watch, limits

HIGH = limits(ABOVE, 150, 140, on_delay_s=10, off_delay_s=30)
SECOND = 1000


def feed(watch: Watch, values, step: int = SECOND, start: int = 0) -> list[Move]:
    moves: list[Move] = []
    for index, value in enumerate(values):
        at = start + index * step
        moves += watch.observe(at, at, value) or []
    return moves


def test_given_a_value_beyond_the_threshold_when_it_holds_for_the_on_delay_then_it_raises_once() -> None:
    watch = Watch(HIGH)
    assert feed(watch, [160] * 10) == []
    assert feed(watch, [160] * 20, start=10 * SECOND) == [Move.RAISE]


def test_given_a_short_spike_when_it_ends_before_the_on_delay_then_nothing_is_raised() -> None:
    assert feed(Watch(HIGH), [100, 160, 160, 100, 100, 100, 160, 100] + [100] * 100) == []


def test_given_an_active_alarm_when_the_value_rests_in_the_dead_band_then_it_does_not_return() -> None:
    watch = Watch(HIGH, active=True)
    assert feed(watch, [145] * 500) == []
    assert feed(watch, [140] * 31, start=500 * SECOND) == [Move.RETURN]


def test_given_a_pending_alarm_when_only_the_clock_runs_then_the_clock_raises_it() -> None:
    watch = Watch(HIGH)
    watch.observe(0, 1_000_000, 160)
    assert watch.tick(1_009_999) is None
    assert watch.tick(1_010_000) == [Move.RAISE]
    watch.observe(20_000, 1_020_000, 100)
    assert watch.tick(1_049_999) is None
    assert watch.tick(1_050_000) == [Move.RETURN]


def test_given_an_old_replay_when_the_clock_ticks_then_arrival_times_count_and_not_event_times() -> None:
    watch = Watch(HIGH)
    watch.observe(0, 5_000_000_000, 160)  # an event of long ago, arrived now
    assert watch.tick(5_000_000_100) is None


def test_given_a_thousand_oscillations_around_the_threshold_then_one_alarm_with_repeats_comes_of_it() -> None:
    for period in (1, 5, 20, 60, 120):
        watch = Watch(HIGH)
        moves = feed(watch, [160, 130] * 1000, step=period * SECOND)
        raised, repeated = moves.count(Move.RAISE), watch.take_repeats()
        assert raised >= 1
        assert raised - 1 + repeated >= 900, (period, raised, repeated)
        assert len(moves) < 40, (period, len(moves))


def test_given_oscillation_inside_the_dead_band_then_one_alarm_is_raised() -> None:
    assert feed(Watch(HIGH), [151, 149] * 1000) == [Move.RAISE]


def test_given_below_and_equals_then_they_mirror_above() -> None:
    low = limits(BELOW, 10, 15, 0, 0)
    assert feed(Watch(low), [20, 9, 12, 16]) == [Move.RAISE, Move.RETURN]
    same = limits(EQUALS, 1, None, 0, 0)
    assert feed(Watch(same), [0, 1, 1, 0, 2]) == [Move.RAISE, Move.RETURN]


values = st.lists(st.floats(-1e6, 1e6), max_size=200)
gaps = st.lists(st.integers(1, 120_000), min_size=200, max_size=200)
rules = st.builds(
    lambda condition, threshold, band, on, off: limits(
        condition, threshold, threshold - band if condition == ABOVE else threshold + band, on, off
    ),
    st.sampled_from([ABOVE, BELOW]),
    st.floats(-1000, 1000),
    st.floats(0, 500),
    st.floats(0, 30),
    st.floats(0, 60),
)


@given(rules, values, gaps)
def test_given_any_values_then_raise_and_return_alternate(rule: Limits, given_values, given_gaps) -> None:
    watch, at, moves = Watch(rule), 0, []
    for value, gap in zip(given_values, given_gaps, strict=False):
        at += gap
        moves += watch.observe(at, at, value) or []
        moves += watch.tick(at) or []
    told = [move for move in moves if move != Move.REPEAT]
    assert told[::2] == [Move.RAISE] * len(told[::2])
    assert told[1::2] == [Move.RETURN] * len(told[1::2])
    assert (watch.phase in (Phase.ACTIVE, Phase.LEAVING)) == (len(told) % 2 == 1)


@given(rules, values, gaps)
def test_given_any_values_then_an_idle_comparator_never_raises(rule: Limits, given_values, given_gaps) -> None:
    """No raise without a value beyond the threshold."""
    safe = [value for value in given_values if not rule.sign * value > rule.limit]
    watch, at = Watch(rule), 0
    for value, gap in zip(safe, given_gaps, strict=False):
        at += gap
        assert watch.observe(at, at, value) is None


@given(rules, st.integers(0, 10_000_000))
def test_given_a_broken_value_that_holds_then_it_is_raised_exactly_when_the_delay_is_over(rule, start) -> None:
    watch = Watch(rule)
    far = rule.sign * (rule.limit + 1)
    first = watch.observe(start, start, far)
    moves = (first or []) + (watch.tick(start + int(rule.on_ms) - 1) or [] if rule.on_ms >= 1 else [])
    assert moves in ([], [Move.RAISE] if rule.on_ms == 0 else [])
    assert (watch.tick(start + int(rule.on_ms) + 1) or []) + moves == [Move.RAISE]
