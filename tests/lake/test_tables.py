"""Rules for the committed state of a lake."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from polars.testing import assert_frame_equal

from foreshock.ingest.files.facts import FileFacts
from foreshock.lake import tables
from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.conform import conform
from foreshock.lake.exceptions import LakeError
from foreshock.lake.schemas import FILES, LOGS, REJECTS, TABLES, TableSchema
from foreshock.lake.tables import Batch, Snapshot, writing

Rows = Callable[..., pl.DataFrame]
Commit = Callable[..., None]


def _rows(case: CaseFolder, schema: TableSchema = LOGS) -> pl.DataFrame:
    return Snapshot.read(case).scan(schema).collect()


def _parquet_files(case: CaseFolder) -> set[Path]:
    return {path for path in case.lake.rglob("*.parquet") if path.parent.name != "_delta_log"}


def test_an_empty_lake_has_every_table(case: CaseFolder) -> None:
    """A case without input has all tables, without rows, before and after its first writer."""
    for _ in range(2):
        for schema in TABLES:
            assert_frame_equal(pl.DataFrame(schema=schema.polars), _rows(case, schema))
        with writing(case):
            pass


def test_what_was_committed_comes_back(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """Rows come back with the values and types that they went in with, in time order."""
    commit(log_rows("db-01/postgresql.log"))
    assert_frame_equal(log_rows("db-01/postgresql.log"), _rows(case))


def test_files_hold_one_utc_date_each(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """Rows on both sides of midnight UTC lie in two partitions, whose statistics say which times."""
    commit(log_rows("db-01/postgresql.log"))
    files = Snapshot.read(case).files(LOGS)
    assert [(date(2023, 7, 10), 30), (date(2023, 7, 11), 30)] == [(file.day, file.rows) for file in files]
    assert files[0].last
    assert files[1].first
    assert files[0].last < files[1].first


def test_rows_without_a_time_are_kept(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """A record whose stamp was unreadable is a row like any other, for us and for Delta readers."""
    commit(log_rows("a.log", 3).with_columns(time=pl.lit(None, pl.Datetime("us", "UTC"))))
    assert _rows(case)["line"].to_list() == [1, 2, 3]
    assert pl.read_delta(str(case.table("logs")))["line"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("read", [pl.read_delta, lambda path: pl.from_arrow(DeltaTable(path).to_pyarrow_table())])
def test_other_delta_readers_see_the_same_rows(
    case: CaseFolder, commit: Commit, log_rows: Rows, read: Callable[[str], pl.DataFrame]
) -> None:
    """Delta readers of other makers read each table with its types, the map column and the date partition."""
    commit(log_rows("a.log"))
    rows = read(str(case.table("logs"))).sort("time")
    assert {date(2023, 7, 10), date(2023, 7, 11)} == set(rows["date"])
    expected = log_rows("a.log")
    assert_frame_equal(
        expected.with_columns(attributes=pl.col("attributes").map.get("row")),
        rows.select(expected.columns).with_columns(
            attributes=pl.col("attributes").cast(LOGS.polars["attributes"]).map.get("row")
        ),
    )
    assert read(str(case.table("files")))["path"].to_list() == ["a.log"]


def test_small_inputs_share_a_file(case: CaseFolder, log_rows: Rows) -> None:
    """Rows of many small inputs in one batch are one Parquet file a date, sorted together, in one commit."""
    with writing(case) as writer:
        batch = Batch(case)
        for number in range(20):
            batch.add(LOGS, log_rows(f"{number}.log", 10))
            batch.enter(FileFacts(f"{number}.log"), replaces=False)
        writer.commit(batch)
    assert len(Snapshot.read(case).files(LOGS)) == 1
    assert DeltaTable(str(case.table("logs"))).version() == 1
    assert _rows(case)["time"].is_sorted()


def test_a_large_batch_is_written_in_parts(case: CaseFolder, log_rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go to disk as they come, so that memory stays bounded, and are still one commit."""
    monkeypatch.setattr(tables, "FLUSH_BYTES", 1)
    with writing(case) as writer:
        batch = Batch(case)
        for _ in range(3):
            batch.add(LOGS, log_rows("a.log", 10))
            assert Snapshot.read(case).files(LOGS) == []
        batch.enter(FileFacts("a.log"), replaces=False)
        writer.commit(batch)
    assert [file.rows for file in Snapshot.read(case).files(LOGS)] == [10, 10, 10]
    assert DeltaTable(str(case.table("logs"))).version() == 1


def test_a_replayed_batch_changes_nothing(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """A batch that is committed a second time under its name leaves rows, files and versions as they are."""
    commit(log_rows("a.log"), name="unit1")
    before = (Snapshot.read(case), _parquet_files(case))
    commit(log_rows("a.log"), name="unit1")
    assert before == (Snapshot.read(case), _parquet_files(case))


def test_a_replaced_file_loses_its_old_rows(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """Its rows are exchanged in one step, rows of other files in the same Parquet file stay."""
    commit(pl.concat([log_rows("a.log"), log_rows("b.log")]))
    commit(log_rows("a.log", 5), replaces=True)
    counts = _rows(case).group_by("source").len().sort("source")
    assert counts.rows() == [("a.log", 5), ("b.log", 60)]
    assert _rows(case, FILES)["path"].to_list() == ["a.log"]


def test_a_grown_file_keeps_its_rows_and_has_one_ledger_row(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """A second batch of the same file adds rows, and its ledger row takes the place of the first."""
    commit(log_rows("a.log"))
    commit(log_rows("a.log", 5))
    assert (_rows(case).height, _rows(case, FILES).height) == (65, 1)


def test_many_batches_keep_the_ledger_compact(case: CaseFolder) -> None:
    """The ledger is written anew before it falls into many small files, and loses no row by it."""
    with writing(case) as writer:
        for number in range(40):
            batch = Batch(case)
            batch.enter(FileFacts(f"{number:02}.log"), replaces=False)
            writer.commit(batch)
    assert [f"{number:02}.log" for number in range(40)] == Snapshot.read(case).ledger()["path"].to_list()
    assert len(Snapshot.read(case).files(FILES)) < 40


def test_a_reader_of_an_older_state_is_not_disturbed(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """Whoever holds a snapshot reads its rows also after a writer replaced them."""
    commit(log_rows("a.log"))
    held = Snapshot.read(case)
    commit(log_rows("a.log", 5), replaces=True)
    assert held.scan(LOGS).collect().height == 60


def test_sweep_removes_only_what_nobody_needs(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """After a replacement the old Parquet files go, and every row of the new state is still there."""
    commit(log_rows("a.log"))
    old = _parquet_files(case)
    commit(log_rows("a.log", 5), replaces=True)
    with writing(case) as writer:
        writer.sweep()
    assert not old & _parquet_files(case)
    assert _rows(case).height == 5


def test_a_full_disk_leaves_the_lake_as_it_was(
    case: CaseFolder, commit: Commit, log_rows: Rows, tmp_path: Path
) -> None:
    """A write that fails becomes a LakeError; rows, ledger and files on disk are those of before; a retry works."""
    commit(log_rows("a.log"))
    before = (_rows(case), _parquet_files(case))
    (tmp_path / "full").symlink_to("/dev/full")
    day = case.table("logs") / "date=2023-07-11"
    with writing(case) as writer:
        batch = Batch(case, "doomed")
        batch.add(REJECTS, conform(pl.DataFrame({"source": ["b.log"], "line": [1]}), REJECTS))
        batch.add(LOGS, log_rows("b.log"))
        batch.enter(FileFacts("b.log"), replaces=False)
        (day / "doomed-1.parquet").symlink_to("/dev/full")
        with pytest.raises(LakeError, match=r"No space left to write the case.*free some space"):
            writer.commit(batch)
    assert not os.path.lexists(day / "doomed-1.parquet")
    assert_frame_equal(before[0], _rows(case))
    assert before[1] == _parquet_files(case)
    commit(log_rows("b.log"))
    assert _rows(case).height == 120
