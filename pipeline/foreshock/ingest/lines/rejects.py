"""Rejects: the lines that belong to no record, each with the reason."""

from __future__ import annotations

import polars as pl

EMPTY_REJECTS = pl.DataFrame(schema={"line": pl.Int64, "offset": pl.Int64, "reason": pl.String, "text": pl.String})


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
