"""Counters become rates, amounts become shares of their limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import duckdb
import polars as pl
import pytest

from foreshock.lake.frames import query, write_table
from foreshock.lake.schemas import METRICS
from foreshock.timeline import derive_metrics

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database with the name of a case's."""
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute("ATTACH ':memory:' AS foreshock; USE foreshock; SET TimeZone = 'UTC'")
        yield opened


def samples(metric: str, *values: float, **labels: str) -> list[dict[str, object]]:
    """One sample every ten seconds."""
    pairs = [{"key": key, "value": value} for key, value in labels.items()]
    return [
        {
            "time": START + timedelta(seconds=10 * number),
            "host": "db-01",
            "metric": metric,
            "labels": pairs,
            "value": value,
            "source": "metrics.json",
            "line": 1,
        }
        for number, value in enumerate(values)
    ]


def derived(connection: duckdb.DuckDBPyConnection, *series: list[dict[str, object]]) -> pl.DataFrame:
    """What follows from these samples."""
    write_table(connection, "metrics", pl.DataFrame([row for each in series for row in each], schema=METRICS.polars))
    derive_metrics(connection)
    return query(connection, "SELECT *, labels['state'] AS state FROM derived_metrics ORDER BY metric, state, time")


def test_a_counter_becomes_a_rate(connection: duckdb.DuckDBPyConnection) -> None:
    """What it grew by, a second; after a reset, what has come since."""
    found = derived(connection, samples("pg_stat_database_deadlocks", 5, 15, 25, 4, datname="shop"))

    assert found["metric"].unique().to_list() == ["rate(pg_stat_database_deadlocks)"]
    assert found["value"].to_list() == [1.0, 1.0, 0.4]
    assert found["unit"].unique().to_list() == ["1/s"]


def test_a_counter_with_a_conventional_name_takes_it(connection: duckdb.DuckDBPyConnection) -> None:
    """Seconds that a disk was busy become the share of time, in the name that sar's have."""
    found = derived(connection, samples("node_disk_io_time_seconds_total", 0, 9, 18, device="vda"))

    assert found.select("metric", "value").rows() == [("system.disk.io_time", 0.9)] * 2
    assert dict(found["labels"].to_list()[0]) == {"device": "vda"}


def test_levels_are_no_counters(connection: duckdb.DuckDBPyConnection) -> None:
    """Connections that are open and sessions that wait rise and fall; they have no rate."""
    levels = (
        "mysql_global_status_threads_connected",
        "mysql_global_status_innodb_row_lock_current_waits",
        "node_load1",
    )

    assert derived(connection, *(samples(name, 1, 2, 3) for name in levels)).is_empty()


@pytest.mark.parametrize("processors", [("",), ("0", "1")])
def test_processors_are_shares_of_all_their_time(
    connection: duckdb.DuckDBPyConnection, processors: tuple[str, ...]
) -> None:
    """Whether the exporter summed them or not, idle time of ten in twenty seconds is a half."""
    series = [
        samples("node_cpu_seconds_total", 0, 10, mode=mode, **({"cpu": each} if each else {}))
        for each in processors
        for mode in ("idle", "user")
    ]
    found = derived(connection, *series)

    assert found.select("metric", "state", "value").rows() == [
        ("system.cpu.utilization", "idle", 0.5),
        ("system.cpu.utilization", "user", 0.5),
    ]


def test_free_space_and_size_are_a_share(connection: duckdb.DuckDBPyConnection) -> None:
    """Unless the source tells the share of that mount point itself."""
    free = samples("system.filesystem.usage", 60, 20, mountpoint="/srv", state="free")
    size = samples("system.filesystem.limit", 80, 80, mountpoint="/srv")
    told = samples("system.filesystem.utilization", 0.3, 0.8, mountpoint="/srv")

    assert derived(connection, free, size).select("metric", "value").rows() == [
        ("system.filesystem.utilization", 0.25),
        ("system.filesystem.utilization", 0.75),
    ]
    assert derived(connection, free, size, told).is_empty()


def test_metrics_hold_what_follows_from_them(connection: duckdb.DuckDBPyConnection) -> None:
    """Whoever reads metrics from here on finds both."""
    derived(connection, samples("node_forks_total", 0, 10))

    names = connection.execute("SELECT DISTINCT metric FROM metrics ORDER BY metric").fetchall()
    assert names == [("node_forks_total",), ("system.processes.created",)]
