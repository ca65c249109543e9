"""Rules for loading files into a case."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from foreshock.ingest import Batch, FileFacts, FilePlan, IngestOptions, read
from foreshock.lake import CaseFolder, LoadReport, load, loading
from foreshock.lake.schemas import LOGS, REJECTS, REQUESTS
from foreshock.lake.tables import Snapshot

Archive = Callable[[str, int], Path]


def _access_lines(first: int, last: int) -> str:
    return "".join(
        f"192.0.2.{line % 9} - - [10/Jul/2023:20:{line // 60 % 60:02}:{line % 60:02} -0500] "
        f'"GET /cart/{line} HTTP/1.1" 200 {line} "-" "curl/8.1"\n'
        for line in range(first, last)
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with two access logs of 300 and 200 lines."""
    folder = tmp_path / "archive"
    for host, lines in [("web-01", 300), ("web-02", 200)]:
        (folder / host).mkdir(parents=True)
        (folder / host / "access.log").write_text(_access_lines(0, lines))
    return folder


def _snapshot(case: Path) -> Snapshot:
    return Snapshot.read(CaseFolder.open(case))


def _counts(case: Path) -> list[tuple[str, int]]:
    rows = _snapshot(case).scan(REQUESTS).group_by("source").len().sort("source").collect()
    return [(source, count) for source, count in rows.iter_rows()]


def _read(report: LoadReport) -> list[str]:
    return [facts.path for facts in report.read]


def test_files_become_rows_and_ledger_rows(archive: Path, tmp_path: Path) -> None:
    """Each line is a row with its source and line number, and the ledger's account adds up."""
    report = load([archive], tmp_path / "case")
    assert _counts(tmp_path / "case") == [("web-01/access.log", 300), ("web-02/access.log", 200)]
    ledger = _snapshot(tmp_path / "case").ledger()
    assert ledger["path"].to_list() == _read(report) == ["web-01/access.log", "web-02/access.log"]
    assert (ledger["records"] + ledger["attached"] + ledger["rejected"]).to_list() == ledger["lines"].to_list()
    assert ledger["location"].to_list() == [str(archive / path) for path in ledger["path"]]
    assert ledger["batch"].n_unique() == 1
    assert report.usable


def test_small_inputs_are_one_commit_and_one_file(archive: Path, tmp_path: Path) -> None:
    """Files that fit into memory together lie in one Parquet file a table and date, in time order."""
    load([archive], tmp_path / "case")
    snapshot = _snapshot(tmp_path / "case")
    assert len(snapshot.files(REQUESTS)) == 1
    assert snapshot.versions == {"logs": 0, "requests": 1, "metrics": 0, "rejects": 0, "files": 1}
    assert snapshot.scan(REQUESTS).collect()["time"].is_sorted()


def test_a_large_file_is_the_same_as_in_one_piece(archive: Path, tmp_path: Path) -> None:
    """A file of many blocks, which is parsed ahead of what is written, gives the rows of the same file in one block."""
    path = archive / "web-01" / "access.log"
    report = load([path], tmp_path / "blocks", IngestOptions(block_bytes=1_000))
    load([path], tmp_path / "whole")
    blocks, whole = (_snapshot(tmp_path / case).scan(REQUESTS).sort("line").collect() for case in ("blocks", "whole"))
    assert blocks.height == report.read[0].records == 300
    assert_frame_equal(blocks, whole)


def test_a_second_run_adds_nothing(archive: Path, tmp_path: Path) -> None:
    """What is in is not read again, and no table gets a new version."""
    (archive / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    load([archive], tmp_path / "case")
    before = _snapshot(tmp_path / "case")
    report = load([archive], tmp_path / "case")
    assert _snapshot(tmp_path / "case") == before
    assert report.read == ()
    assert [skipped.source for skipped in report.unchanged] == ["web-01/access.log", "web-02/access.log"]
    assert report.usable


def test_a_grown_file_is_read_from_where_it_ended(archive: Path, tmp_path: Path) -> None:
    """Only the new lines are added, their numbers go on, and the account covers the whole file."""
    load([archive], tmp_path / "case")
    with (archive / "web-01" / "access.log").open("a") as log:
        log.write(_access_lines(300, 310))
    report = load([archive], tmp_path / "case")
    assert _read(report) == ["web-01/access.log"]
    rows = _snapshot(tmp_path / "case").scan(REQUESTS).collect().filter(source="web-01/access.log")
    assert rows["line"].sort().to_list() == list(range(1, 311))
    ledger = _snapshot(tmp_path / "case").ledger()
    assert ledger["lines"].to_list() == [310, 200]


def test_a_changed_file_takes_the_place_of_its_old_rows(archive: Path, tmp_path: Path) -> None:
    """Its old rows are gone, its new ones are there, the other file's are untouched."""
    load([archive], tmp_path / "case")
    (archive / "web-01" / "access.log").write_text(_access_lines(1000, 1007))
    load([archive], tmp_path / "case")
    assert _counts(tmp_path / "case") == [("web-01/access.log", 7), ("web-02/access.log", 200)]


def test_a_period_can_be_widened_later(archive: Path, tmp_path: Path) -> None:
    """Rows that --since left out come in when a later run asks for them, and those that are in do not double."""
    case = tmp_path / "case"
    since = IngestOptions(since=datetime(2023, 7, 11, 1, 3, tzinfo=UTC))
    for _ in range(2):
        load([archive], case, since)
        assert _counts(case) == [("web-01/access.log", 120), ("web-02/access.log", 20)]
    load([archive], case)
    assert _counts(case) == [("web-01/access.log", 300), ("web-02/access.log", 200)]
    assert load([archive], case).read == ()


def test_the_ledger_says_which_part_was_read(tmp_path: Path) -> None:
    """Of a large sorted file only the wanted part is read, until a later run asks for the whole."""
    archive, case = tmp_path / "archive", tmp_path / "case"
    archive.mkdir()
    (archive / "access.log").write_text(_access_lines(0, 3600))
    since = datetime(2023, 7, 11, 1, 50, tzinfo=UTC)
    load([archive], case, IngestOptions(since=since, block_bytes=32 << 10))
    (entry,) = _snapshot(case).ledger().iter_rows(named=True)
    assert entry["sha256"] is None
    assert 0 < entry["from_byte"] < entry["to_byte"] == (archive / "access.log").stat().st_size
    assert entry["bytes"] == entry["to_byte"] - entry["from_byte"]
    assert 600 <= entry["lines"] == entry["records"] < 3600
    assert _counts(case) == [("access.log", 600)]
    load([archive], case)
    (entry,) = _snapshot(case).ledger().iter_rows(named=True)
    assert (entry["from_byte"], entry["lines"]) == (None, 3600)
    assert _counts(case) == [("access.log", 3600)]


def test_bad_inputs_do_not_keep_the_others_out(archive: Path, tmp_path: Path) -> None:
    """What cannot be read is named with a reason, in the report and in the ledger; the rest is in the lake."""
    (archive / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    report = load([archive, tmp_path / "missing"], tmp_path / "case")
    assert len(_counts(tmp_path / "case")) == 2
    assert len(report.failed) == 2
    assert all(facts.error for facts in report.failed)
    ledger = _snapshot(tmp_path / "case").ledger()
    assert ledger.filter(ledger["error"].is_not_null()).height == 2


def test_a_name_that_is_not_utf8_is_no_obstacle(archive: Path, tmp_path: Path) -> None:
    """Linux allows any bytes in a name; the file is read, under a name that can be shown."""
    (archive / "web-01" / "access.log").rename(archive / os.fsdecode(b"caf\xe9.log"))
    report = load([archive], tmp_path / "case")
    assert len(report.read) == 2
    assert [count for _, count in _counts(tmp_path / "case")] == [300, 200]


def test_nothing_usable_is_no_silent_success(tmp_path: Path) -> None:
    """An archive of which nothing was read gives a report that says so."""
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    assert not load([tmp_path / "photo.jpg"], tmp_path / "case").usable


def test_a_file_that_cannot_be_read_any_more_keeps_its_rows(archive: Path, tmp_path: Path) -> None:
    """A path that is in the lake and holds no log now keeps its rows and its ledger row, and is reported."""
    case = tmp_path / "case"
    load([archive], case)
    before = _snapshot(case)
    (archive / "web-02" / "access.log").write_bytes(b"\xff\xd8\xff\xe0" * 100)
    report = load([archive], case)
    assert [facts.path for facts in report.failed] == ["web-02/access.log"]
    assert _snapshot(case) == before


def test_large_inputs_are_committed_as_they_are_read(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more rows than one commit holds, each file is in the lake as soon as it is read."""
    monkeypatch.setattr(loading, "COMMIT_BYTES", 1)
    load([archive], tmp_path / "case")
    assert _snapshot(tmp_path / "case").ledger()["batch"].n_unique() == 2
    assert len(_counts(tmp_path / "case")) == 2


def test_an_interrupted_run_leaves_whole_files_only(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C the lake has what was committed, whole, and the next run reads the rest."""
    monkeypatch.setattr(loading, "COMMIT_BYTES", 1)
    monkeypatch.setattr(loading, "WORKERS", 1)
    case = tmp_path / "case"

    def interrupt(what: str, done: int, total: int) -> None:
        assert what == "reading"
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load([archive], case, progress=interrupt)
    assert _counts(case) == [("web-01/access.log", 300)]
    assert _snapshot(case).ledger()["path"].to_list() == ["web-01/access.log"]
    assert _read(load([archive], case)) == ["web-02/access.log"]
    assert _counts(case) == [("web-01/access.log", 300), ("web-02/access.log", 200)]


def test_progress_ends_at_the_total(archive: Path, tmp_path: Path) -> None:
    """Progress never runs backwards and ends with every byte read."""
    seen: list[tuple[int, int]] = []
    load([archive], tmp_path / "case", progress=lambda _, done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] == sum(path.stat().st_size for path in archive.rglob("*.log"))


def test_a_fault_of_ours_costs_one_file_until_it_is_mended(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash while reading a file is told in its ledger row, and the next run puts that file right, once."""
    case = tmp_path / "case"

    def broken(file: FilePlan) -> Iterator[Batch | FileFacts]:
        for item in read(file):
            if isinstance(item, FileFacts) and file.source.startswith("web-02"):
                raise ZeroDivisionError
            yield item

    with monkeypatch.context() as patch:
        patch.setattr(loading, "read", broken)
        report = load([archive], case)
    assert [bool(facts.error) for facts in report.read] == [False, True]
    assert _read(load([archive], case)) == ["web-02/access.log"]
    assert _counts(case) == [("web-01/access.log", 300), ("web-02/access.log", 200)]


def test_an_empty_input_makes_an_empty_case(tmp_path: Path) -> None:
    """No input is a case without rows, not an error of the lake."""
    (tmp_path / "nothing").mkdir()
    report = load([tmp_path / "nothing"], tmp_path / "case")
    assert not report.usable
    for schema in (LOGS, REQUESTS, REJECTS):
        assert _snapshot(tmp_path / "case").scan(schema).collect().is_empty()
