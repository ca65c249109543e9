"""What servers print of themselves when they are asked."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.status.quantities import quantity
from foreshock.ingest.formats.status.stated import PhpFpmClock, date_of
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock


def parsed(name: str, text: str, clock: Clock | None = None) -> Parsed:
    """What the format of this name makes of a text."""
    (format_,) = [each for each in formats() if each.name == name]
    lines = text.splitlines()
    frame = pl.DataFrame(
        {"line": range(1, len(lines) + 1), "offset": [0] * len(lines), "text": lines}, schema=LINES_SCHEMA
    )
    return format_.open({}, clock or Clock()).feed(frame, last=True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("512Mi", 512 * 1024**2), ("250m", 0.25), ("62%", 0.62), ("1.2MB", 1.2e6), ("1.5GiB", 1.5 * 1024**3),
        ("31ms", 0.031), ("0", 0.0), ("-1", -1.0), ("1e3", 1000.0), ("UP", None), ("7.0.11", None), ("12 apples", None),
    ],
)  # fmt: skip
def test_quantities_are_in_base_units(text: str, number: float | None) -> None:
    """A unit that is not known makes no number of it."""
    assert quantity(text) == (None if number is None else pytest.approx(number))


def test_a_report_without_a_time_is_of_when_the_file_was_written() -> None:
    """And where nothing tells that, its values have no time: none is made up."""
    text = "zk_version\t3.8.1\nzk_server_state\tleader\nzk_avg_latency\t0.5\n"
    written = datetime(2023, 7, 10, 20, 0, 1, tzinfo=UTC)
    assert parsed("zookeeper-mntr", text, Clock("UTC", 2023, written)).rows["time"].to_list() == [written]
    assert parsed("zookeeper-mntr", text).rows["time"].to_list() == [None]


def test_each_report_has_its_own_time_though_it_is_stated_late() -> None:
    """Also where the second report does not state one: then it has that of the first."""
    report = "STAT pid 812\nSTAT uptime {}\nSTAT time {}\nSTAT evictions 1\nEND\n"
    rows = parsed("memcached-stats", report.format(1, 1689019201) + report.format(2, 1689019211)).rows
    assert rows["time"].dt.second().to_list() == [1, 1, 11, 11]


def test_a_line_that_is_none_of_the_report_is_rejected_with_the_reason() -> None:
    """A warning among the lines is not lost silently."""
    found = parsed("docker-stats", "CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %\nerror during connect")
    assert (found.records, found.attached) == (0, 1)
    assert found.rejects["reason"].to_list() == ["not a line of docker stats"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("haproxy-stat", "# pxname,svname," + "a" * 60_000 + "!"),
        ("nagios-perfdata", "DATATYPE::HOSTPERFDATA\t" + "A::" * 20_000 + "\tnone"),
        ("nagios-perfdata", "[HOSTPERFDATA]\t1689019202\tdb-01\t0.1\tOK\t" + " ''" * 20_000),
        ("wavefront", "cpu 1 1689019202 source=a" + " a==b" * 10_000 + " !"),
    ],
)
def test_a_damaged_line_is_judged_at_once(name: str, line: str) -> None:
    """Tens of thousands of names in a row that come to nothing take no time to say so."""
    format_ = next(each for each in formats() if each.name == name)
    started = time.process_time()
    format_.recognise([line], "a.log")
    parsed(name, line)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text", ["31/Feb/2023:10:00:00 +0000", "10/Jul/2023:10:00:00 +9999", "00/Jul/2023:10:00:00 +0000"]
)
def test_a_day_that_is_none_dates_nothing(text: str) -> None:
    """A damaged date in a report is no failure."""
    assert PhpFpmClock()("start time", text) is None
    assert date_of(text, "%d/%b/%Y:%H:%M:%S %z") is None


def test_a_damaged_uptime_dates_nothing() -> None:
    """A hundred digits are no seconds since the start."""
    clock = PhpFpmClock()
    assert clock("start time", "10/Jul/2023:20:00:00 +0000") is None
    assert clock("start since", "1" * 100) is None
    assert clock("start since", "60") == (1689019260_000_000, 0)
