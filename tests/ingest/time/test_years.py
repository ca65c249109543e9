"""The year of stamps that write none comes from the archive, never from today's date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from foreshock.ingest.time.stamps import FileStamps
from foreshock.ingest.time.years import years_of


def dated(source: str, first: str, last: str, host: str = "h") -> FileStamps:
    """A file whose stamps have years."""
    return FileStamps(source, source, host, None, True, moment(first), moment(last))  # noqa: FBT003


def yearless(source: str, first: str, last: str, *, mtime: str = "", leap_day: bool = False) -> FileStamps:
    """A file whose stamps have none: 2000 stands for its first year."""
    changed = moment(mtime).timestamp() if mtime else None
    return FileStamps(source, source, "h", None, False, moment(first), moment(last), leap_day, changed)  # noqa: FBT003


def moment(text: str) -> datetime:
    """A UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def year(file: FileStamps, *others: FileStamps, flag: int | None = None) -> tuple[int | None, str]:
    """The decision for one file."""
    return years_of([file, *others], flag)[file.source]


def test_stamps_with_years_decide_themselves() -> None:
    """Nothing overrules what the lines say."""
    assert year(dated("a", "2019-05-01", "2019-05-02"), flag=2023) == (2019, "the stamps carry it")


def test_the_flag_comes_first() -> None:
    """--year decides for every file without years."""
    assert year(yearless("a", "2000-07-10", "2000-07-11"), flag=2021) == (2021, "set by --year")


def test_a_line_of_the_file_comes_before_other_files() -> None:
    """A program that writes down when it opened its log knows better than names and neighbours; --year is heard."""
    file = replace(yearless("2021-07-10.log", "2000-07-10", "2000-07-11"), year=2019)
    assert year(file, dated("b", "2021-07-01", "2021-07-31")) == (2019, "a line of the file tells it")
    assert year(file, flag=2020) == (2020, "set by --year")


def test_neighbours_with_years_decide() -> None:
    """The year in which the ranges overlap, over New Year as well."""
    july = dated("web/access.log", "2023-07-09", "2023-07-11")
    assert year(yearless("syslog-2019", "2000-07-10", "2000-07-11"), july) == (
        2023,
        "then it overlaps with web/access.log of the same host",
    )
    winter = dated("access.log", "2023-12-30", "2024-01-02", host="other")
    assert year(yearless("syslog", "2000-12-31", "2001-01-01"), winter)[0] == 2023
    assert year(yearless("syslog", "2000-01-01", "2000-01-02"), winter)[0] == 2024


def test_among_several_years_the_path_decides_then_the_time_of_change() -> None:
    """An archive of several years needs more than overlap."""
    long = dated("access.log", "2019-01-01", "2023-12-31")
    assert year(yearless("syslog-20210711", "2000-07-10", "2000-07-11"), long)[0] == 2021
    assert year(yearless("syslog", "2000-07-10", "2000-07-11", mtime="2022-07-11"), long)[0] == 2022
    assert year(yearless("syslog", "2000-07-10", "2000-07-11"), long)[0] == 2023


def test_a_date_in_the_path_decides_where_no_neighbour_does() -> None:
    """Full dates, months and years, with and without separators; the nearest year to the date."""
    for path in ("2023-07-10-ecommerce/syslog", "syslog-20230716", "2023/07/syslog", "logs_2023/syslog"):
        assert year(yearless(path, "2000-07-10", "2000-07-11", mtime="2026-01-01"))[0] == 2023
    assert year(yearless("syslog-20240102", "2000-12-28", "2001-01-02"))[0] == 2023


def test_the_time_of_change_is_the_last_resort() -> None:
    """The latest year that does not put the last stamp after the file's change; else nothing is claimed."""
    assert year(yearless("syslog", "2000-07-10", "2000-07-11", mtime="2023-07-11"))[0] == 2023
    assert year(yearless("syslog", "2000-07-10", "2000-07-11", mtime="2023-07-01"))[0] == 2022
    assert year(yearless("syslog", "2000-07-10", "2000-07-11")) == (None, "nothing tells the year; --year sets it")


def test_29_february_needs_a_leap_year() -> None:
    """A year without that day is no candidate."""
    file = yearless("syslog", "2000-02-29", "2000-02-29", mtime="2026-01-01", leap_day=True)
    assert year(file)[0] == 2024
