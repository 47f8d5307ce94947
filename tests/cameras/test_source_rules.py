"""What may be the address of a camera: decided by a pure rule."""

from hypothesis import given
from hypothesis import strategies as st

from ioc.cameras import rules


@given(st.text(max_size=60))
def test_given_any_text_when_judged_as_a_source_then_it_is_refused_or_plain(url: str) -> None:
    for kind in rules.SCHEMES:
        if rules.wrong_source(kind, url) is None:
            assert url.isascii()
            assert url.isprintable()
            assert not url.startswith("-")
