"""Zones go by many names; one that nobody gave is refused."""

from __future__ import annotations

import pytest

from foreshock.exceptions import UsageError
from foreshock.ingest.time.zone_names import most_written, offset_of, offset_text, stated_zone, zone_named


def test_offsets_of_abbreviations() -> None:
    """Abbreviations and numeric offsets have fixed offsets; an unknown one has none."""
    assert [offset_of(a) for a in ("EST", "EDT", "CEST", "utc", "+0530", "-03:00", "+02", "Z")] == [
        -18000, -14400, 7200, 0, 19800, -10800, 7200, 0,
    ]  # fmt: skip
    assert [offset_of(a) for a in ("XYZ", "", "+5", "+99:00", "America/New_York")] == [None] * 5


def test_an_unknown_zone_is_a_usage_error() -> None:
    """The message names the value and what would be valid."""
    with pytest.raises(UsageError, match=r"Mars/Olympus.*America/New_York"):
        zone_named("Mars/Olympus")


@pytest.mark.parametrize("text", ["+00:00", "-05:00", "+05:45", "-00:30", "+14:00"])
def test_an_offset_is_written_as_it_is_read(text: str) -> None:
    """What an offset is written as is read as the same offset, also within an hour west of Greenwich."""
    assert offset_text(offset_of(text) or 0) == text


def test_of_words_in_a_zones_place_the_zone_written_most_counts() -> None:
    """However often another word stands there: a level, an abbreviation that means nothing."""
    assert most_written(["LOG", "LOG", "LOG", "EST", "EDT", "EST"]) == "EST"
    assert most_written(["LOG", "+05:30", "Europe/Berlin", "Europe/Berlin"]) == "Europe/Berlin"
    assert most_written(["LOG", "CLT"]) is None


def test_an_abbreviation_that_nobody_knows_is_told() -> None:
    """Not where a zone stands too, and other words are not taken for one."""
    assert stated_zone(["db", "CLT", "CLT"]) == (None, "its stamps carry CLT, which is no known zone")
    assert stated_zone(["CLT", "CLT", "EST"]) == ("EST", "")
    assert stated_zone(["db", "postgres", "DATABASE"]) == (None, "")
