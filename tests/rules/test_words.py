"""The words of a rule: values as people say them, lines as a sentence quotes them."""

from __future__ import annotations

import pytest

from foreshock.rules.words import QUOTED, format_value, quoted


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "1", "no value"),
        (0.982, "1", "98.2 %"),
        (29.1, "1", "29.1"),
        (1.7, "{baseline}", "1.70 times its baseline"),
        (1, "{line}", "1 line"),
        (12, "{line}", "12 lines"),
        (3600, "s", "1 h"),
        (0.0042, "s", "0.0042 s"),
        (2048, "By", "2.05 kB"),
        (0, "By/s", "0 B/s"),
        (24_470_000, "By/s", "24.5 MB/s"),
        (1, "{connection}", "1 connection"),
        (4, "{process}", "4 processes"),
        (3532, "{packet}/s", "3,532 packets/s"),
        (1158, "{switch}/s", "1,158 switches/s"),
        (7, "{query}", "7 queries"),
        (12.5, None, "12.5"),
        (30.0, "Cel", "30 Cel"),
    ],
)
def test_values_are_told_as_people_say_them(value: float | None, unit: str | None, said: str) -> None:
    """A value has few digits, no exponent, and its unit in words."""
    assert format_value(value, unit) == said


def test_a_long_line_is_cut_where_it_is_quoted() -> None:
    """A quotation has at most 200 characters, and shows that something is missing."""
    assert quoted("x" * QUOTED) == "x" * QUOTED
    assert quoted("x" * 5000) == "x" * (QUOTED - 1) + "…"
