"""Vietnamese without its marks, as people type it in a hurry: `Đèn đường` → `den duong`."""

import re
import unicodedata

_BETWEEN_WORDS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Lower case, no diacritics, đ → d, one space between words; idempotent."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d")
    return _BETWEEN_WORDS.sub(" ", bare).strip()
