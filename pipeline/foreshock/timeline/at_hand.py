"""Measurements that every rule asks for, kept where each question costs a millisecond."""

from __future__ import annotations

import duckdb

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import query

# About 100 MB; beyond it the rules read the Parquet files, whose statistics let them skip most.
MOST_ROWS = 2_000_000


def keep_metrics_at_hand(connection: duckdb.DuckDBPyConnection) -> None:
    """``metrics`` is read once from here on, unless it is too large to be kept."""
    if query(connection, "SELECT count(*) FROM metrics").item() <= MOST_ROWS:
        run_sql_file(connection, "foreshock.timeline", "metrics_at_hand")
