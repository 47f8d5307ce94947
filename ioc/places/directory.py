"""Places by name: `places.sqlite`, an index of streets, addresses, sights and wards."""

import sqlite3
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from ioc.places.fold import fold

COLUMNS = "id, kind, name, detail, ward, lon, lat"
GENERIC = frozenset({"duong", "pho", "d", "so", "nha", "street", "st"})  # said, but seldom written on the map
CANDIDATES = 200
_FIND = f"""
SELECT {COLUMNS}, folded FROM place WHERE id IN (SELECT rowid FROM place_words WHERE place_words MATCH ?)
ORDER BY CASE kind WHEN 'street' THEN 0 WHEN 'ward' THEN 1 WHEN 'poi' THEN 2 ELSE 3 END, length(folded)
LIMIT {CANDIDATES}
"""  # noqa: S608 - both inserts are constants of this file


@dataclass(frozen=True, slots=True)
class Place:
    id: int
    kind: str  # street | address | poi | ward
    name: str
    detail: str  # an address's street, a sight's sort
    ward: str
    lon: float
    lat: float


class Directory:
    """Read-only; one connection for the process, opened when first used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    @cached_property
    def _db(self) -> sqlite3.Connection:
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def search(self, q: str, limit: int = 10) -> list[Place]:
        """Best first: the whole name, then its beginning, then any of its words; marks and case do not matter."""
        asked = fold(q)
        for words in _ways_to_ask(asked.split()):
            hits = self.rows(_FIND, " ".join(f'"{w}"*' for w in words))
            if hits:
                hits.sort(key=lambda row: _rank(row[-1], " ".join(words)))
                return [Place(*row[:-1]) for row in hits[:limit]]
        return []


def _ways_to_ask(words: list[str]) -> list[list[str]]:
    """As typed; then without `đường`, `phố`, `số`; then without a house number that nobody has recorded."""
    plain = [w for w in words if w not in GENERIC]
    street = [w for w in plain if not w[0].isdigit()]
    ways: list[list[str]] = []
    for way in (words, plain, street):
        if way and way not in ways:
            ways.append(way)
    return ways


def _rank(folded: str, asked: str) -> tuple[bool, bool, bool, bool]:
    """The name itself, then what begins with these whole words, then with these letters, then the others."""
    return (
        folded != asked,
        not folded.startswith(f"{asked} "),
        not folded.startswith(asked),
        f" {asked}" not in f" {folded}",
    )
