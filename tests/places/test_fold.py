from hypothesis import given
from hypothesis import strategies as st

from ioc.places.fold import fold


def test_given_vietnamese_when_folded_then_marks_case_and_punctuation_are_gone() -> None:
    assert fold("Đèn đường,  P.5 – Ổ gà") == "den duong p 5 o ga"


@given(st.text())
def test_given_any_text_when_folded_twice_then_nothing_changes(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_given_any_text_when_folded_then_only_plain_words_remain(text: str) -> None:
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
