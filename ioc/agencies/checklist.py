"""A category's checklist as people write it: one step a line, `Đã khoá van | Valve closed`. Standard library only."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

Step = dict[str, str]


def written(steps: Sequence[Step]) -> str:
    return "\n".join(f"{step['vi']} | {step['en']}" for step in steps)


def read(text: str, known: Sequence[Any]) -> list[Step]:
    """Steps of a text. A step whose words stand already keeps its code: what crews have ticked stays ticked."""
    codes = {(step["vi"], step["en"]): step["code"] for step in known} | {step["vi"]: step["code"] for step in known}
    steps: list[Step] = []
    for line in text.splitlines():
        vi, _bar, en = (part.strip() for part in line.partition("|"))
        if vi:
            english = en or vi
            code = codes.get((vi, english)) or codes.get(vi) or _code(english)
            steps.append({"code": _free(code, steps), "vi": vi, "en": english})
    return steps


def _code(words: str) -> str:
    plain = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:20].strip("-")
    return code if len(code) > 1 and code[0].isalpha() else f"step-{code}".strip("-")


def _free(code: str, taken: Sequence[Step]) -> str:
    used = {step["code"] for step in taken}
    return code if code not in used else next(f"{code}-{n}" for n in range(2, 99) if f"{code}-{n}" not in used)
