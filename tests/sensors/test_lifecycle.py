"""The table of moves of an alarm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc.sensors.rules import lifecycle as life

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_given_every_move_then_it_leads_to_a_state_of_the_table() -> None:
    for state, moves in life.MOVES.items():
        for move in moves:
            assert life.after(state, move, broken=True) in life.STATES
            assert life.after(state, move, broken=False) in life.STATES


@given(st.lists(st.sampled_from([move for moves in life.MOVES.values() for move in moves]), max_size=60))
def test_given_any_moves_then_the_condition_and_the_state_never_disagree(moves: list[str]) -> None:
    state, broken = life.NORMAL, False
    for move in moves:
        if (move == "raise") == broken and move in ("raise", "return"):
            continue
        after = life.after(state, move, broken=broken)
        if after is None:
            continue
        broken = {"raise": True, "return": False}.get(move, broken)
        state = after
        if state in (life.UNACK_ACTIVE, life.ACK_ACTIVE):
            assert broken
        if state in (life.NORMAL, life.RTN_UNACK):
            assert not broken


def test_given_a_hidden_alarm_when_it_breaks_or_returns_then_it_stays_hidden() -> None:
    for state in (life.SHELVED, life.SUPPRESSED, life.OUT_OF_SERVICE):
        assert life.after(state, "raise", broken=True) == life.after(state, "return", broken=False) == state


@pytest.mark.parametrize("minutes", [0, -1, 480.1, float("inf")])
def test_given_no_time_or_more_than_eight_hours_then_shelving_is_refused(minutes: float) -> None:
    with pytest.raises(ValueError):
        life.shelf_until(NOON, minutes)


def test_given_a_fresh_acknowledgement_when_it_breaks_again_then_it_still_holds() -> None:
    assert life.revived(life.NORMAL, NOON - timedelta(minutes=9), NOON) == life.ACK_ACTIVE
    assert life.revived(life.NORMAL, NOON - timedelta(minutes=11), NOON) == life.UNACK_ACTIVE
    assert life.revived(life.RTN_UNACK, None, NOON) == life.UNACK_ACTIVE
