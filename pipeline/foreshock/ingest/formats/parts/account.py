"""What every parser of multi-line records does with its lines: blanks, rejects, and the account of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.ingest.formats.base import EMPTY_REJECTS


def rejected_lines(records: pl.DataFrame, reason: str) -> pl.DataFrame:
    """The rejects (line, offset, reason, text) for records (line, offset, text, span): one a physical line."""
    if records.is_empty():
        return EMPTY_REJECTS
    lines = records.select("line", "offset", pl.col("text").str.split("\n")).with_row_index("record").explode("text")
    before = (pl.col("text").str.len_bytes().cast(pl.Int64) + 1).cum_sum().over("record")
    return lines.select(
        pl.col("line") + pl.int_range(pl.len()).over("record"),
        pl.col("offset") + before.shift(1, fill_value=0).over("record"),
        pl.lit(reason).alias("reason"),
        "text",
    )


def as_rejects(lines: pl.DataFrame, reason: str) -> pl.DataFrame:
    """The rejects for single lines (line, offset, text)."""
    return lines.select("line", "offset", pl.lit(reason).alias("reason"), "text")


def patched(series: pl.Series, where: pl.Series, values: pl.Series) -> pl.Series:
    """``series`` with ``values`` (as many as ``where`` has true) in the places where ``where`` is true."""
    if values.is_empty():
        return series
    count = len(series)
    source = np.arange(count, dtype=np.uint32)
    places = np.flatnonzero(where.fill_null(value=False).to_numpy())
    source[places] = np.arange(count, count + len(places), dtype=np.uint32)
    return pl.concat([series, values.rename(series.name)], rechunk=True).gather(pl.Series(source))
