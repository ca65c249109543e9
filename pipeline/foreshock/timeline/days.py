"""The days that the lake covers, counted once for everything that asks how far it reaches."""

from __future__ import annotations

import duckdb

from foreshock.lake.catalog import run_sql_file


def count_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``days``: first, last, records, one row a UTC day that has any."""
    run_sql_file(connection, "foreshock.timeline", "days")
