"""Durations, as rules write them and sentences tell them."""

from __future__ import annotations

import pytest

from foreshock.rules.durations import format_duration, parse_duration, prometheus_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90 s", 90.0), ("5m", 300.0), ("1 h 30 m", 5400.0), ("2 d", 172800.0), ("300 ms", 0.3), ("0 s", 0.0)],
)
def test_a_duration_is_read_with_its_units(text: str, seconds: float) -> None:
    """Numbers and units add up to seconds."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5 weeks", "5 m later", "-5 m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """The error shows the text and what a duration looks like."""
    with pytest.raises(ValueError, match="is not a duration; write a number and a unit"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (432.0, "7 m 12 s"),
        (0.0, "0 s"),
        (0.42, "0.4 s"),
        (3600.0, "1 h"),
        (3605.0, "1 h"),
        (183600.0, "2 d 3 h"),
        (-90, "-1 m 30 s"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    """Smaller units than the two largest neighbours are left out."""
    assert format_duration(seconds) == text


def test_prometheus_writes_durations_without_blanks() -> None:
    """Prometheus knows no blanks between the parts."""
    assert [prometheus_duration(each) for each in (600, 5400, 0)] == ["10m", "1h30m", "0s"]
