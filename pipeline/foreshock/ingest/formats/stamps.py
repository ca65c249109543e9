"""ISO 8601 stamps, as texts in a column, to naive stamps and offsets."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.clock import offsets_of

# RFC 3339 allows 60 for a leap second; hours and minutes are checked so that a bad stamp is not one at all.
CLOCK_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
ISO_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
ISO_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)"
_SECONDS_END = 19  # 2023-07-10T20:00:01


def iso_stamps(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Naive stamps (Datetime us) and offsets (Int64 seconds east of UTC, null where a stamp carries none).

    Takes 2023-07-10T20:00:01 with a blank or a slash for the T or the dashes, a fraction after a dot or comma, and
    Z, -05:00 or -0500 behind. Second 60 is the first of the next minute. Null where the text is no such stamp.
    """
    stamp = pl.col("stamp")
    tail = stamp.str.slice(_SECONDS_END)
    leap = stamp.str.slice(_SECONDS_END - 2, 2) == "60"
    parts = pl.DataFrame({"stamp": texts}).select(
        _to_second(stamp).alias("second"),
        _to_second(pl.when(leap).then(stamp.str.head(_SECONDS_END - 2) + "59")).alias("before_leap"),
        tail.str.extract(r"^[.,](\d{1,6})").str.pad_end(6, "0").cast(pl.Int64).fill_null(0).alias("micros"),
        tail.str.extract(r" ?(Z|[+-]\d\d:?\d\d)$").alias("zone"),
    )
    naive = parts.select(
        (
            pl.coalesce("second", pl.col("before_leap") + pl.duration(seconds=1))
            + pl.duration(microseconds=pl.col("micros"))
        ).cast(pl.Datetime("us"))
    ).to_series()
    return naive, offsets_of(parts["zone"])


def _to_second(stamp: pl.Expr) -> pl.Expr:
    text = stamp.str.head(10).str.replace_all("/", "-", literal=True) + "T" + stamp.str.slice(11, 8)
    return text.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
