"""places.sqlite: every name of the city, once, in its ward."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ioc.places.fold import fold
from ioc.places.wards import Wards

_SCHEMA = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    detail TEXT NOT NULL, ward TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL
);
CREATE INDEX place_of_kind ON place (kind, lon);
CREATE VIRTUAL TABLE place_words USING fts5(
    folded, content='place', content_rowid='id', prefix='1 2 3', detail='none', columnsize=0
);
"""


class PlaceRow(NamedTuple):
    kind: str  # street | address | poi | ward
    name: str
    detail: str
    lon: float
    lat: float


def write_places(path: Path, rows: Iterable[PlaceRow], wards: Wards) -> int:
    """Writes each place once and returns how many; a place outside every ward keeps an empty ward."""
    known = {(r.kind, r.name, round(r.lon, 5), round(r.lat, 5)): r for r in rows}
    folded = {r.name: fold(r.name) for r in known.values()}
    places = [r for r in known.values() if folded[r.name]]
    ward = wards.at_many([(r.lon, r.lat) for r in places])
    db = sqlite3.connect(path)
    try:
        db.executescript(_SCHEMA)
        db.executemany(
            "INSERT INTO place (kind, name, folded, detail, ward, lon, lat) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (r.kind, r.name, folded[r.name], r.detail, w.name if w else "", r.lon, r.lat)
                for r, w in zip(places, ward, strict=True)
            ],
        )
        db.execute("INSERT INTO place_words (place_words) VALUES ('rebuild')")
        db.commit()
        db.execute("VACUUM")
    finally:
        db.close()
    return len(places)
