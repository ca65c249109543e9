"""Queries side by side: the same answers as one after the other, and no fault is lost."""

from __future__ import annotations

import duckdb
import pytest

from foreshock.lake.side_by_side import side_by_side


def test_answers_stand_in_the_order_of_the_items() -> None:
    """Whichever query ends first, each item has its own answer."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE numbers AS SELECT range AS number FROM range(1000)")

        def total(lane: duckdb.DuckDBPyConnection, least: int) -> int:
            rows = lane.execute("SELECT count(*) FROM numbers WHERE number >= $least", {"least": least}).fetchall()
            return int(rows[0][0])

        assert side_by_side(connection, total, range(0, 1000, 10)) == [1000 - least for least in range(0, 1000, 10)]


def test_a_lane_sees_what_stands_before_the_tables() -> None:
    """A temporary view of the connection, by which a table is seen on one clock, holds in every lane."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE metrics AS SELECT 1 AS value")
        connection.execute("CREATE TEMP VIEW metrics AS SELECT value + 1 AS value FROM memory.main.metrics")

        def value(lane: duckdb.DuckDBPyConnection, _: int) -> int:
            return int(lane.execute("SELECT value FROM metrics").fetchall()[0][0])

        assert side_by_side(connection, value, [0, 1, 2]) == [2, 2, 2]


def test_a_fault_in_one_lane_is_raised() -> None:
    """A query that fails is not passed over because others went well."""
    with duckdb.connect() as connection:

        def run(lane: duckdb.DuckDBPyConnection, text: str) -> None:
            lane.execute(text)

        with pytest.raises(duckdb.CatalogException):
            side_by_side(connection, run, ["SELECT 1", "SELECT * FROM nowhere", "SELECT 2"])


def test_nothing_to_ask_is_no_fault() -> None:
    """Without items there are no answers."""
    with duckdb.connect() as connection:
        assert side_by_side(connection, lambda _, item: item, list[int]()) == []
