"""Pure rules of reports: moves as data, decisions as functions. Standard library only."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta

# state: {move: next state}. `reopen` is the reporter's alone, and only for a while (`may_reopen`).
MOVES: dict[str, dict[str, str]] = {
    "received": {"screen": "screening", "accept": "accepted", "reject": "rejected", "duplicate": "duplicate"},
    "screening": {"accept": "accepted", "reject": "rejected", "duplicate": "duplicate"},
    "accepted": {"answer": "answered", "reject": "rejected", "duplicate": "duplicate"},
    "duplicate": {"answer": "answered", "accept": "accepted", "reject": "rejected"},
    "answered": {"answer": "answered", "accept": "accepted", "close": "closed", "reopen": "accepted"},
    "rejected": {"accept": "accepted", "close": "closed", "reopen": "screening"},
    "closed": {"accept": "accepted", "reopen": "accepted"},
}
STATES = frozenset(MOVES)
WAITING = frozenset({"received", "screening"})
TOLD_DONE = frozenset({"answered", "closed"})
OVER = TOLD_DONE | {"rejected"}

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I: read aloud, written on paper
CODE_LENGTH = 4
TEXT_LIMIT = 2000
MARKS_LIMIT = 4  # combining marks on one letter; Vietnamese needs two
Choose = Callable[[str], str]
# As people write them: 0905 123 456, 0905.123.456, (+84) 905 123 456, 0234-3822-345. Browsers read the same patterns.
PHONE = r"[\s\(]*\+?([\s.\(\)\-\/]*[0-9]){7,15}[\s.\)]*"
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"


def after(state: str, move: str) -> str | None:
    """The state a legal move leads to; None when it is not legal."""
    return MOVES[state].get(move)


def legal(state: str) -> frozenset[str]:
    return frozenset(MOVES[state])


def refused(state: str, reason: str | None) -> bool:
    """Not taken up, and that is how it ended: a refusal that was closed is still one."""
    return state == "rejected" or (state == "closed" and bool(reason))


def is_phone(text: str) -> bool:
    return re.fullmatch(PHONE, text) is not None


def is_email(text: str) -> bool:
    return re.fullmatch(EMAIL, text) is not None


def reopen_until(over_at: datetime | None, days: float) -> datetime | None:
    """Until when the reporter may say that it is not done."""
    return over_at + timedelta(days=days) if over_at is not None else None


def may_reopen(state: str, over_at: datetime | None, now: datetime, days: float) -> bool:
    until = reopen_until(over_at, days)
    return state in OVER and until is not None and now <= until


def code(prefix: str, tries: int, choose: Choose) -> str:
    """`PA-7F3K`; one letter longer after every eighth try that met a taken one.

    It does not go on as the prefix begins: PA-PA22 read out without its prefix would be taken for PA-22.
    """
    first = choose(ALPHABET.replace(prefix[:1], ""))
    return f"{prefix}-{first}" + "".join(choose(ALPHABET) for _ in range(CODE_LENGTH - 1 + tries // 8))


def normal_code(typed: str, prefix: str) -> str:
    """What somebody typed, as a code: ` pa 7f3k` → `PA-7F3K`."""
    bare = "".join(char for char in typed.upper() if char.isalnum())
    return f"{prefix}-{bare.removeprefix(prefix)}"


def clean(text: str) -> str:
    """Composed, without control characters, piles of combining marks and trailing space; newlines stay."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MARKS_LIMIT and (char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co"}):
            kept.append(char)
    return "".join(kept).strip()
