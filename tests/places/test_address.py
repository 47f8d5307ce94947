"""The words around an address, in the reader's language."""

import pytest

from ioc.places.address import spoken


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("gần 11 Dã Tượng", "near 11 Dã Tượng"),
        ("11 Dã Tượng", "11 Dã Tượng"),
        ("ngoài bản đồ (16,5 B, 107,6 Đ)", "off the map (16,5 B, 107,6 Đ)"),
    ],
)
def test_given_an_address_as_kept_when_read_in_english_then_only_the_words_around_it_change(
    kept: str, read: str
) -> None:
    assert spoken(kept, "en") == read
    assert spoken(kept, "vi") == kept
