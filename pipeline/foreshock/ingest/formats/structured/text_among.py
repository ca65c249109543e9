"""Records of a layout among which a program, or what starts it, writes plain text: both are records of one file."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from foreshock.ingest.formats.application.layout import BEFORE_STAMP, TIME
from foreshock.ingest.formats.base import Parsed, Parser, Table, joined

_STAMPED = BEFORE_STAMP + TIME


class TextAmongRecords:
    """Reads records of their own layout, and lines with a stamp that are none of them as an application's log."""

    def __init__(self, records: Parser, text: Parser, table: Table = "logs") -> None:
        """``text`` gets the stamped lines, with the lines that follow them up to the next record.

        ``table`` is that of the records.
        """
        self._records = records
        self._text = text
        self._table = table

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Rows of both kinds in the order of their lines."""
        parsed = self._records.feed(lines, last=last)
        rejects = parsed.rejects.with_columns(stamped=pl.col("text").str.contains(_STAMPED))
        if not rejects["stamped"].any():
            return parsed
        # Rejects without a gap between them belong together from the first stamp on.
        together = pl.col("line") - pl.int_range(pl.len())
        taken = rejects.select(pl.col("stamped").cum_max().over(together)).to_series()
        said = self._text.feed(parsed.rejects.filter(taken).select("line", "offset", "text"), last=True)
        rest = replace(parsed, rejects=parsed.rejects.filter(~taken))
        return joined([rest, said.within(self._table, "logs")])
