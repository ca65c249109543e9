"""What reading by a definition guarantees beyond its samples: clocks, days, zones, and the account of lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.exceptions import ForeshockError
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format, Parsed
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock

Read = Callable[..., Parsed]

TIMES_OF_DAY = "22:59:00.000 foo DEBUG  a\n23:59:00.000 foo DEBUG  b\n00:00:30.000 foo DEBUG  c\n"


def named(name: str) -> Format:
    """The format of this name."""
    return next(format_ for format_ in formats() if format_.name == name)


def read_written(text: str, written: datetime, zone: str = "UTC") -> list[str]:
    """The times of a file of times of day that was last written then, cut after every line."""
    texts = text.splitlines()
    format_ = named("time-of-day")
    claim = format_.recognise(texts, "app.log")
    assert claim is not None
    assert not claim.dated
    parser = format_.open(claim.options, Clock(zone, written.year, written))
    lines = pl.DataFrame({"line": range(1, len(texts) + 1), "offset": 0, "text": texts}, schema=LINES_SCHEMA)
    parts = [parser.feed(lines[at : at + 1], last=at == len(texts) - 1) for at in range(len(texts))]
    times = pl.concat([part.rows["time"] for part in parts if part.rows.height])
    return [f"{time:%m-%d %H:%M}" for time in times]


def test_times_of_day_are_dated_backwards_from_when_the_file_was_written() -> None:
    """The last line lies on the day of the last change; a step back of more than an hour is midnight."""
    assert read_written(TIMES_OF_DAY, datetime(2023, 7, 11, 0, 1, tzinfo=UTC)) == [
        "07-10 22:59",
        "07-10 23:59",
        "07-11 00:00",
    ]


def test_a_file_is_not_younger_than_its_last_change() -> None:
    """A last line of 23:59 in a file that was changed at 00:01 is of the day before."""
    two = "".join(TIMES_OF_DAY.splitlines(keepends=True)[:2])
    assert read_written(two, datetime(2023, 7, 11, 0, 1, tzinfo=UTC)) == ["07-10 22:59", "07-10 23:59"]


def test_the_day_of_the_last_change_is_the_one_of_the_files_zone() -> None:
    """01:01 UTC is still the evening before in New York."""
    two = "".join(TIMES_OF_DAY.splitlines(keepends=True)[:1])
    assert read_written(two, datetime(2023, 7, 11, 3, 1, tzinfo=UTC), "America/New_York") == ["07-11 02:59"]


def test_without_a_day_a_record_keeps_no_time(read: Read) -> None:
    """Nothing is invented: the record is there, its time is not."""
    parsed = read("time-of-day", TIMES_OF_DAY, options={})
    assert parsed.rows["time"].to_list() == [None, None, None]
    assert parsed.records == 3


def test_seconds_since_boot_are_no_time_unless_the_boot_is_told(read: Read) -> None:
    """The uptime is kept as an attribute either way."""
    text = "[    1.500000] EXT4-fs (sda1): mounted\n[   61.250000] Out of memory: Killed process 4711 (postgres)\n"
    assert read("dmesg", text).rows["time"].to_list() == [None, None]
    told = read("dmesg", text, options={"boot": "2023-07-10T20:00:00Z"}).rows
    assert [f"{time:%H:%M:%S.%f}" for time in told["time"]] == ["20:00:01.500000", "20:01:01.250000"]
    assert told["attributes"].to_list()[1]["uptime_s"] == "61.250000"


def test_an_option_that_is_no_time_is_an_error() -> None:
    """A mistyped boot is told, with what would be valid."""
    with pytest.raises(ForeshockError, match="2023-07-10T20:00:01Z"):
        named("dmesg").open({"boot": "yesterday"}, Clock())


def test_the_zone_of_sql_server_is_told_by_a_line() -> None:
    """Its stamps carry no zone, its second record does."""
    lines = [
        "2023-07-10 20:00:01.01 Server      Microsoft SQL Server 2019 (RTM-CU18)",
        "2023-07-10 20:00:01.02 Server      UTC adjustment: -5:00",
    ]
    claim = named("mssql-errorlog").recognise(lines, "ERRORLOG")
    assert claim is not None
    assert claim.zone == "-05:00"


def test_stamps_with_and_without_year_may_be_mixed(read: Read) -> None:
    """A log that grew through an upgrade of Redis has both; the year-less are dated by the file's year."""
    text = "[4018] 31 Dec 23:59:59.000 * a\n4018:M 01 Jan 2024 00:00:00.000 * b\n[4018] 01 Jan 00:00:01.000 * c\n"
    parsed = read("redis", text, year=2023)
    assert [f"{time:%Y-%m-%d}" for time in parsed.rows["time"]] == ["2023-12-31", "2024-01-01", "2024-01-01"]


def test_a_stamp_that_is_no_time_is_a_reject(read: Read) -> None:
    """30 February never was."""
    parsed = read("redis", "1:M 30 Feb 2023 20:00:01.000 * a\n1:M 01 Mar 2023 20:00:01.000 * b\n")
    assert (parsed.records, parsed.rejects["reason"].to_list()) == (1, ["the stamp is no time"])


def test_a_line_that_neither_begins_nor_continues_a_record_is_a_reject(read: Read) -> None:
    """Its reason names the format; no other line pays for it."""
    line = "I20210131 14:48:54.411655 15520 main.c++:9] Hello world!"
    parsed = read("glog", f"{line}\nnot a glog line\n    @ 0x7f8a4b9e10cd\n{line}\n")
    assert parsed.rows["body"].to_list() == ["Hello world!\n    @ 0x7f8a4b9e10cd", "Hello world!"]
    assert parsed.rejects.select("line", "reason").rows() == [(2, "no line of glog and klog (C++ glog, Kubernetes)")]


RELATIVE = "[Jul10 20:00] one\n[  +1.000000] two\n[  +7.500000] three\n[Jul10 20:14] four\n[  +0.250000] five\n"


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_seconds_since_the_record_above_are_counted_on(read: Read, block: int) -> None:
    """Dmesg --reltime: from the last stamp on, wherever the blocks are cut; a stamp begins anew."""
    times = read("dmesg", RELATIVE, block=block).rows["time"]
    assert [f"{time:%H:%M:%S.%f}"[:10] for time in times] == [
        "20:00:00.0",
        "20:00:01.0",
        "20:00:08.5",
        "20:14:00.0",
        "20:14:00.2",
    ]


def test_steps_before_the_first_stamp_have_no_time(read: Read) -> None:
    """Nothing tells what they count from; they are records all the same."""
    parsed = read("dmesg", "[  +1.000000] one\n[Jul10 20:00] two\n")
    assert parsed.rows["time"].is_null().to_list() == [True, False]
    assert parsed.rejects.is_empty()


STAMPS = {
    "1689019201 x": "2023-07-10 20:00:01",
    "1689019201123 x": "2023-07-10 20:00:01.123000",
    "1689019201123456 x": "2023-07-10 20:00:01.123456",
    "1689019201.5 x": "2023-07-10 20:00:01.500000",
}


@pytest.mark.parametrize(("line", "time"), STAMPS.items())
def test_the_size_of_an_epoch_tells_its_unit(read: Read, line: str, time: str) -> None:
    """Seconds, milliseconds and microseconds since 1970 differ by a factor of a thousand."""
    assert str(read("stamped-text", f"{line}\n").rows["time"][0]).removesuffix("+00:00") == time


def test_a_label_of_tai64_counts_as_daemontools_does(read: Read) -> None:
    """Ten seconds and no leap seconds; without nanoseconds it is a whole second."""
    times = read("multilog", "@40000000433225833b6e1a8c a: b\n@4000000043322583 a: b\n").rows["time"]
    assert [f"{time:%F %T.%f}" for time in times] == ["2005-09-22 03:31:05.997071", "2005-09-22 03:31:05.000000"]


def test_slapd_counts_seconds_in_hexadecimal(read: Read) -> None:
    """Eight digits behind the dot are nanoseconds, five microseconds, and without a dot it is a whole second."""
    text = "".join(f"{stamp} slapd starting\n" for stamp in ("64ac6241.1b2e0200", "64ac6241.6f540", "64ac6241"))
    times = read("openldap", text).rows["time"]
    assert [f"{time:%F %T.%f}" for time in times] == [
        f"2023-07-10 19:55:45.{part}" for part in ("456000", "456000", "000000")
    ]


def test_oracles_listener_writes_months_in_capitals(read: Read) -> None:
    """Each month of a year, and the end of February of a leap year."""
    months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    text = "".join(f"29-{month}-2024 20:00:01 * service_update * shop * 0\n" for month in months)
    times = read("oracle-listener", text).rows["time"]
    assert [f"{time:%F %T}" for time in times] == [f"2024-{month:02d}-29 20:00:01" for month in range(1, 13)]


def test_a_constant_is_for_rows_that_say_nothing_else(read: Read) -> None:
    """Logstash writes what Elasticsearch writes, and names itself in its loggers."""
    text = "[2023-07-10T20:00:01,468][INFO ][logstash.agent] a\n[2023-07-10T20:00:02,468][INFO ][o.e.n.Node] b\n"
    assert read("elasticsearch", text).rows["service"].to_list() == ["logstash", "elasticsearch"]


def test_a_field_for_searching_is_no_attribute(read: Read) -> None:
    """What begins with _ is looked into and left behind."""
    (row,) = read("strace", "4711 1689019201.219123 fsync(5) = 0 <3.812001>\n").rows.to_dicts()
    assert (row["pid"], row["attributes"]) == (4711, {"syscall": "fsync"})


def test_the_weekday_of_a_stamp_without_year_decides_nothing(read: Read) -> None:
    """It is that of the year that the stamp does not state: 2 September was a Saturday in 2000."""
    text = (
        "Wed Sep  2 12:00:01.123 [initandlisten] connection accepted from 10.0.0.1:5000 #12 (1 connection now open)\n"
    )
    assert str(read("mongodb-text", text).rows["time"][0]) == "2023-09-02 12:00:01.123000+00:00"


def test_a_record_may_hold_nothing_but_its_stamp(read: Read) -> None:
    """Where all that a definition finds stands in lines that are missing, as at the cut end of a file."""
    parsed = read("journald-verbose", "Mon 2023-07-10 20:00:01.123456 UTC [s=abc;i=1;b=def;m=12;t=34;x=56]\n")
    assert str(parsed.rows["time"][0]) == "2023-07-10 20:00:01.123456+00:00"
    assert parsed.records == 1


def test_a_line_may_tell_the_year() -> None:
    """Where stamps write none and the program says when it opened the file; what is no year tells nothing."""
    line = "I1231 23:59:59.000001 12345 store.py:65] a"
    for head, expected in (("2019/07/18", 2019), ("0019/07/18", None), ("19/07/18", None)):
        claim = named("glog").recognise([f"Log file created at: {head} 06:07:40", line], "app.log")
        assert claim is not None
        assert (claim.has_year, claim.year) == (False, expected)
