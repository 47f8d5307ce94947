"""How names are compared: `Đèn đường, P.5` → `den duong p 5`."""

import re

from ioc.kernel import i18n

_BETWEEN_WORDS = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Words without marks and case, one space between them; idempotent."""
    return _BETWEEN_WORDS.sub(" ", i18n.fold(text)).strip()
