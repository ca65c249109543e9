"""Stamps become instants by the file's own zone and year, never by the machine's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.ingest.time.clock import Clock, offsets_of


def stamps(*texts: str) -> pl.Series:
    """Naive stamps."""
    return pl.Series("time", [datetime.fromisoformat(text) for text in texts], dtype=pl.Datetime("us"))


def utc(series: pl.Series) -> list[str | None]:
    """Instants as text."""
    assert series.dtype == pl.Datetime("us", "UTC")
    return series.dt.strftime("%m-%d %H:%M").to_list()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("UTC", "07-10 20:00"), ("America/New_York", "07-11 00:00"), ("EST", "07-11 01:00"), ("-05:00", "07-11 01:00"),
     ("Asia/Kathmandu", "07-10 14:15")],
)  # fmt: skip
def test_a_zone_moves_stamps_to_utc(zone: str, expected: str) -> None:
    """A zone's own rules hold; EST is UTC-5 in July all the same."""
    assert utc(Clock(zone).instants(stamps("2023-07-10 20:00"))) == [expected]


def test_a_stamp_with_its_own_offset_ignores_the_zone() -> None:
    """Two offsets in one file are both honoured."""
    offsets = pl.Series([-4 * 3600, None, 7200])
    got = Clock("UTC").instants(stamps("2023-07-10 20:00", "2023-07-10 20:00", "2023-07-10 20:00"), offsets)
    assert utc(got) == ["07-11 00:00", "07-10 20:00", "07-10 18:00"]


def test_a_doubled_hour_is_followed_across_blocks() -> None:
    """01:xx is first EDT; after the stamps step back it is EST, in this block and the next."""
    clock = Clock("America/New_York")
    first = clock.instants(stamps("2023-11-05 00:59", "2023-11-05 01:10", "2023-11-05 01:50"))
    second = clock.instants(stamps("2023-11-05 01:05", "2023-11-05 01:04", "2023-11-05 01:58"))
    third = clock.instants(stamps("2023-11-05 01:59", "2023-11-05 02:00"))
    assert utc(first) == ["11-05 04:59", "11-05 05:10", "11-05 05:50"]
    assert utc(second) == ["11-05 06:05", "11-05 06:04", "11-05 06:58"]
    assert utc(third) == ["11-05 06:59", "11-05 07:00"]


def test_each_autumn_has_its_own_doubled_hour() -> None:
    """The second pass of one year does not leak into the next."""
    got = Clock("Europe/Berlin").instants(
        stamps("2022-10-30 02:50", "2022-10-30 02:10", "2023-10-29 02:10", "2023-10-29 02:50", "2023-10-29 02:01")
    )
    assert utc(got) == ["10-30 00:50", "10-30 01:10", "10-29 00:10", "10-29 00:50", "10-29 01:01"]


def test_a_slightly_late_line_is_no_second_pass() -> None:
    """A request logged two minutes late in the doubled hour stays in the first pass."""
    got = Clock("America/New_York").instants(stamps("2023-11-05 01:30", "2023-11-05 01:28", "2023-11-05 01:31"))
    assert utc(got) == ["11-05 05:30", "11-05 05:28", "11-05 05:31"]


def test_a_skipped_hour_is_read_with_the_offset_before_it() -> None:
    """02:30 on the night of the change to summer time is what EST made of it."""
    assert utc(Clock("America/New_York").instants(stamps("2023-03-12 02:30"))) == ["03-12 07:30"]


def test_nulls_stay_null() -> None:
    """A record without a stamp gets no time."""
    series = stamps("2023-01-01 12:00").extend_constant(None, 1).reverse()
    assert utc(Clock("Europe/Berlin", 2024).instants(series)) == [None, "01-01 11:00"]
    assert Clock("UTC", 2024).with_years(series).to_list() == [None, *stamps("2024-01-01 12:00")]


def test_stamps_that_spread_over_centuries_are_converted() -> None:
    """One rogue stamp does not spoil the others."""
    got = Clock("Europe/Berlin").instants(stamps("1970-01-01 12:00", "2023-07-01 12:00", "9999-12-31 23:59"))
    assert utc(got) == ["01-01 11:00", "07-01 10:00", "12-31 22:59"]


def test_years_follow_new_year_and_late_lines() -> None:
    """The year goes up at New Year, across blocks, and a late line of the old year stays in it."""
    clock = Clock("UTC", 2022)
    first = clock.with_years(stamps("2000-12-30 10:00", "2000-12-31 23:59", "2000-01-01 00:01"))
    second = clock.with_years(stamps("2000-12-31 23:58", "2000-01-02 00:00", "2000-06-01 00:00", "2000-12-01 00:00"))
    assert [t.year for t in first] == [2022, 2022, 2023]
    assert [t.year for t in second] == [2022, 2023, 2023, 2023]
    assert second[0] == stamps("2022-12-31 23:58")[0]


def test_a_file_is_resumed_over_new_year() -> None:
    """What is appended in January to a file read until December is of the next year."""
    clock = Clock("America/New_York", 2022)
    clock.resume(datetime.fromisoformat("2024-01-01T04:59:00+00:00"))
    assert [t.year for t in clock.with_years(stamps("2000-12-31 23:59:30", "2000-01-01 00:00"))] == [2023, 2024]


def test_29_february_survives_in_a_leap_year() -> None:
    """A leap placeholder year keeps 29 February; a year that has none reads 1 March."""
    leap_day = stamps("2000-02-29 12:00:00.123456")
    assert Clock("UTC", 2024).with_years(leap_day).to_list() == stamps("2024-02-29 12:00:00.123456").to_list()
    assert Clock("UTC", 2023).with_years(leap_day)[0].date().isoformat() == "2023-03-01"


def test_offsets_of_a_column() -> None:
    """Abbreviations and numeric offsets have fixed offsets; null and unknown ones none."""
    assert offsets_of(pl.Series(["EST", None, "??", "+02:00"])).to_list() == [-18000, None, None, 7200]


ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC")


# Changes to and from summer time in those zones, a year's end, a leap day.
MOMENTS = (
    "2023-03-12T07:00", "2023-11-05T06:00", "2023-03-26T01:00", "2023-10-29T01:00", "2023-04-01T15:00",
    "2023-09-30T15:30", "2023-03-12T05:30", "2023-11-05T04:30", "2023-12-31T20:00", "2024-02-29T12:00",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    near=st.sampled_from(MOMENTS),
    before=st.timedeltas(timedelta(0), timedelta(hours=20)),
    steps=st.lists(st.integers(0, 20 * 60 * 1_000_000), min_size=20, max_size=200),
    cut=st.integers(0, 200),
)
def test_what_a_zone_wrote_is_read_to_the_instant(
    zone: str, near: str, before: timedelta, steps: list[int], cut: int
) -> None:
    """Any run of records at most 20 minutes apart, over changes of offset and year ends, wherever blocks are cut."""
    moments = [datetime.fromisoformat(near).replace(tzinfo=UTC) - before]
    for step in steps:
        moments.append(moments[-1] + timedelta(microseconds=step))
    local = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in moments]
    clock = Clock(zone, local[0].year)
    got: list[datetime] = []
    for part in (local[:cut], local[cut:]):
        yearless = pl.Series([moment.replace(year=2000) for moment in part], dtype=pl.Datetime("us"))
        got += clock.instants(clock.with_years(yearless)).to_list()
    wrong = [moment for moment, read in zip(moments, got, strict=True) if moment != read]
    assert all(_begins_in_second_pass(moments[0], moment, zone) for moment in wrong)


def _begins_in_second_pass(first: datetime, moment: datetime, zone: str) -> bool:
    """Whether a file that begins in the second pass of a doubled hour cannot tell so."""
    return first.astimezone(ZoneInfo(zone)).fold == moment.astimezone(ZoneInfo(zone)).fold == 1
