"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foreshock.cli.times import instant, interval, span
from foreshock.exceptions import UsageError

EIGHT_EST = datetime(2023, 7, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-07-11T01:00Z",
        "2023-07-11 01:00",
        "2023-07-11T01:00:00",
        "2023-07-10T20:00-05:00",
        "2023-07-10 21:00 America/New_York",
        "2023-07-10 20:00 EST",
        "2023-07-10 21:00 EDT",
        "2023-07-11T06:45+05:45",
    ],
)
def test_every_way_to_name_an_instant(text: str) -> None:
    """Offsets and zone names are honoured; a time without a zone is UTC, wherever the machine stands."""
    assert instant(text) == EIGHT_EST


@pytest.mark.parametrize("text", ["", "yesterday", "2023-07-32", "2023-07-10 20:00 Mars/Olympus", "20:00 ../../etc"])
def test_what_is_no_instant(text: str) -> None:
    """What cannot be read is named, with what would be valid."""
    with pytest.raises(UsageError, match="2023-07-11T01:00Z"):
        instant(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("1h30m", 5400), ("2d", 172800), ("1h 5s", 3605), ("PT2H", 7200)]
)
def test_spans(text: str, seconds: int) -> None:
    """A span is a sum of days, hours, minutes and seconds."""
    assert span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "h", "1h x", "-5m", "9999999999d", "1.5h"])
def test_what_is_no_span(text: str) -> None:
    """What cannot be read as a span, or is longer than time, is named."""
    with pytest.raises(UsageError, match="1h30m"):
        span(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-07-11T01:00Z/2023-07-11T03:00Z",
        "2023-07-11T01:00Z/2h",
        "2023-07-11T01:00Z/PT2H",
        "2023-07-10 21:00 America/New_York/2023-07-10 23:00 America/New_York",
        "2023-07-10 21:00 America/New_York/2h",
    ],
)
def test_intervals(text: str) -> None:
    """An interval has two ends, or a start and a span; slashes in zone names do no harm."""
    assert interval(text) == (EIGHT_EST, EIGHT_EST + timedelta(hours=2))


def test_an_interval_that_lasts() -> None:
    """Two dots stand for an end that is not known, as in ISO 8601-2."""
    assert interval("2023-07-11T01:00Z/..") == (EIGHT_EST, None)


@pytest.mark.parametrize("text", ["2023-07-11T01:00Z", "a/b", "2023-07-11T03:00Z/2023-07-11T01:00Z", "/", "2h/2h"])
def test_what_is_no_interval(text: str) -> None:
    """An interval that cannot be read, or ends before it starts, is refused."""
    with pytest.raises(UsageError):
        interval(text)
