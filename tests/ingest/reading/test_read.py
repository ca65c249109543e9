"""A whole archive through the stage: every line is a record, attached, or a reject; nothing raises."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock.ingest import Batch, FileFacts, FilePlan, IngestOptions, plan, read
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format
from foreshock.ingest.lines.blocks import BLOCK_BYTES

LOG = b"TOY 1 DB01.shop x\n  more\nTOY 2 localhost y\ngarbage\nTOY 3 db-01 z\n"


def write(folder: Path, name: str, data: bytes) -> Path:
    """A file with its folders."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def read_all(file: FilePlan) -> tuple[pl.DataFrame, pl.DataFrame, FileFacts]:
    """Rows, rejects and facts of one file; the account holds."""
    *batches, facts = read(file)
    assert isinstance(facts, FileFacts)
    assert facts.lines == facts.records + facts.attached + facts.rejected
    rows = [batch.rows for batch in batches if isinstance(batch, Batch) and batch.table != "rejects"]
    rejects = [batch.rows for batch in batches if isinstance(batch, Batch) and batch.table == "rejects"]
    assert file.facts.rejected + sum(part.height for part in rejects) == facts.rejected
    return (
        pl.concat(rows, how="diagonal") if rows else pl.DataFrame(),
        pl.concat(rejects).sort("line") if rejects else pl.DataFrame(),
        facts,
    )


@pytest.mark.usefixtures("only_toy")
def test_rows_carry_source_host_and_service(tmp_path: Path) -> None:
    """A row's own host wins under its canonical name; localhost is the file's host."""
    write(tmp_path, "db-01/shop.log", LOG)
    (file,) = plan([tmp_path]).files
    rows, rejects, facts = read_all(file)
    assert rows.select("line", "source", "host", "service").rows() == [
        (line, "db-01/shop.log", "db-01", "shop") for line in (1, 3, 5)
    ]
    assert rejects.select("source", "line", "offset", "reason").rows() == [("db-01/shop.log", 4, 43, "no number")]
    assert (facts.lines, facts.records, facts.attached, facts.rejected) == (5, 3, 1, 1)
    assert facts.first_time == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert facts.bytes == len(LOG)
    assert facts.why_format == "4 of 5 sampled lines match toy log"


@pytest.mark.usefixtures("only_toy")
def test_limits_of_time_filter_rows_but_not_the_account(tmp_path: Path) -> None:
    """--since and --until: lines outside are read and counted."""
    path = write(tmp_path, "a.log", LOG)
    limits = IngestOptions(
        since=datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC), until=datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC)
    )
    (file,) = plan([path], limits).files
    rows, _, facts = read_all(file)
    assert rows["line"].to_list() == [3]
    assert facts.records == 3


@pytest.mark.usefixtures("only_toy")
def test_a_truncated_gzip_keeps_what_can_be_read(tmp_path: Path) -> None:
    """Rows before the cut are delivered and the facts name the damage."""
    data = b"".join(b"TOY %d h text %d\n" % (i, i * i) for i in range(20_000))
    path = write(tmp_path, "a.log.gz", gzip.compress(data)[:-3000])
    (file,) = plan([path]).files
    rows, _, facts = read_all(file)
    assert rows.height > 1000
    assert facts.error is not None
    assert "cut off" in facts.error
    assert facts.bytes == path.stat().st_size


@pytest.mark.usefixtures("only_toy")
def test_a_grown_file_is_read_from_where_it_ended(tmp_path: Path) -> None:
    """Line numbers, offsets and the account go on; a second look at the same bytes reads nothing."""
    path = write(tmp_path, "a.log", LOG)
    _, _, before = read_all(plan([path]).files[0])
    known = {before.path: before}
    again = plan([path], known=known)
    assert (again.files, [item.source for item in again.unchanged]) == ((), [before.path])
    path.write_bytes(LOG + b"TOY 4 db-01 new\nbad\n")
    (grown,) = plan([path], known=known).files
    assert not grown.replaces
    rows, rejects, facts = read_all(grown)
    assert rows["line"].to_list() == [6]
    assert rejects.select("line", "offset").rows() == [(7, len(LOG) + len(b"TOY 4 db-01 new\n"))]
    path_whole = write(tmp_path / "whole", "a.log", path.read_bytes())
    _, _, whole = read_all(plan([path_whole]).files[0])
    for name in ("sha256", "bytes", "lines", "records", "attached", "rejected", "first_time", "last_time"):
        assert getattr(facts, name) == getattr(whole, name), name


@pytest.mark.usefixtures("only_toy")
def test_bad_inputs_are_told_and_the_rest_is_planned(tmp_path: Path) -> None:
    """A JPEG, an empty file and a missing path each have one sentence."""
    write(tmp_path, "logs/a.log", LOG)
    write(tmp_path, "logs/b.jpg", b"\xff\xd8\xff\xe0")
    write(tmp_path, "logs/c.log", b"")
    found = plan([tmp_path / "logs", tmp_path / "gone"])
    assert [file.source for file in found.files] == ["a.log"]
    assert {facts.path.rpartition("/")[2]: facts.error for facts in found.unread} == {
        "gone": "no such file or folder",
        "b.jpg": "not text: starts with JPEG magic",
        "c.log": "an empty file",
    }


@pytest.mark.usefixtures("only_toy")
def test_a_file_that_vanishes_after_planning_is_an_error_of_its_own(tmp_path: Path) -> None:
    """Reading never raises for an input."""
    path = write(tmp_path, "a.log", LOG)
    (file,) = plan([path]).files
    path.unlink()
    (facts,) = read(file)
    assert isinstance(facts, FileFacts)
    assert facts.error is not None
    assert "no such file" in facts.error


def test_a_file_without_any_year_is_not_read(tmp_path: Path) -> None:
    """A pipe has no time of change: no year is invented, the sentence names the option."""
    os.mkfifo(tmp_path / "pipe")
    text = b"".join(b"Jul 10 20:00:%02d db-01 cron[1]: (root) CMD (true)\n" % second for second in range(60))
    for options, files in ((IngestOptions(), 0), (IngestOptions(year=2023), 1)):
        writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(text,))
        writer.start()
        found = plan([tmp_path / "pipe"], options)
        writer.join()
        assert len(found.files) == files
    assert read_all(found.files[0])[2].lines == 60


PIECES = st.sampled_from(
    [
        b"TOY 1 a x\n",
        b"TOY 2 b BOOM\n",
        b"  more\n",
        b"\n",
        b"garbage\n",
        b"\xff\xfe\n",
        b"\0\0",
        b"TOY",
        b"\r\n",
        b"y" * 300,
    ]
)


@pytest.mark.usefixtures("only_toy")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=40), size=st.integers(1, 100))
def test_every_line_is_accounted_for_whatever_the_block_size(tmp_path: Path, pieces: list[bytes], size: int) -> None:
    """The sum of records, attached and rejected is the lines; rows do not depend on where blocks are cut."""
    data = b"".join([b"TOY 0 a first\n" * 3, *pieces])
    path = write(tmp_path, "a.log", data)
    whole = read_all(plan([path], IngestOptions(format=["toy"])).files[0])
    cut = read_all(plan([path], IngestOptions(format=["toy"], block_bytes=size)).files[0])
    assert whole[2].lines == data.count(b"\n") + (not data.endswith(b"\n"))
    for name in ("sha256", "lines", "records", "attached", "rejected", "first_time", "last_time", "gaps"):
        assert getattr(cut[2], name) == getattr(whole[2], name), name
    assert cut[0].rows() == whole[0].rows()
    assert cut[1].rows() == whole[1].rows()


def test_metrics_are_parsed_in_smaller_parts(tmp_path: Path) -> None:
    """Each of their lines becomes many rows: two large files of sar would take more memory than is allowed."""
    path = write(tmp_path, "a.log", b"")
    sizes = {
        name: plan([path], IngestOptions(format=[name])).files[0].block_bytes for name in ("sar", "syslog-rfc5424")
    }
    assert sizes["sar"] * 4 == sizes["syslog-rfc5424"] == BLOCK_BYTES


def _forced(path: Path, format_: Format, options: str, size: int) -> Sequence[FilePlan]:
    return plan([path], IngestOptions(format=[f"{format_.name}{options}"], block_bytes=size, year=2023)).files


@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_format_loses_lines_of_damaged_files(tmp_path: Path, format_: Format, data: st.DataObject) -> None:
    """Each format's own samples, cut and joined and corrupted, keep their account and do not raise."""
    sample = data.draw(st.sampled_from(format_.samples))
    raw = bytearray(sample.text.encode())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=20))
    path = write(tmp_path, "h-01/a.log", sample.text.encode() + bytes(raw))
    options = ";".join(f"{key}={value}" for key, value in sample.options.items())
    for size in (1 << 20, 37):
        for file in _forced(path, format_, f":{options}" if options else "", size):
            rows, _, facts = read_all(file)
            assert facts.lines == path.read_bytes().count(b"\n") + (not path.read_bytes().endswith(b"\n"))
            assert rows.is_empty() or rows["line"].is_between(1, facts.lines).all()


def test_a_host_keeps_its_written_name(tmp_path: Path) -> None:
    """Where the table calls a host otherwise than the line did, the attribute host holds what was written."""
    log = tmp_path / "messages"
    log.write_text("2023-07-10T20:00:01-05:00 DB01.shop.internal app: one\n2023-07-10T20:00:02-05:00 db01 app: two\n")
    (file,) = plan([tmp_path]).files

    rows = pl.concat([item.rows for item in read(file) if isinstance(item, Batch) and item.table == "logs"])

    assert rows["host"].to_list() == ["db01", "db01"]
    assert rows["attributes"].map.get("host").to_list() == ["DB01.shop.internal", None]


def test_a_stamp_beyond_the_calendar_stops_nothing(tmp_path: Path) -> None:
    """A number of seconds that lies after the year 9999 costs neither the plan nor the file."""
    squid = b"1286536308.779 180 192.168.0.224 TCP_MISS/200 411 GET http://shop.example/a.js - DIRECT/10.0.0.9 text/x"
    lines = [squid.replace(b"1286536308.", b"%d." % second) for second in (1286536308, 9_000_000_000_000)]
    path = write(tmp_path, "h-01/access.log", b"\n".join([lines[0], lines[1], lines[0], b""]))
    (file,) = plan([path], IngestOptions(format=["squid-access"])).files
    _, _, facts = read_all(file)
    assert (facts.lines, facts.records) == (3, 3)
    assert facts.last_time is not None
    assert facts.last_time.year == 2010
