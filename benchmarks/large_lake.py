"""A lake of any size with one known incident at its end, made in minutes: most of its days are copies of a healthy one.

The sample incident is simulated with a tenth of the rows in its two days and ingested; eighteen copies of its first,
healthy day are put before it, and beside it hosts that only measure themselves: three weeks of a fleet whose last
evening went wrong. Rows and files are written by the lake itself, as ingest writes them.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl

from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.ledger import known_files
from foreshock.lake.schemas import LOGS, METRICS, REQUESTS, TableSchema
from foreshock.lake.tables import Batch, Snapshot, writing

COPIES = 18
TABLES = (LOGS, REQUESTS, METRICS)
# Of the simulated archive: its two days of twenty hold a tenth of all rows, 170 bytes each.
BYTES_A_ROW = 17
# Each measures itself 380,000 times in 22 days, so that about one row in fifteen is a measurement.
ROWS_A_HOST = 6_000_000


def make_lake(rows: int, archive: Path, case: Path) -> None:
    """A case of about so many rows at ``case``; the files that its last days were read from stay at ``archive``."""
    size = f"{max(1, rows * BYTES_A_ROW // 1_000_000)}MB"
    foreshock("simulate", "ecommerce-disk-full", "-o", str(archive), "--size", size)
    foreshock("ingest", str(archive), "-o", str(case))
    folder = CaseFolder.open(case)
    original = Snapshot.read(folder)
    for days in range(1, COPIES + 1):
        _commit(folder, f"{days}-days-before", _earlier(original, timedelta(days=days)))
    measured = Snapshot.read(folder).scan(METRICS).filter(pl.col("host") == "app-01").collect()
    for number in range(rows // ROWS_A_HOST):
        host = f"node-{number:02}"
        _commit(folder, host, iter([(METRICS, measured.with_columns(host=pl.lit(host)))]))


def foreshock(*arguments: str) -> None:
    """A command of Foreshock in a process of its own; its failure ends the benchmark."""
    subprocess.run([sys.executable, "-m", "foreshock", *arguments, "-q"], check=True, stdout=subprocess.DEVNULL)


def _commit(folder: CaseFolder, name: str, rows: Iterator[tuple[TableSchema, pl.DataFrame]]) -> None:
    """Put rows into the lake as those of one more input file per source, ``<name>/<source>``."""
    with writing(folder) as writer:
        batch = Batch(folder, name.replace("-", ""))
        for schema, frame in rows:
            batch.add(schema, frame.with_columns(source=pl.lit(f"{name}/") + pl.col("source")))
        for path, facts in known_files(writer.snapshot.ledger()).items():
            if path.count("/") == 1:  # the simulated files alone: "host/file", not "copy/host/file"
                batch.enter(replace(facts, path=f"{name}/{path}", location=None), replaces=False)
        writer.commit(batch)


def _earlier(original: Snapshot, shift: timedelta) -> Iterator[tuple[TableSchema, pl.DataFrame]]:
    """The first day of each table so much earlier, file by file; no two days take exactly the same time."""
    slower = random.Random(shift.days).uniform(0.97, 1.03)  # noqa: S311 - no secret
    for schema in TABLES:
        files = original.files(schema)
        first = min(file.first for file in files if file.first is not None)
        for file in files:
            if file.first is not None and file.first < first + timedelta(days=1):
                rows = pl.read_parquet(original.case.table(schema.name) / file.path, hive_partitioning=False)
                yield schema, _shifted(rows.filter(pl.col("time") < first + timedelta(days=1)), shift, slower)


def _shifted(rows: pl.DataFrame, shift: timedelta, slower: float) -> pl.DataFrame:
    times = [name for name in ("time", "started_at") if name in rows.columns]
    seconds = [name for name in ("duration_s", "upstream_duration_s") if name in rows.columns]
    return rows.with_columns(pl.col(times) - shift, pl.col(seconds) * slower)
