"""Parquet files of the lake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from foreshock.lake.conform import conform
from foreshock.lake.parquet import write_rows
from foreshock.lake.schemas import LOGS


def test_rows_come_in_time_order_and_equal_times_as_they_stood(tmp_path: Path) -> None:
    """Rows are sorted by time; rows of one instant keep the file's order; rows without a time stand apart."""
    late, early = (datetime(2023, 7, 10, hour, tzinfo=UTC) for hour in (2, 1))
    frame = conform(pl.DataFrame({"time": [late, None, early, late], "line": [1, 2, 3, 4]}), LOGS)
    files = write_rows(tmp_path, LOGS, frame, "rows")
    written = [pl.read_parquet(tmp_path / file.path, hive_partitioning=False)["line"].to_list() for file in files]
    assert written == [[3, 1, 4], [2]]
