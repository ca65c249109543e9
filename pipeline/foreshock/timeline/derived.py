"""Measurements that follow from others: rates of counters, shares of limits."""

from __future__ import annotations

import duckdb

from foreshock.lake.catalog import run_sql_file


def derive_metrics(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``derived_metrics``, with the columns of ``metrics``; both are ``metrics`` from here on.

    Also makes the table ``measures``: names (a hash), host, metric, labels, unit, one row for each combination of host,
    metric and labels.

    Counters of Prometheus exporters become rates (of processors: shares by state), free space and size become
    the share that is used, unless the source tells it itself.
    """
    for name in ("measures", "counter_rates", "derived_measures", "all_metrics"):
        run_sql_file(connection, "foreshock.timeline", name)
