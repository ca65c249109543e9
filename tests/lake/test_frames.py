"""Rules for handing rows between DuckDB and Polars."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from foreshock.lake.frames import query, write_table
from foreshock.lake.schemas import INSTANT


def test_a_frame_written_as_a_table_comes_back_the_same() -> None:
    """Instants, numbers, nulls and text survive the way into DuckDB and back, in order."""
    frame = pl.DataFrame(
        {"time": [datetime(2023, 7, 11, 1, tzinfo=UTC), None], "value": [0.5, None], "text": ["it's", ""]},
        schema_overrides={"time": INSTANT},
    )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for _ in range(2):
            write_table(connection, "kept", frame)
        assert_frame_equal(query(connection, "SELECT * FROM kept"), frame)


@pytest.mark.parametrize("value", ["'; DROP TABLE x; --", 7, None])
def test_parameters_are_values(value: object) -> None:
    """What is bound to a query comes back as it is, whatever it contains."""
    with duckdb.connect() as connection:
        assert query(connection, "SELECT $value AS value", {"value": value}).item() == value
