"""One address cannot flood the door, and remembering addresses cannot fill the memory."""

from hypothesis import given
from hypothesis import strategies as st

from ioc.kernel.limits import WINDOW_S, Limiter


@given(st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=300))
def test_given_any_pace_when_asking_then_no_more_than_the_bucket_and_its_refill_pass(per_window, gaps) -> None:
    limiter, at, passed = Limiter(), 0.0, 0
    for gap in gaps:
        at += gap
        passed += limiter.take("a", per_window, at) == 0
    assert passed <= per_window + at * per_window / WINDOW_S + 1e-6


def test_given_a_refusal_when_waiting_as_told_then_the_next_passes() -> None:
    limiter = Limiter()
    assert limiter.take("a", 1, 0) == 0
    wait = limiter.take("a", 1, 10)
    assert limiter.take("b", 1, 10) == 0
    assert limiter.take("a", 1, 10 + wait) == 0


def test_given_many_addresses_when_asking_then_only_the_latest_are_remembered() -> None:
    limiter = Limiter(remembered=100)
    for n in range(10_000):
        limiter.take(str(n), 5, 0)
    assert len(limiter._held) == 100
