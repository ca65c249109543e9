"""Silences of a file that stand out are found while it is read."""

from __future__ import annotations

import polars as pl
import pytest

from foreshock.ingest.reading.gaps import GapFinder, instant

MINUTE = 60_000_000


def find(minutes: list[float], cuts: int = 1, before: float | None = None) -> GapFinder:
    """A finder that has seen these times, in ``cuts`` parts."""
    finder = GapFinder(None if before is None else instant(round(before * MINUTE)))
    size = max(-(-len(minutes) // cuts), 1)
    for at in range(0, len(minutes), size):
        part = pl.Series([round(m * MINUTE) for m in minutes[at : at + size]]).cast(pl.Datetime("us"))
        finder.feed(part.dt.replace_time_zone("UTC"))
    return finder


@pytest.mark.parametrize("cuts", [1, 3, 50])
def test_a_silence_is_longer_than_ten_minutes_and_six_usual_spacings(cuts: int) -> None:
    """A line a minute, then half an hour of nothing; where blocks are cut does not matter."""
    minutes = [*map(float, range(60)), *map(float, range(89, 120))]
    assert find(minutes, cuts).gaps() == ("1970-01-01T00:59:00Z/1970-01-01T01:29:00Z",)


def test_a_sparse_file_is_not_silent() -> None:
    """A sar that samples every ten minutes has no gap where one sample is missing."""
    assert find([*range(0, 600, 10), *range(620, 900, 10)]).gaps() == ()


def test_a_log_that_comes_in_bursts_is_not_silent_between_them() -> None:
    """Pauses that are usual for a file are no gaps; one that is much longer is."""
    bursts = [start + offset / 60 for start in range(0, 400, 11) for offset in range(5)]
    assert find(bursts).gaps() == ()
    assert len(find([*bursts, 700, 700.1]).gaps()) == 1


def test_the_silence_of_an_outage_shows_in_a_busy_log() -> None:
    """A server that logs a checkpoint every five minutes and is down for 47."""
    assert find([*range(0, 300, 5), *range(347, 600, 5)]).gaps() == ("1970-01-01T04:55:00Z/1970-01-01T05:47:00Z",)


def test_only_the_longest_silences_are_told() -> None:
    """Three of them, in their order."""
    starts = (0, 150, 320, 520, 700)
    lines = [start + minute / 10 for start in starts for minute in range(1000)]
    assert [gap[11:16] for gap in find(lines).gaps()] == ["04:09", "06:59", "10:19"]


def test_the_silence_before_a_rotated_log_goes_on_counts() -> None:
    """Between the end of access.log.1 and the first line of access.log; an overlap is no silence."""
    lines = [*map(float, range(60, 120))]
    assert find(lines, before=20).gaps() == ("1970-01-01T00:20:00Z/1970-01-01T01:00:00Z",)
    assert find(lines, before=70).gaps() == ()
    assert str(instant(find(lines, before=200).last))[11:16] == "01:59"


def test_disorder_and_equal_times_make_no_gap() -> None:
    """First and last are those in time order."""
    finder = find([5, 5, 3, 6, 6, 1, 7])
    assert finder.gaps() == ()
    assert [str(instant(moment))[11:16] for moment in (finder.first, finder.last)] == ["00:01", "00:07"]


def test_times_beyond_the_calendar_are_passed_over() -> None:
    """A stamp of the year 38504 is neither the last time of a file nor the end of a silence."""
    finder = find([*range(30), 2**60 / MINUTE, *range(30, 60)])
    assert (finder.last, finder.gaps()) == (59 * MINUTE, ())


def test_no_times_no_facts() -> None:
    """An empty file has neither first nor last time."""
    finder = find([])
    assert (finder.first, finder.last, finder.gaps(), instant(None)) == (None, None, (), None)
