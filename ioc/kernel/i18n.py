"""Text that people write: folding for search without diacritics."""

import unicodedata


def fold(text: str) -> str:
    """`Đèn đường` → `den duong`: lower case, no diacritics, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())
