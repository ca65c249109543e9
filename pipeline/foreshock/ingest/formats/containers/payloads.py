"""The lines that programs wrote, out of what a container runtime made of them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.ingest.formats.base import Table
from foreshock.ingest.formats.parts.tag_union import with_tags
from foreshock.ingest.lines.records import LINES_SCHEMA

_ONE_SECOND = 1_000_000
UNWRAPPED = pl.Schema(
    [*LINES_SCHEMA.items(), ("time", pl.Datetime("us", "UTC")), ("stream", pl.String()), ("span", pl.Int64())]
)
TIMES = pl.Schema({name: UNWRAPPED[name] for name in ("line", "time", "stream")})
_LINE_LIMIT = 1 << 20  # as of a physical line; a longer one stays in parts


def whole_lines(before: pl.DataFrame, parts: pl.DataFrame, *, last: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The program's lines (``UNWRAPPED``) of parts, and the one that is not over; its parts have no line break."""
    if before.is_empty() and not parts["partial"].any():
        return parts.drop("partial").with_columns(span=pl.lit(1, pl.Int64)), before
    joined = pl.concat(
        [
            before.with_columns(partial=pl.lit(value=True)),
            parts.with_columns(span=pl.lit(1, pl.Int64)).select(*UNWRAPPED.names(), "partial"),
        ]
    )
    size = joined["text"].str.len_bytes().cast(pl.Int64)
    # A line that never ends is cut where a physical line would be too long.
    over = (size.cum_sum() // _LINE_LIMIT).diff().fill_null(0) > 0
    begins = ~joined["partial"].shift(1, fill_value=False) | over
    whole = joined.group_by(begins.cum_sum().alias("group"), maintain_order=True).agg(
        pl.col("line", "offset").first(),
        pl.col("text").str.join(""),
        pl.col("time", "stream").first(),
        pl.col("span").sum(),
        pl.col("partial").last(),
    )
    open_ = whole["partial"] & (pl.int_range(whole.height, eager=True) == whole.height - 1) & (not last)
    columns = UNWRAPPED.names()
    return whole.filter(~open_).select(columns), whole.filter(open_).select(columns)


def timed(rows: pl.DataFrame, times: pl.DataFrame, lines: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows with the runtime's time where their own is missing or coarser, and the stream in their attributes."""
    if rows.is_empty():
        return rows
    taken = rows.select("line").join(times, on="line", how="left", maintain_order="left")
    own, runtime = pl.col("time"), taken["time"]
    coarse = (own.to_physical() % _ONE_SECOND == 0) & (own == runtime.dt.truncate("1s"))
    rows = rows.with_columns(pl.when(own.is_null() | coarse).then(runtime).otherwise(own).alias("time"))
    extra = {"stream": taken.select(pl.when(pl.col("stream") != "").then("stream")).to_series()}
    if table == "requests":
        # A request has no text of its own; what the runtime wrote down is kept as it stood.
        texts = rows.select("line").join(lines.select("line", "text"), on="line", how="left", maintain_order="left")
        extra["message"] = texts["text"]
    own_tags = rows["attributes"] if "attributes" in rows.columns else None
    return rows.with_columns(with_tags(own_tags, extra, "container").alias("attributes"))


def filled(rows: pl.DataFrame, told: Mapping[str, str | None]) -> pl.DataFrame:
    """Rows with what is told of all of them in the columns ``told``, where they do not say it themselves.

    The container is their host: on the network of compose and of Kubernetes each has its own name and address.
    """
    if rows.is_empty():
        return rows
    known = {name: pl.lit(value, pl.String) for name, value in told.items()}
    return rows.with_columns(
        (pl.col(name).fill_null(value) if name in rows.columns else value).alias(name) for name, value in known.items()
    )
