"""Statements and durations that PostgreSQL logs apart (log_statement with log_duration), put together again."""

from __future__ import annotations

import polars as pl

# How many records may lie between the two: what has to be kept back while a file is read.
_REACH = 1_000
_COMMAND = r"^(?:statement|query|execute [^:\n]*|fastpath function call): "
_BARE = r"^duration: (\d+\.\d+) (ms|sec)$"
_NOTHING = pl.lit(None, pl.Int64)


class DurationLinker:
    """Gives a record that states a statement the duration that the same session logs afterwards.

    PostgreSQL documents the link: same process or session id. Where the prefix has neither, only the very next
    record counts. Both records stay; the one with the duration has no statement of its own.
    """

    def __init__(self) -> None:
        """One for each file being read."""
        self._held: list[pl.DataFrame] = []

    def feed(self, entries: pl.DataFrame, *, last: bool) -> pl.DataFrame:
        """Entries (body, severity, pid or session_id) with ``took_s``; the last stay back while theirs may come."""
        entries = pl.concat([*self._held, entries], how="diagonal_relaxed") if self._held else entries
        body = entries["body"]
        commands = body.str.contains(_COMMAND)
        if not commands.any():
            self._held = []
            return entries.with_columns(pl.lit(None, pl.Float64).alias("took_s"))
        linked = _linked(entries, commands)
        cut = entries.height if last else self._settled(commands & linked["took_s"].is_null(), entries.height)
        self._held = [entries.slice(cut)] if cut < entries.height else []
        return linked.head(cut)

    @staticmethod
    def _settled(waiting: pl.Series, height: int) -> int:
        """How many entries need no record that is still to come."""
        tail = waiting.tail(_REACH)
        return height - len(tail) + int(tail.arg_max() or 0) if tail.any() else height


def _linked(entries: pl.DataFrame, commands: pl.Series) -> pl.DataFrame:
    bare = entries["body"].str.starts_with("duration: ")
    found = entries["body"].filter(bare).str.extract_groups(_BARE).struct.rename_fields(["number", "unit"]).struct
    seconds = (
        found.field("number").cast(pl.Float64)
        / pl.select(pl.when(found.field("unit") == "sec").then(1).otherwise(1000)).to_series()
    )
    durations = pl.DataFrame({"row": bare.arg_true().cast(pl.Int64), "took_s": seconds.round(9)}).drop_nulls()
    if durations.is_empty():
        return entries.with_columns(pl.lit(None, pl.Float64).alias("took_s"))
    key = next((key for key in ("session_id", "pid") if key in entries.columns), None)
    steps = (
        entries.select(
            pl.lit(None, pl.String).alias("session") if key is None else pl.col(key).alias("session"),
            (pl.col("severity").is_in(["ERROR", "FATAL", "PANIC"])).alias("failed"),
            commands.alias("command"),
        )
        .with_row_index("row")
        .cast({"row": pl.Int64})
        .join(durations, on="row", how="left", maintain_order="left")
        .filter(pl.col("command") | pl.col("failed") | pl.col("took_s").is_not_null())
    )
    # Within its session: what stands right above a duration must be the statement.
    above = pl.when("command").then("row").otherwise(_NOTHING).shift(1)
    steps = steps.with_columns((above.over("session") if key else above).alias("owner"))
    reach = 1 if key is None else _REACH
    pairs = steps.filter(pl.col("took_s").is_not_null() & (pl.col("row") - pl.col("owner") <= reach))
    return (
        entries.with_row_index("~row")
        .cast({"~row": pl.Int64})
        .join(pairs.select(pl.col("owner").alias("~row"), "took_s"), on="~row", how="left", maintain_order="left")
        .drop("~row")
    )
