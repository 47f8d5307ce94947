"""Dispatch as pure rules: moves, clamped times, ranking, watches."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc.dispatch.rules import moves, ranking, shifts
from ioc.dispatch.rules.ranking import Option

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)
PUMP = frozenset({"pump"})
STALE, UNUSABLE = timedelta(seconds=60), timedelta(minutes=30)
states = st.sampled_from([*moves.LIVE, *moves.OVER])
names = st.sampled_from(sorted(moves.MOVES))
times = st.integers(-10_000_000, 10_000_000).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(states, names)
def test_given_any_state_when_any_move_then_only_legal_ones_lead_somewhere(state: str, name: str) -> None:
    assert (moves.after(state, name) is not None) == (name in moves.legal(state))
    assert moves.after(state, name) is None or state in moves.LIVE


@given(st.lists(names, max_size=8))
def test_given_any_sequence_of_moves_when_made_then_over_is_over_and_steps_come_in_order(sequence: list[str]) -> None:
    state, seen = "offered", ["offered"]
    for name in sequence:
        after = moves.after(state, name)
        if after is not None:
            state = after
            seen.append(state)
    steps = [one for one in seen if one in moves.LIVE]
    assert steps == list(moves.LIVE)[: len(steps)]
    assert all(one in moves.LIVE for one in seen[:-1])


@given(names)
def test_given_a_move_when_made_again_then_it_is_known_as_a_repeat(name: str) -> None:
    origins, to = moves.MOVES[name]
    stamp = moves.STAMPS.get(name)
    assert moves.repeated(to, name, {stamp} if stamp else set())
    assert not any(moves.repeated(state, name, set()) for state in origins)


@given(st.none() | times, times, times)
def test_given_any_device_clock_when_clamped_then_the_time_lies_between_offer_and_receipt(
    device: datetime | None, offered: datetime, received: datetime
) -> None:
    offered, received = min(offered, received), max(offered, received)
    at = moves.clamped(device, offered, received)
    assert offered <= at <= received
    assert device is None or not offered <= device <= received or at == device


def _option(key: int, **changed: object) -> Option:
    base = {
        "crew_id": key, "code": f"TN-{key:02d}", "skills": PUMP, "status": "available", "position_at": NOON,
        "air_m": 500.0,
    }  # fmt: skip
    return Option(**{**base, **changed})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"here": True}, "assigned"),
        ({"declined": True}, "declined"),
        ({"status": "off"}, "off"),
        ({"status": "break"}, "break"),
        ({"position_at": None}, "no_position"),
        ({"position_at": NOON - timedelta(minutes=41)}, "position_stale"),
        ({"status": "busy", "wait_s": 600.0}, None),
    ],
)
def test_given_a_crew_when_considered_then_it_is_left_out_for_the_right_reason(changed: dict, code: str | None) -> None:
    reason = ranking.excluded(_option(1, **changed), NOON, UNUSABLE)
    assert (reason.code if reason else None) == code
    if code == "position_stale":
        assert reason is not None
        assert reason.params == {"minutes": 41}


options = st.builds(
    _option,
    st.integers(1, 10_000),
    skills=st.sampled_from([PUMP, frozenset(), frozenset({"saw"})]),
    air_m=st.floats(0, 9_000),
    wait_s=st.sampled_from([0.0, 300.0, 1500.0]),
)


@given(st.lists(options, max_size=20, unique_by=lambda o: o.crew_id), st.randoms())
def test_given_crews_in_any_order_when_ranked_then_the_order_is_the_same_and_costs_rise(found: list, chance) -> None:
    def ranked(of: list[Option]) -> list[ranking.Ranked]:
        return ranking.rank(of, [(o.air_m, o.air_m) for o in of], PUMP, NOON, STALE)[0]

    shuffled = found[:]
    chance.shuffle(shuffled)
    first = ranked(found)
    assert first == ranked(shuffled)
    by_id = {option.crew_id: option for option in found}
    costs = [one.eta_s + (0 if by_id[one.crew_id].skills & PUMP else ranking.LACKS_SKILL_S) for one in first]
    assert costs == sorted(costs)
    assert all(any(reason.code in ("skill", "skill_missing") for reason in one.reasons) for one in first)
    assert all(("busy" in [r.code for r in one.reasons]) == (by_id[one.crew_id].wait_s > 0) for one in first)


def test_given_a_near_crew_without_the_skill_when_another_has_it_then_the_skilled_one_is_first() -> None:
    near, far = _option(1, skills=frozenset({"saw"})), _option(2)
    ranked, out = ranking.rank([near, far], [(60, 400), (500, 3000)], PUMP, NOON, STALE)
    assert ([one.crew_id for one in ranked], out) == ([2, 1], [])


def test_given_an_island_when_no_street_leads_then_it_is_left_out() -> None:
    _ranked, out = ranking.rank([_option(1)], [None], PUMP, NOON, STALE)
    assert [(one.crew_id, one.reason.code) for one in out] == [(1, "no_route")]


@given(st.lists(options, max_size=30, unique_by=lambda o: o.crew_id), st.integers(1, 12))
def test_given_many_crews_when_shortlisted_then_no_nearer_skilled_one_is_left(found: list, count: int) -> None:
    short = ranking.shortlist(found, PUMP, count)
    assert len(short) == min(count, len(found))
    left = [o for o in found if o not in short and o.skills & PUMP]
    if left:
        assert all(o.skills & PUMP for o in short)
        assert max(o.air_m for o in short) <= min(o.air_m for o in left)


PLAN = [shifts.Plan("morning", "06:00", "14:00"), shifts.Plan("evening", "14:00", "22:00"), shifts.Plan("night", "22:00", "06:00")]  # fmt: skip  # noqa: E501


@given(times)
def test_given_any_moment_when_asked_then_exactly_one_watch_of_the_plan_holds_it(at: datetime) -> None:
    local = at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    watch = shifts.watch_at(PLAN, local)
    assert watch is not None
    assert watch.starts_at <= local < watch.ends_at
    assert watch.ends_at - watch.starts_at == timedelta(hours=8)


def test_given_two_in_the_morning_when_asked_then_it_is_last_evenings_night_watch() -> None:
    local = datetime(2025, 11, 22, 2, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    watch = shifts.watch_at(PLAN, local)
    assert watch is not None
    assert (watch.code, watch.starts_at.day) == ("night", 21)
    assert shifts.watch_at(PLAN[:1], local) is None


@pytest.mark.parametrize(
    ("start", "end", "hours"), [("06:00", "14:00", 8), ("22:00", "06:30", 8.5), ("07:00", "07:00", 24)]
)
def test_given_a_planned_watch_when_measured_then_midnight_is_no_border(start: str, end: str, hours: float) -> None:
    assert shifts.length(shifts.Plan("any", start, end)) == timedelta(hours=hours)
