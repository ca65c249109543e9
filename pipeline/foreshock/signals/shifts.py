"""How far every measure of every host was, during an incident, from its own normal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import query
from foreshock.signals.families import family_table


def find_shifts(connection: duckdb.DuckDBPyConnection, windows: Sequence[tuple[datetime, datetime]]) -> None:
    """Make the table ``measure_shifts`` for incidents from start to end; reads ``series`` and ``metrics``.

    ``shift`` is in doublings against the median of normal time, ``score`` the robust distance that three buckets in
    a row keep. ``measure_shifts`` has a row a family of measures (``families.yaml``) and one a metric.
    Leaves the temporary tables ``metric_shifts`` and ``metric_families``, of which it is made.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE shift_windows (since TIMESTAMPTZ, until TIMESTAMPTZ)")
    if windows:
        connection.executemany("INSERT INTO shift_windows VALUES ($1, $2)", [list(window) for window in windows])
    run_sql_file(connection, "foreshock.signals", "metric_shifts")
    metrics = query(connection, "SELECT DISTINCT metric FROM metric_shifts ORDER BY metric").to_series()
    connection.register("new_families", family_table(metrics))
    connection.execute("CREATE OR REPLACE TEMP TABLE metric_families AS FROM new_families")
    connection.unregister("new_families")
    run_sql_file(connection, "foreshock.signals", "measure_shifts")
