"""Rows and ledger rows for the lake's tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.files.facts import FileFacts
from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.conform import conform
from foreshock.lake.schemas import LOGS
from foreshock.lake.tables import Batch, writing

Rows = Callable[..., pl.DataFrame]
Commit = Callable[..., None]

START = datetime(2023, 7, 10, 23, 30, tzinfo=UTC)


@pytest.fixture
def case(tmp_path: Path) -> CaseFolder:
    """An empty case."""
    return CaseFolder.create(tmp_path / "case")


@pytest.fixture
def log_rows() -> Rows:
    """Makes log rows of a source, a minute apart from 23:30 UTC on July 10."""

    def make(source: str, count: int = 60, start: datetime = START) -> pl.DataFrame:
        frame = pl.DataFrame(
            {
                "time": [start + timedelta(minutes=minute) for minute in range(count)],
                "body": [f"record {row} of {source}" for row in range(count)],
                "attributes": [[{"key": "row", "value": str(row)}] for row in range(count)],
                "source": source,
                "line": range(1, count + 1),
            },
            schema_overrides={"time": pl.Datetime("us", "UTC")},
        )
        return conform(frame, LOGS)

    return make


@pytest.fixture
def commit(case: CaseFolder) -> Commit:
    """Commits log rows of one source as one batch."""

    def run(rows: pl.DataFrame, *, replaces: bool = False, name: str | None = None) -> None:
        with writing(case) as writer:
            batch = Batch(case, name)
            batch.add(LOGS, rows)
            batch.enter(FileFacts(rows.item(0, "source")), replaces=replaces)
            writer.commit(batch)

    return run
