"""The life of a report, and what people type."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc.reports import rules

MOVES = sorted({move for moves in rules.MOVES.values() for move in moves})
DONE = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)


@given(st.lists(st.sampled_from(MOVES), max_size=20))
def test_given_any_moves_when_walked_then_only_known_states_are_reached_and_none_is_a_dead_end(moves) -> None:
    state = "received"
    for move in moves:
        state = rules.after(state, move) or state
        assert state in rules.STATES
        assert rules.legal(state)


def test_given_every_state_when_looked_at_then_only_what_is_over_can_be_reopened() -> None:
    assert {state for state in rules.STATES if "reopen" in rules.legal(state)} == rules.OVER


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_given_an_answer_when_time_passes_then_reopening_ends_after_14_days(later) -> None:
    assert rules.may_reopen("answered", DONE, DONE + later, 14) is (later <= timedelta(days=14))


@pytest.mark.parametrize("state", sorted(rules.STATES - rules.OVER))
def test_given_a_report_in_hand_when_reopened_then_there_is_nothing_to_reopen(state) -> None:
    assert not rules.may_reopen(state, DONE, DONE, 14)


@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_given_a_code_when_typed_back_in_any_manner_then_it_is_the_same_code(chance: random.Random, tries) -> None:
    code = rules.code("PA", tries, chance.choice)
    assert not set("01OI") & set(code[3:])
    for typed in (code, code.lower(), f" {code[3:]} ", code.replace("-", " ")):
        assert rules.normal_code(typed, "PA") == code


def test_given_a_megabyte_of_combining_marks_when_cleaned_then_a_letter_keeps_four() -> None:
    assert len(rules.clean("a" + "\u0301" * 1_000_000)) <= 1 + rules.MARKS_LIMIT
    assert rules.clean("Đèn đường\r\nhỏng\x00\x1b ") == "Đèn đường\nhỏng"


@given(st.text(max_size=300))
def test_given_any_text_when_cleaned_twice_then_nothing_more_changes(text) -> None:
    assert rules.clean(rules.clean(text)) == rules.clean(text)


@pytest.mark.parametrize(
    "phone",
    ["0905123456", "0905 123 456", "0905.123.456", "+84 905 123 456", "(+84) 905-123-456", "0234 3822 345",
     "(0234) 3822345", "+84(0)905123456", "3822 345", "0905\u00a0123\u00a0456", "+49 170 1234567"],
)  # fmt: skip
def test_given_a_number_as_people_write_it_when_judged_then_taken(phone: str) -> None:
    assert rules.is_phone(phone)


@pytest.mark.parametrize("phone", ["0905", "không có", "090512345678901234", "a@b.vn", "+", "<b>1</b>", "0905 12x 456"])
def test_given_what_nobody_can_call_when_judged_then_refused(phone: str) -> None:
    assert not rules.is_phone(phone)


@given(st.text(max_size=40))
def test_given_any_words_when_judged_as_a_contact_then_an_address_has_one_at_and_a_number_its_digits(text) -> None:
    assert not rules.is_email(text) or text.count("@") == 1
    assert not rules.is_phone(text) or sum(char.isdigit() for char in text) >= 7
