"""Measurements that follow from others: rates of counters, shares of limits."""

from __future__ import annotations

import duckdb

from foreshock.lake.catalog import run_sql_file


def derive_metrics(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``derived_metrics``, with the columns of ``metrics``; both are ``metrics`` from here on.

    Counters of Prometheus exporters become rates (of processors: shares by state), free space and size become
    the share that is used, unless the source tells it itself.
    """
    run_sql_file(connection, "foreshock.timeline", "counter_rates")
    run_sql_file(connection, "foreshock.timeline", "all_metrics")
