"""The words of incidents, indexed by the database itself: FTS5 on SQLite, a GIN index on PostgreSQL.

Neither is a table of the model: the statements stand here, for the migration and for a database made from the models.
Whoever copies the table `incident` on SQLite (a batch migration) drops its triggers: run `create` again.
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from ioc.incidents.models import Incident

INDEX = "incident_words"  # everything that belongs to it begins so
_FTS = (
    """CREATE VIRTUAL TABLE incident_words USING fts5(folded, content='incident', content_rowid='id',
        prefix='2 3 4', detail='none', columnsize=0)""",
    """CREATE TRIGGER incident_words_added AFTER INSERT ON incident BEGIN
        INSERT INTO incident_words (rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER incident_words_gone AFTER DELETE ON incident BEGIN
        INSERT INTO incident_words (incident_words, rowid, folded) VALUES ('delete', old.id, old.folded); END""",
    """CREATE TRIGGER incident_words_changed AFTER UPDATE OF folded ON incident WHEN old.folded <> new.folded BEGIN
        INSERT INTO incident_words (incident_words, rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO incident_words (rowid, folded) VALUES (new.id, new.folded); END""",
    "INSERT INTO incident_words (incident_words) VALUES ('rebuild')",
)
_GIN = ("CREATE INDEX incident_words ON incident USING gin (to_tsvector('simple', folded))",)
# Without an ORDER BY on PostgreSQL: it would fetch every match of a common word before it could sort them.
_ASK = {
    "sqlite": "SELECT rowid FROM incident_words WHERE incident_words MATCH :asked ORDER BY rowid DESC LIMIT :count",
    "postgresql": "SELECT id FROM incident WHERE to_tsvector('simple', folded) @@ to_tsquery('simple', :asked) "
    "LIMIT :count",
}
_WORD = re.compile(r"[^\W_]+")


def create(connection: Connection) -> None:
    """Makes the index and fills it with what is there."""
    for statement in _FTS if connection.dialect.name == "sqlite" else _GIN:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"DROP INDEX {INDEX}")
        return
    for trigger in ("added", "gone", "changed"):
        connection.exec_driver_sql(f"DROP TRIGGER {INDEX}_{trigger}")
    connection.exec_driver_sql(f"DROP TABLE {INDEX}")


def is_ours(_object: Any, name: str | None, *_more: Any) -> bool:
    """For Alembic, which would otherwise want to drop what the models do not name."""
    return not (name or "").startswith(INDEX)


def holding(session: Session, folded: str, count: int) -> list[int]:
    """Ids of at most `count` incidents whose words are these, the last one perhaps not yet typed to its end."""
    words = _WORD.findall(folded)
    if not words:
        return []
    sqlite = session.get_bind().dialect.name == "sqlite"
    asked = _fts(words) if sqlite else " & ".join([*words[:-1], f"{words[-1]}:*"])
    ask = text(_ASK["sqlite" if sqlite else "postgresql"])
    return sorted(session.scalars(ask, {"asked": asked, "count": count}), reverse=True)


def _fts(words: Iterable[str]) -> str:
    *whole, last = (f'"{word}"' for word in words)
    return " AND ".join([*whole, f"{last}*"])


@event.listens_for(Incident.__table__, "after_create")
def _with_the_table(_table: Any, connection: Connection, **_more: Any) -> None:
    create(connection)
