"""Stamps read as digits mean what strptime says they mean."""

from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.ingest.formats.parts.fixed_stamps import fixed_stamps

MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2199, 12, 31))  # noqa: DTZ001 - naive stamps


@given(st.lists(MOMENTS, min_size=1, max_size=20))
def test_every_moment_comes_back(moments: list[datetime]) -> None:
    """With and without milliseconds, for all dates."""
    millis = [moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in moments]
    texts = pl.Series([moment.isoformat(" ", "milliseconds") for moment in millis])
    assert fixed_stamps(texts).to_list() == millis
    seconds = [moment.replace(microsecond=0) for moment in moments]
    assert fixed_stamps(pl.Series([moment.isoformat(" ") for moment in seconds])).to_list() == seconds


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29 00:00:00.000", "2023-13-01 00:00:00.000", "2023-00-01 00:00:00.000", "2023-01-00 00:00:00.000",
        "2023-01-01 24:00:00.000", "2023-01-01 00:60:00.000", "2023-01-01 00:00:60.000", "2023-01-01T00:00:00.000",
        "2023-01-01 00:00:00,000", "2O23-01-01 00:00:00.000", "                       ",
    ],
)  # fmt: skip
def test_what_is_no_stamp_is_null(text: str) -> None:
    """A day that no month has, an hour past 23, a letter for a digit: null, and its neighbours are read."""
    good = "2023-07-10 20:00:00.123"
    stamps = fixed_stamps(pl.Series([good, text, None, good]))
    assert stamps.is_null().to_list() == [False, True, True, False]


def test_mixed_widths_are_read_too() -> None:
    """A file whose prefix changed from %t to %m."""
    stamps = fixed_stamps(pl.Series(["2023-07-10 20:00:00", "2023-07-10 20:00:00.500"]))
    assert stamps.dt.microsecond().to_list() == [0, 500_000]
