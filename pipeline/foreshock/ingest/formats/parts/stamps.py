"""What stamps are made of; ISO 8601 stamps, as texts in a column, to naive stamps and offsets."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.time.clock import offsets_of

# As programs write them whatever the locale of this machine.
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# RFC 3339 allows 60 for a leap second; hours and minutes are checked so that a bad stamp is not one at all.
CLOCK_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
ISO_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
ISO_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)"
_SECONDS_END = 19  # 2023-07-10T20:00:01
_MICROS_AND_OFFSET = r"^\.[0-9]{6}(?:Z|[+-]\d\d:\d\d)$"  # as rsyslog and systemd write them


def iso_stamps(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Naive stamps (Datetime us) and offsets (Int64 seconds east of UTC, null where a stamp carries none).

    Takes 2023-07-10T20:00:01 with a blank for the T, slashes or dots for the dashes, a fraction after a dot or
    comma, and Z, -05:00 or -0500 behind. Second 60 is the first of the next minute. Null where the text is no
    such stamp.
    """
    micros, offsets = _fractions_and_offsets(texts.str.slice(_SECONDS_END))
    naive = _to_second(texts.str.head(_SECONDS_END)).to_physical() + micros
    return naive.cast(pl.Datetime("us")), offsets


def _fractions_and_offsets(tails: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Microseconds, and seconds east of UTC; where fractions have few digits, few tails are distinct."""
    if tails.str.contains(_MICROS_AND_OFFSET).all():
        return tails.str.slice(1, 6).cast(pl.Int64), offsets_of(tails.str.slice(7))
    distinct, codes = coded(tails)
    micros = distinct.str.extract(r"^[.,]([0-9]{1,6})").str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    return micros.gather(codes), offsets_of(distinct.str.extract(r" ?(Z|[+-]\d\d:?\d\d)$")).gather(codes)


def _to_second(stamps: pl.Series) -> pl.Series:
    """Stamps without fraction; each run of equal ones is read once."""
    runs = stamps.rle().struct.unnest()
    text = runs["value"].str.replace_many(["/", ".", " "], ["-", "-", "T"])
    leap = text.str.ends_with(":60")
    parsed = text.str.replace(":60$", ":59").str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    moments = parsed.to_physical() + leap.fill_null(value=False).cast(pl.Int64) * 1_000_000
    return moments.cast(pl.Datetime("us")).gather(np.repeat(np.arange(runs.height), runs["len"].to_numpy()))
