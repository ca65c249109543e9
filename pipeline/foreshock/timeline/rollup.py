"""Roll the lake up into series: one value a bucket for each measure of each entity."""

from __future__ import annotations

import duckdb

from foreshock.lake.catalog import run_sql_file
from foreshock.lake.frames import read_sql_file
from foreshock.timeline.bucket import choose_bucket


def build_series(connection: duckdb.DuckDBPyConnection) -> int:
    """Make ``services``, ``stretches``, ``request_rollup`` and ``series``; returns how many seconds a bucket takes.

    ``series`` has bucket (start, UTC), bucket_s, host, service, metric, entity, value, baseline (filled by
    the signals stage), unit. Reads ``days``. A metric that differs by state or direction carries it in its name, as in
    ``system.cpu.utilization{iowait}``.
    """
    for name in ("services", "stretches"):
        run_sql_file(connection, "foreshock.timeline", name)
    span_s = read_sql_file(connection, "foreshock.timeline", "span").item()
    bucket_s = choose_bucket(float(span_s))
    for name in ("duration_bin", "buckets", "failed"):
        run_sql_file(connection, "foreshock.timeline", name)
    run_sql_file(connection, "foreshock.timeline", "request_rollup", {"bucket_s": bucket_s})
    if connection.execute("SELECT table_name FROM duckdb_tables() WHERE table_name = 'series'").fetchall():
        connection.execute("DROP TABLE series")  # of a case that an earlier version made
    run_sql_file(connection, "foreshock.timeline", "series", {"bucket_s": bucket_s})
    return bucket_s
