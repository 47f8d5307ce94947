"""`python -m tests.house`: house rules that no linter knows. Prints every breach; exit status 1 if there is one."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAX_LINES = 300
LONG_WORDS = re.compile(r"https?://(?:pypi|files\.pythonhosted|registry\.npmjs)|\"resolved\":|--(?:extra-)?index-url")
PO = ROOT / "ioc/translations/en/LC_MESSAGES/messages.po"
CALLS = (
    re.compile(r"(?<![\w.])(?:_|gettext|lazy_gettext)\(\s*\"((?:[^\"\\]|\\.)+)\"", re.DOTALL),
    re.compile(r"(?<![\w.])(?:_|gettext|t)\(\s*'((?:[^'\\]|\\.)+)'", re.DOTALL),
    re.compile(r"(?<![\w.])t\(\s*\"((?:[^\"\\]|\\.)+)\"", re.DOTALL),
)


def tracked(*patterns: str) -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in out.stdout.split("\0") if name and (ROOT / name).is_file()]


def too_long() -> list[str]:
    """Files of code beyond 300 lines."""
    found = []
    for path in tracked("*.py", "*.ts", "*.css", "*.html"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES and "migrations/versions" not in str(path):
            found.append(f"{path.relative_to(ROOT)}: {lines} lines; a file holds {MAX_LINES} at most")
    return found


def addresses() -> list[str]:
    """Lock files that name a registry."""
    return [
        f"{path.relative_to(ROOT)}: names a registry's address"
        for path in tracked("requirements*.txt", "requirements*.in", "package-lock.json")
        if LONG_WORDS.search(path.read_text(encoding="utf-8"))
    ]


def catalogue() -> set[str]:
    text = PO.read_text(encoding="utf-8")
    entries = re.findall(r"^msgid ((?:\".*\"\s*)+)msgstr ((?:\".*\"\s*)+)", text, re.MULTILINE)
    join = lambda parts: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', parts))  # noqa: E731 - one use, one line
    return {join(ident) for ident, english in entries if join(english)}


def untranslated() -> list[str]:
    """Texts in code or templates that the English catalogue lacks."""
    known, missing = catalogue(), []
    for path in tracked("*.py", "*.ts", "*.html"):
        if path.parts[len(ROOT.parts)] == "tests":
            continue
        text = path.read_text(encoding="utf-8")
        used = {found for pattern in CALLS for found in pattern.findall(text)}
        missing += [
            f"{path.relative_to(ROOT)}: no English for {ident!r}" for ident in sorted(used) if ident not in known
        ]
    return missing


def main() -> int:
    breaches = [*too_long(), *addresses(), *untranslated()]
    for breach in breaches:
        print(breach)
    print(f"house rules: {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
