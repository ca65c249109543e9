"""From physical lines to records: continuation lines join the line that began their record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from foreshock.ingest.lines.blocks import buffer_of, strings
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects

MAX_RECORD_BYTES = 4 << 20
MAX_RECORD_LINES = 10_000

LINES_SCHEMA = pl.Schema({"line": pl.Int64, "offset": pl.Int64, "text": pl.String})
RECORDS_SCHEMA = pl.Schema([*LINES_SCHEMA.items(), ("span", pl.Int64)])


def gather(lines: pl.DataFrame, starts: pl.Series) -> pl.DataFrame:
    r"""Records (line, offset, text with lines joined by \n, span = physical lines) of whole records.

    ``starts`` (Boolean) marks the lines that begin a record; the first line must be one. Line and offset are
    those of the first line. No cost per continuation line in Python.
    """
    if lines.is_empty() or starts.all():
        return lines.with_columns(span=pl.lit(1, pl.Int64))
    first = np.flatnonzero(starts.to_numpy())
    span = np.diff(np.append(first, lines.height))
    data, bounds = buffer_of(lines["text"].rechunk() + "\n")
    text = strings(data, bounds[np.append(first, lines.height)]).str.head(-1)
    return lines.select("line", "offset")[first].with_columns(text, pl.Series("span", span, dtype=pl.Int64))


@dataclass(frozen=True, slots=True)
class WholeRecords:
    """The lines of records that are complete, which of them begin one, and the lines that belong to none."""

    lines: pl.DataFrame
    starts: pl.Series
    rejects: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Gathered:
    """The records that are complete, and the lines that belong to none (line, offset, reason, text)."""

    records: pl.DataFrame
    rejects: pl.DataFrame

    @property
    def attached(self) -> int:
        """Continuation lines inside ``records``."""
        return int(self.records["span"].sum()) - self.records.height


class Gatherer:
    """Joins the records of one file across blocks; the last record stays back until its end has been seen.

    The result does not depend on where the blocks were cut. A record keeps at most ``max_lines`` lines and
    ``max_bytes`` bytes; its other lines become rejects, and so do continuation lines before the first record.
    """

    def __init__(self, *, max_bytes: int = MAX_RECORD_BYTES, max_lines: int = MAX_RECORD_LINES) -> None:
        """One for each file being read."""
        self._max_bytes = max_bytes
        self._max_lines = max_lines
        self._held = pl.DataFrame(schema=LINES_SCHEMA)
        self._open_lines = 0  # of the held record, with those that it had no room for
        self._open_bytes = 0

    def feed(self, lines: pl.DataFrame, starts: pl.Series, *, last: bool) -> Gathered:
        """Complete records after ``lines``, where ``starts`` (Boolean, no nulls) marks those that begin one."""
        whole = self.whole(lines, starts, last=last)
        if whole.lines.is_empty():
            return Gathered(pl.DataFrame(schema=RECORDS_SCHEMA), whole.rejects)
        return Gathered(gather(whole.lines, whole.starts), whole.rejects)

    def whole(self, lines: pl.DataFrame, starts: pl.Series, *, last: bool) -> WholeRecords:
        """The same as ``feed``, with the lines not yet joined: for records whose lines are read by their kind."""
        rejects = []
        if self._held.is_empty():
            orphans = _leading(starts)
            if orphans:
                rejects.append(as_rejects(lines.head(orphans), "continuation line before the first record"))
                lines, starts = lines.slice(orphans), starts.slice(orphans)
        within = self._within_limits(lines, starts)
        if not within.all():
            rejects.append(as_rejects(lines.filter(~within), "record longer than the limit"))
            lines, starts = lines.filter(within), starts.filter(within)
        if not self._held.is_empty():
            begins = np.zeros(self._held.height, dtype=bool)
            begins[0] = True
            lines = pl.concat([self._held, lines.select(LINES_SCHEMA.names())])
            starts = pl.concat([pl.Series(begins), starts.rename("")])
        complete = lines.height if last else lines.height - _leading(starts.reverse()) - 1
        complete = max(complete, 0)
        self._held = lines.slice(complete).select(LINES_SCHEMA.names())
        return WholeRecords(lines.head(complete), starts.head(complete), _all(rejects))

    def _within_limits(self, lines: pl.DataFrame, starts: pl.Series) -> pl.Series:
        """Which lines their record still has room for; keeps the size of the record that is open at the end."""
        if lines.is_empty():
            return pl.Series([], dtype=pl.Boolean)
        begins = starts.to_numpy()
        first = np.flatnonzero(begins)
        ends = np.cumsum(lines["text"].str.len_bytes().to_numpy().astype(np.int64) + 1)
        before = np.concatenate(([0], ends[:-1]))
        record = np.cumsum(begins)  # 0 is the record that was open before
        line_of_record = np.arange(1, lines.height + 1) - np.append(-self._open_lines, first)[record]
        bytes_of_record = ends - np.append(-self._open_bytes, before[first])[record]
        self._open_lines, self._open_bytes = int(line_of_record[-1]), int(bytes_of_record[-1])
        return pl.Series(begins | ((line_of_record <= self._max_lines) & (bytes_of_record <= self._max_bytes)))


def _leading(starts: pl.Series) -> int:
    """How many values come before the first true one; all when there is none."""
    return int(starts.arg_max() or 0) if starts.any() else len(starts)


def _all(rejects: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(rejects) if rejects else EMPTY_REJECTS
