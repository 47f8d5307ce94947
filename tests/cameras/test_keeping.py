"""Placing, back-off, verdicts, slots: the pure parts of keeping workers alive."""

from hypothesis import given
from hypothesis import strategies as st

from camera_gateway.backoff import delay
from camera_gateway.placing import place
from camera_gateway.slots import Slots
from camera_gateway.verdicts import Facts, Verdict, verdict

keys = st.lists(st.sampled_from([f"c{n}" for n in range(20)]), unique=True)


@given(st.lists(st.tuples(keys, st.sets(st.sampled_from([f"c{n}" for n in range(20)]))), max_size=6), st.integers(1, 5))
def test_given_any_history_then_every_camera_has_one_place_and_no_worker_too_many(steps, per_worker):
    placed = {}
    for wanted, alone in steps:
        before = placed
        placed = place(before, wanted, per_worker, alone)
        assert set(placed) == set(wanted)
        for number in placed.values():
            inside = [key for key in placed if placed[key] == number]
            assert len(inside) <= per_worker
            assert len(inside) == 1 or not alone & set(inside)
        assert place(placed, wanted, per_worker, alone) == placed


def test_given_a_camera_is_added_then_the_others_stay_where_they_are():
    before = place({}, ["a", "b", "c"], 2)
    assert before.items() <= place(before, ["x", "a", "b", "c"], 2).items()


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_given_any_number_of_failures_then_the_wait_grows_from_one_second_to_a_minute(attempt, chance):
    assert 0.75 <= delay(attempt, chance) <= 75
    assert delay(attempt, chance) <= delay(attempt + 1, chance)
    assert delay(attempt, chance, "wrong_password") >= 450


def test_given_the_first_failures_then_one_two_four_seconds():
    assert [delay(n, 0.5) for n in (1, 2, 3, 7, 50)] == [1, 2, 4, 60, 60]


def test_given_facts_about_a_worker_then_the_verdict_names_the_first_reason():
    good = Facts(age_s=100, beat_age_s=1, rss_mb=100, frame_age_s=2)
    assert verdict(good, 400) == Verdict.KEEP
    assert verdict(Facts(age_s=5), 400) == Verdict.KEEP
    assert verdict(Facts(age_s=31), 400) == Verdict.SILENT
    assert verdict(Facts(age_s=100, beat_age_s=11), 400) == Verdict.SILENT
    assert verdict(Facts(age_s=100, beat_age_s=1, hung=("a",)), 400) == Verdict.HUNG
    assert verdict(Facts(age_s=100, beat_age_s=1, rss_mb=401), 400) == Verdict.HEAVY
    assert verdict(Facts(age_s=500, beat_age_s=1, frame_age_s=121), 400) == Verdict.BARREN
    hourly = Facts(age_s=9000, beat_age_s=1, frame_age_s=3500, slowest_s=3600)
    assert verdict(hourly, 400) == Verdict.KEEP
    assert verdict(Facts(age_s=500, beat_age_s=1), 400) == Verdict.KEEP


def test_given_a_slow_reader_then_it_gets_the_newest_of_each_and_nothing_starves():
    slots = Slots()
    for number in range(100):
        slots.put("a", number)
        slots.put("b", -number)
    assert [slots.take(0), slots.take(0), slots.take(0)] == [("a", 99), ("b", -99), None]
    slots.put("a", 2)
    slots.put_back("a", 1)
    slots.put_back("b", 3)
    assert [slots.take(0), slots.take(0)] == [("a", 2), ("b", 3)]
