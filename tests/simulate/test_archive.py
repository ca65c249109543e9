"""A log file of the archive holds its lines in order, a file a local day, packed without a trace of the machine."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

from foreshock.simulate.archive import LogFile
from foreshock.simulate.clock import DAY, SECOND
from foreshock.simulate.world import EST

MIDNIGHT = EST.micros("2023-07-10 00:00:00")


def log_file(root: Path, suffix: str = "") -> LogFile:
    """A log whose last day is July 10."""
    last = (MIDNIGHT + EST.shift) // DAY
    return LogFile(root, EST, last, lambda back: f"web/a.log.{back}{suffix}" if back else "web/a.log")


def lines(*at: int) -> pl.DataFrame:
    """Lines that say when they are, in seconds from midnight."""
    return pl.DataFrame({"at": list(at), "text": [str((one - MIDNIGHT) // SECOND) for one in at]})


def test_lines_that_come_late_are_sorted_in(tmp_path: Path) -> None:
    """What was added out of order before a flush is written in order; what lies after it waits."""
    log = log_file(tmp_path)
    log.add(lines(MIDNIGHT + 9 * SECOND, MIDNIGHT + 5 * SECOND))
    log.flush(MIDNIGHT + 6 * SECOND)
    log.add(lines(MIDNIGHT + 7 * SECOND))
    log.close(MIDNIGHT + DAY)
    assert (tmp_path / "web" / "a.log").read_text(encoding="utf-8") == "5\n7\n9\n"


def test_each_local_day_has_its_file(tmp_path: Path) -> None:
    """A line of a second before midnight goes to the rotated file."""
    log = log_file(tmp_path)
    log.add(lines(MIDNIGHT - SECOND, MIDNIGHT))
    log.close(MIDNIGHT + DAY)
    assert (tmp_path / "web" / "a.log.1").read_text(encoding="utf-8") == "-1\n"
    assert (tmp_path / "web" / "a.log").read_text(encoding="utf-8") == "0\n"


def test_what_comes_after_the_end_is_dropped(tmp_path: Path) -> None:
    """The archive ends when it ends."""
    log = log_file(tmp_path)
    log.add(lines(MIDNIGHT, MIDNIGHT + DAY))
    log.close(MIDNIGHT + DAY)
    assert sorted(path.name for path in tmp_path.rglob("a.log*")) == ["a.log"]


def test_gzip_keeps_neither_name_nor_time(tmp_path: Path) -> None:
    """The header of a packed file is the same on every machine at any time."""
    log = log_file(tmp_path, ".gz")
    log.add(lines(MIDNIGHT - SECOND))
    log.close(MIDNIGHT + DAY)
    data = (tmp_path / "web" / "a.log.1.gz").read_bytes()
    assert gzip.decompress(data) == b"-1\n"
    assert data[3:8] == b"\0\0\0\0\0"
