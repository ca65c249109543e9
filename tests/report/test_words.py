"""Numbers, durations and names as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.report import words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "under 1 s"),
        (45, "45 s"),
        (59.7, "1 min"),
        (432, "7 min 12 s"),
        (600, "10 min"),
        (3599, "1 h 0 min"),
        (7200, "2 h 0 min"),
        (70_800, "19 h 40 min"),
        (86_399, "1 d 0 h"),
        (-86_400 * 3 - 4 * 3600, "3 d 4 h"),
    ],
)
def test_duration(seconds: float, said: str) -> None:
    """A duration has at most two units, and rounding carries over into the larger one."""
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (14.32, "14.3"), (3.0, "3"), (0.2104, "0.21"), (1.05, "1.05"), (12345.6, "12,346")]
)
def test_number(value: float, said: str) -> None:
    """A number keeps about three digits and no zeros that say nothing."""
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(30.2, "30 %"), (100, "100 %"), (4.25, "4.2 %"), (0.35, "0.35 %"), (0.004, "under 0.01 %")]
)
def test_percent(value: float, said: str) -> None:
    """A percentage is precise only where it is small."""
    assert words.percent(value) == said


@given(st.floats(0, 1))
def test_confidence_is_never_certain(value: float) -> None:
    """No confidence is told as 0 % or 100 %."""
    assert words.confidence(value) not in {"0 %", "100 %"}


def test_names_of_causes() -> None:
    """A class of cause reads as people write it."""
    names = [words.cause_name(cause) for cause in ("disk-full", "disk-io-saturation", "wal-archiving-failure", "dns")]
    assert names == ["disk full", "disk I/O saturation", "WAL archiving failure", "DNS"]


def test_capital_leaves_names_alone() -> None:
    """A sentence that begins with the name of a host keeps it."""
    assert [words.capital(text) for text in ("db-01 is down", "disk full")] == ["db-01 is down", "Disk full"]


def test_sentences_end_once() -> None:
    """A full stop is added only where nothing ends the sentence."""
    assert [words.sentence(text) for text in ("It fell", "It fell.", "Why? ", "")] == [
        "It fell.",
        "It fell.",
        "Why?",
        "",
    ]


@given(st.text(max_size=300), st.text(max_size=90), st.integers(100, 200))
def test_excerpt_holds_what_a_line_says(before: str, said: str, limit: int) -> None:
    """A long line is cut so that what it says stays in it; a short one is left as it is."""
    line = before + said
    cut = words.excerpt(line, said, limit)
    assert said[: limit // 2] in cut
    assert cut == line or len(line) > limit
