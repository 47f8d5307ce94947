"""Readings: stored once, the first value wins, read back thinned, dropped by the day."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ioc.kernel.clock import to_ms
from ioc.sensors.readings import DAY_MS, Tally, drop_before, store_for, tables
from ioc.sensors.readings.history import history, newest_since, thin

START = to_ms(datetime(2026, 11, 22, tzinfo=UTC))


def write(db, rows) -> Tally:
    with db.write() as session:
        return store_for(db.write_engine.dialect.name).write(session.connection(), rows)


def test_given_the_same_keys_again_then_equal_values_are_duplicates_and_others_conflicts(db) -> None:
    first = [(1, "level_cm", START + i, float(i)) for i in range(10)]
    assert write(db, first) == Tally(stored=10)
    again = [*first[:4], (1, "level_cm", START + 5, 99.0), (2, "level_cm", START + 5, 99.0)]
    assert write(db, again) == Tally(stored=1, duplicate=4, conflict=1)
    with db.read() as session:
        found = history(session.connection(), 1, "level_cm", START, START + 100, 500)
    assert found == [(at, value) for _, _, at, value in first]


def test_given_one_batch_that_repeats_a_key_then_the_first_value_wins(db) -> None:
    rows = [(1, "level_cm", START, 1.0), (1, "level_cm", START, 1.0), (1, "level_cm", START, 2.0)]
    assert write(db, rows) == Tally(stored=1, duplicate=1, conflict=1)
    with db.read() as session:
        assert history(session.connection(), 1, "level_cm", START, START, 5) == [(START, 1.0)]


def test_given_more_readings_than_are_held_at_once_then_the_chart_spans_all_hours_and_keeps_the_peak(db) -> None:
    rows = [(1, "level_cm", START + i * 1000, 500.0 if i == 40_000 else float(i % 7)) for i in range(60_000)]
    write(db, rows)
    with db.read() as session:
        found = history(session.connection(), 1, "level_cm", START, START + DAY_MS, 200)
    assert len(found) <= 202
    assert (START + 40_000_000, 500.0) in found
    assert found[0][0] == START
    assert found[-1][0] > START + 59_000_000


def test_given_readings_of_three_days_when_retention_runs_then_whole_days_go(db) -> None:
    write(db, [(1, "level_cm", START + day * DAY_MS, 1.0) for day in (-2, -1, 0)])
    with db.write() as session:
        gone = drop_before(session.connection(), datetime(2026, 11, 22, 12, tzinfo=UTC), 1)
    assert gone == ["reading_20261120"]
    with db.read() as session:
        assert sorted(tables(session.connection()).values()) == ["reading_20261121", "reading_20261122"]
        assert len(history(session.connection(), 1, "level_cm", START - 9 * DAY_MS, START, 50)) == 2


def test_given_stored_readings_when_a_restart_reads_on_then_it_finds_the_newest_of_each(db) -> None:
    write(db, [(1, "level_cm", START, 1.0), (1, "level_cm", START + 9, 2.0), (2, "on", START - DAY_MS, 1.0)])
    with db.read() as session:
        assert newest_since(session.connection(), START) == {(1, "level_cm"): (START + 9, 2.0)}
        assert (2, "on") in newest_since(session.connection(), START - 2 * DAY_MS)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=400), st.integers(1, 50))
def test_given_any_series_when_thinned_then_its_peaks_and_order_stay(values, buckets) -> None:
    rows = list(enumerate(values))
    kept = thin(rows, 0, len(rows), buckets)
    assert kept == sorted(set(kept))
    assert len(kept) <= 2 * buckets
    assert {min(values), max(values)} <= {value for _, value in kept}
