"""A lake in memory with one web server's requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import duckdb
import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from foreshock.lake.schemas import LOGS, METRICS, REQUESTS

START = datetime(2023, 7, 10, tzinfo=UTC)


@pytest.fixture
def lake() -> duckdb.DuckDBPyConnection:
    """An empty lake: the tables of the schema in a DuckDB in memory, with the name of a case's."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS foreshock; USE foreshock; SET TimeZone = 'UTC'")
    for table in (LOGS, REQUESTS, METRICS):
        connection.register("empty", pl.DataFrame(schema=table.polars))
        connection.execute(f"CREATE TABLE {table.name} AS SELECT * FROM empty")  # noqa: S608 - a name of the schema
        connection.unregister("empty")
    return connection


@pytest.fixture
def requests_of() -> Callable[..., pl.DataFrame]:
    """A maker of request rows: ``minutes`` of Poisson traffic with shares of slow and failed requests a minute."""

    def make(rate: np.ndarray, *, slow: np.ndarray, failed: np.ndarray, seed: int = 1) -> pl.DataFrame:
        noise = np.random.default_rng(seed)
        counts = noise.poisson(rate)
        minute = np.repeat(np.arange(len(rate)), counts)
        total = len(minute)
        duration = noise.lognormal(np.log(0.08), 0.4, total) * np.where(noise.random(total) < slow[minute], 8.0, 1.0)
        status = np.where(noise.random(total) < failed[minute], 500, 200)
        offset_us = (minute * 60 + noise.random(total) * 60) * 1_000_000
        return pl.DataFrame({"us": offset_us.astype(np.int64), "status": status, "duration_s": duration}).select(
            time=pl.lit(START).dt.cast_time_unit("us") + pl.duration(microseconds=pl.col("us")),
            host=pl.lit("web-01"),
            service=pl.lit("nginx"),
            status=pl.col("status").cast(pl.Int16),
            duration_s="duration_s",
        )

    return make


LENGTH = 60


def noise(measures: int) -> NDArray[np.float64]:
    """Measures that go up and down around 100, over so many buckets."""
    return 100 + np.random.default_rng(7).normal(0, 3, (LENGTH, measures))
