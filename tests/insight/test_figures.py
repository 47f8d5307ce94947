"""The board's figures: they read what is unfinished and what is of today, never the years behind."""

from datetime import timedelta

from sqlalchemy import event

from ioc.insight import figures
from ioc.kernel.clock import now


def test_given_the_boards_figures_when_asked_then_every_statement_is_answered_by_an_index(db) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        asked.append((statement, parameters))

    event.listen(db.read_engine, "before_cursor_execute", note)
    with db.read() as session:
        figures.board(session, now())
    event.remove(db.read_engine, "before_cursor_execute", note)
    statements = [each for each in asked if each[0].lstrip().upper().startswith("SELECT")]
    assert statements
    with db.read() as session:
        plans = [plan(session.connection(), *each) for each in statements]
    assert [text for text in plans if any(word in text for word in ("SCAN ", "ix_incident_merged", "Seq Scan"))] == []


def plan(connection, statement: str, parameters: object) -> str:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of an empty table every plan reads it whole
    rows = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}", parameters)
    return "\n".join(str(row) for row in rows)


def test_given_ten_values_when_ranked_then_the_ninth_is_the_ninetieth_share() -> None:
    assert figures.at_share([float(n) for n in range(1, 11)], 0.9) == 9
    assert figures.at_share([1.0, 2.0, 3.0, 4.0], 0.5) == 2
    assert figures.at_share([], 0.5) is None


def test_given_no_alarm_in_ten_minutes_then_the_count_is_zero(db) -> None:
    with db.read() as session:
        assert figures.alarms_between(session, now() - timedelta(minutes=10), now()) == 0
