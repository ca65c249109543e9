"""Rotated files are one log, in the order in which they were written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foreshock.ingest.families import ends_of, families_of, predecessors
from foreshock.ingest.hosts import FileHints, hosts_of
from foreshock.ingest.years import years_in_order, years_of
from foreshock.ingest.zones import FileStamps


@pytest.mark.parametrize(
    "family",
    [
        ["a/access.log.10.gz", "a/access.log.2.gz", "a/access.log.1", "a/access.log"],
        ["messages-20230702.xz", "messages-20230709", "messages"],
        ["postgresql-2023-07-09_000000.log", "postgresql-2023-07-10_000000.log", "postgresql-2023-07-10_120000.log"],
        ["app.log.2023-07-09.gz", "app.log.2023-07-10", "app.log"],
        ["mysql-slow.log.old", "mysql-slow.log"],
        ["sar-2023-07-09.txt", "sar-2023-07-10.txt"],
    ],
)
def test_names_tell_the_order_of_rotated_files(family: list[str]) -> None:
    """Numbers count downwards, dates upwards, the file without either is the current one."""
    assert list(map(list, families_of(sorted(family)))) == [family]
    assert predecessors([family]) == dict(zip(family[1:], family[:-1], strict=True))


def test_files_of_other_logs_are_no_family() -> None:
    """Neither in other folders, nor of other names, nor the snapshots of pt-stalk."""
    names = [
        "a/syslog",
        "b/syslog.1",
        "a/error.log",
        "a/access.log",
        "2023_07_10_20_00_01-df",
        "2023_07_10_20_00_31-df",
    ]
    assert families_of(names) == []


def stamps(source: str, first: str, last: str, *, has_year: bool = False, mtime: str = "2024-03-01") -> FileStamps:
    """The stamps of a file; without years in the placeholder year."""
    begin, end, changed = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, last, mtime))
    return FileStamps(
        source,
        source,
        "h",
        first=begin,
        last=end,
        has_year=has_year,
        mtime=changed.timestamp(),
        reaches_end=True,
    )


def test_the_years_of_rotated_files_follow_from_one_of_them() -> None:
    """Copied on one day, so that their times of change tell nothing: each ends before the next begins."""
    files = [
        stamps("syslog.2", "2000-02-20", "2000-03-05", mtime="2024-03-09"),
        stamps("syslog.1", "2000-11-01", "2000-12-30", mtime="2024-03-09"),
        stamps("syslog", "2000-02-10", "2000-03-08", mtime="2024-03-09"),
    ]
    family = [file.source for file in files]
    alone = years_of(files)
    assert [alone[source][0] for source in family] == [2024, 2023, 2024]
    together = years_in_order(files, alone, [family])
    assert [together[source][0] for source in family] == [2023, 2023, 2024]
    assert together["syslog.2"][1] == "then it ends before syslog.1 begins, which was rotated after it"


def test_a_file_whose_year_is_certain_decides_for_the_newer_ones() -> None:
    """The year in which syslog.1 overlaps with a dated log of its host is more than a time of change."""
    files = [
        stamps("syslog.1", "2000-12-20", "2000-12-31", mtime="2026-01-01"),
        stamps("syslog", "2000-01-01", "2000-01-10", mtime="2026-02-01"),
        stamps("app.log", "2022-12-19", "2022-12-31", has_year=True),
    ]
    years = years_in_order(files, years_of(files), [["syslog.1", "syslog"]])
    assert [years[source][0] for source in ("syslog.1", "syslog")] == [2022, 2023]


def test_the_end_of_a_file_is_an_instant_of_its_own_zone_and_year() -> None:
    """Also over New Year, and on both sides of 29 February."""
    files = [
        stamps("a", "2000-12-30", "2001-01-01T12:00:00"),
        stamps("b", "2000-02-01", "2000-02-20"),
        stamps("c", "2000-03-01", "2000-03-02"),
    ]
    zones = {file.source: ("America/New_York", "") for file in files}
    ends = ends_of(files, zones, {file.source: (2022, "") for file in files})
    assert {source: end.isoformat() for source, end in ends.items()} == {
        "a": "2023-01-01T17:00:00+00:00",
        "b": "2022-02-20T05:00:00+00:00",
        "c": "2022-03-02T05:00:00+00:00",
    }


def test_a_file_without_a_host_has_that_of_its_log() -> None:
    """access.log.1 names no host where access.log does, and the folder holds logs of several."""
    files = [
        FileHints("logs/a.log", "logs/a.log", "db-01", family="a"),
        FileHints("logs/a.log.1", "logs/a.log.1", None, family="a"),
        FileHints("logs/b.log", "logs/b.log", "web-01", family="b"),
    ]
    _, hosts = hosts_of(files)
    assert hosts["logs/a.log.1"] == ("db-01", "logs/a.log of the same log belongs to this host")
