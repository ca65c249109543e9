"""Stamps and durations in whatever form a field states them."""

from __future__ import annotations

import polars as pl
import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.structured.times import spelled_durations, stamps_of, zone_of


@pytest.mark.parametrize(
    ("text", "wanted", "offset"),
    [
        ("1689019201", "2023-07-10 20:00:01", 0),
        ("1689019201.2345679", "2023-07-10 20:00:01.234567", 0),
        ("1689019201234", "2023-07-10 20:00:01.234000", 0),
        ("1689019201234.5", "2023-07-10 20:00:01.234500", 0),
        ("1689019201234567", "2023-07-10 20:00:01.234567", 0),
        ("1689019201234567890", "2023-07-10 20:00:01.234567", 0),
        ("1.689019201e9", "2023-07-10 20:00:01", 0),
        ("2023-07-10T22:00:01.5+02:00", "2023-07-10 22:00:01.500000", 7200),
        ("2023-07-10 20:00:01,500", "2023-07-10 20:00:01.500000", None),
        ("2023-07-10 20:00:01.5 UTC", "2023-07-10 20:00:01.500000", 0),
        ("2023-07-10 15:00:01 EST", "2023-07-10 15:00:01", -18000),
        ("10/Jul/2023:20:00:01 +0200", "2023-07-10 20:00:01", 7200),
        ("Mon, 10 Jul 2023 20:00:01 GMT", "2023-07-10 20:00:01", 0),
        ("Mon Jul 10 20:00:01 2023", "2023-07-10 20:00:01", None),
        ("July 10, 2023 20:00:01", "2023-07-10 20:00:01", None),
        ("Jul 10, 2023 20:00:01", "2023-07-10 20:00:01", None),
        ("soon", None, None),
        ("99999999-99-99", None, None),
    ],
)
def test_stamps(text: str, wanted: str | None, offset: int | None) -> None:
    """A stamp means the same alone and among stamps of other forms."""
    for texts in ([text], [text, "1689019201", "x", None], ["2023-07-10T00:00:00Z", text]):
        stamps, offsets = stamps_of(pl.Series(texts, dtype=pl.String))
        at = texts.index(text)
        assert (None if stamps[at] is None else str(stamps[at])) == wanted
        assert wanted is None or offsets[at] == offset


def test_zone_is_what_most_stamps_carry() -> None:
    """Epochs are UTC; a stamp without a zone says nothing."""
    assert zone_of(["1689019201"]) == "UTC"
    assert zone_of(["2023-07-10 20:00:01"]) is None
    assert zone_of(["2023-07-10T20:00:01+02:00", "2023-07-10T20:00:01+02:00", "2023-07-10T20:00:01Z"]) == "+02:00"


def test_durations_state_their_unit() -> None:
    """Durations as Go prints them, in seconds; a bare number is none."""
    texts = ["1.5s", "250ms", "12µs", "1m2.5s", "7", "fast", None]
    assert spelled_durations(pl.Series(texts)).to_list() == pytest.approx([1.5, 0.25, 12e-6, 62.5, None, None, None])


def test_seconds_and_nanoseconds_may_stand_apart(read: Read) -> None:
    """Log4j's instant: leading zeros of the nanoseconds are not written."""
    text = '{"instant":{"epochSecond":1688990401,"nanoOfSecond":1345678},"level":"INFO","message":"a"}\n'
    assert str(read("json-lines", text).rows["time"][0]) == "2023-07-10 12:00:01.001345+00:00"


def test_a_level_of_go_is_the_one_that_it_is_near(read: Read) -> None:
    """Between its own levels Go writes the one below and the distance: ERROR+2."""
    rows = read("json-lines", '{"time":"2023-07-10T20:00:01Z","level":"ERROR+2","msg":"x"}\n').rows
    assert rows.select("severity_text", "severity_number").row(0) == ("ERROR+2", 17)
