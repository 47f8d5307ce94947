"""The life of an incident as pure rules: every move, every way to follow, every join."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ioc.incidents import rules
from ioc.kernel import geo

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)
states = st.sampled_from(rules.STATES)
moves = st.sampled_from(sorted(rules.MOVES))
live = st.lists(st.sampled_from(["offered", "accepted", "en_route", "on_scene"]), max_size=5)


@given(states, moves)
def test_given_any_state_when_any_move_then_it_ends_in_a_state_or_is_not_legal(state: str, move: str) -> None:
    after = rules.after(state, move)
    assert (after in rules.STATES) == (move in rules.legal(state))


@given(states)
def test_given_any_state_when_nothing_is_over_for_good_then_some_move_is_legal(state: str) -> None:
    assert rules.legal(state)


@given(st.sampled_from([*rules.WAITING, *rules.WORKING]))
def test_given_a_hold_when_resumed_then_it_is_where_it_was(state: str) -> None:
    held = rules.after(state, "hold")
    assert held == "on_hold"
    assert rules.after(held, "resume", held=state) == state


@given(st.sampled_from(rules.FINISHED))
def test_given_a_finished_incident_when_reopened_then_it_waits_triaged(state: str) -> None:
    assert rules.after(state, "reopen") == "triaged"
    assert rules.after(state, "dispatch") is None


@given(states, live)
def test_given_live_assignments_when_following_then_the_most_advanced_one_leads(state: str, crew: list[str]) -> None:
    after = rules.following(state, crew)
    if state not in (*rules.WAITING, *rules.WORKING):
        assert after == state
    elif "on_scene" in crew:
        assert after == "on_scene"
    elif "en_route" in crew:
        assert after == "en_route"
    elif crew:
        assert after == "assigned"
    else:
        assert after == ("triaged" if state in rules.WORKING else state)


@given(st.sampled_from(rules.WORKING), live)
def test_given_a_crew_that_is_done_when_others_work_then_it_is_not_resolved(state: str, crew: list[str]) -> None:
    after = rules.following(state, crew, just_done=True)
    assert (after == "resolved") == (not crew)


@given(st.integers(1, 4), st.integers(1, 4), states)
def test_given_an_alarm_that_joins_when_judged_already_then_priority_stays(
    priority: int, severity: int, state: str
) -> None:
    raised = rules.raised(priority, severity, state)
    assert raised <= priority
    assert raised == priority or state == "open"


def _candidate(key: int, north_m: float, **changed: object) -> rules.Candidate:
    base = {
        "id": key, "category": "flood", "lon": 107.6, "lat": 16.46 + north_m / 111_195, "opened_at": NOON,
        "touched_at": NOON, "origin": "real",
    }  # fmt: skip
    return rules.Candidate(**{**base, **changed})


def _arrival(**changed: object) -> rules.Arrival:
    base = {"category": "flood", "lon": 107.6, "lat": 16.46, "at": NOON + timedelta(minutes=10), "origin": "real"}
    return rules.Arrival(**{**base, **changed})


@given(st.lists(st.floats(-400, 400), max_size=12), st.floats(1, 300))
def test_given_candidates_when_one_joins_then_it_is_the_nearest_within_reach(
    norths: list[float], radius: float
) -> None:
    candidates = [_candidate(key, north) for key, north in enumerate(norths)]
    chosen = rules.joined(_arrival(), candidates, radius, timedelta(hours=2))
    distances = [geo.metres(107.6, 16.46, c.lon, c.lat) for c in candidates]
    inside = [d for d in distances if d <= radius]
    assert (chosen is None) == (not inside)
    if chosen is not None:
        assert distances[chosen.id] == min(inside)


@given(
    st.sampled_from(["flood", "tree"]),
    st.sampled_from(["real", "drill", "demo"]),
    st.integers(-300, 300),
)
def test_given_another_category_origin_or_time_when_near_then_nothing_is_joined(
    category: str, origin: str, minutes: int
) -> None:
    arrival = _arrival(category=category, origin=origin, at=NOON + timedelta(minutes=minutes))
    chosen = rules.joined(arrival, [_candidate(1, 0)], 100, timedelta(hours=2))
    fits = category == "flood" and origin == "real" and abs(minutes) <= 120
    assert (chosen is not None) == fits


class Life(RuleBasedStateMachine):
    """Any sequence of legal moves and crews: a state is always known, and a hold always ends where it began."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.held = "open", None

    @rule(move=moves)
    def move(self, move: str) -> None:
        after = rules.after(self.state, move, self.held)
        if after is None:
            return
        self.held = self.state if move == "hold" else (None if move in ("resume", "cancel") else self.held)
        self.state = after

    @precondition(lambda self: self.state != "on_hold")
    @rule(crew=live, done=st.booleans())
    def follow(self, crew: list[str], done: bool) -> None:
        self.state = rules.following(self.state, crew, just_done=done)

    @invariant()
    def known(self) -> None:
        assert self.state in rules.STATES
        assert self.state != "on_hold" or self.held in (*rules.WAITING, *rules.WORKING)


TestLife = Life.TestCase
