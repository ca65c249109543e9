"""What a look saw of the stamps: the instants that they are, and the years of rotated files that follow from them."""

from __future__ import annotations

from datetime import UTC, datetime

from foreshock.ingest.time.stamps import FileStamps, ends_of
from foreshock.ingest.time.years import years_in_order, years_of


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
