"""Snapshots of ``df``: one or many in a file, each under a line that says when it was taken."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from foreshock.ingest.clock import Clock
from foreshock.ingest.formats.base import EMPTY_REJECTS, Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.df_samples import SAMPLES
from foreshock.ingest.formats.df_table import DfTable, figures
from foreshock.ingest.formats.measurements import Collected
from foreshock.ingest.formats.time_lines import TimeLine, time_in_path, time_line

_RECOGNISED = 0.5


class DfParser:
    """One file of snapshots."""

    def __init__(self, clock: Clock, taken: TimeLine | None) -> None:
        """``taken`` is when snapshots without a line of their own were taken, if anything tells."""
        self._clock = clock
        self._taken = taken
        self._table: DfTable | None = None
        self._wrapped: tuple[int, int, str] | None = None  # a device name too long for its column

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a device name that stands on a line of its own waits for the next line."""
        values = Collected()
        rejects: list[tuple[int, int, str, str]] = []
        records = attached = 0
        for number, offset, text in lines.iter_rows():
            if self._wrapped is not None and text[:1].isspace() and self._table:
                first, wrapped, self._wrapped = self._wrapped[0], self._wrapped, None
                if reason := self._take(f"{wrapped[2]} {text.strip()}", first, values):
                    rejects += [(*wrapped[:2], reason, wrapped[2]), (number, offset, reason, text)]
                else:
                    records, attached = records + 1, attached + 1
                continue
            self._drop_wrapped(rejects)
            if not text.strip():
                attached += 1
            elif table := DfTable.of(text):
                self._table = table
                attached += 1
            elif taken := time_line(text):
                self._taken, self._table = taken, None
                attached += 1
            elif self._table is not None and len(text.split()) == 1:
                self._wrapped = (number, offset, text)
            elif reason := self._take(text, number, values):
                rejects.append((number, offset, reason, text))
            else:
                records += 1
        if last:
            self._drop_wrapped(rejects)
        return Parsed(
            rows=values.frame(self._clock),
            records=records,
            attached=attached,
            rejects=pl.DataFrame(rejects, schema=EMPTY_REJECTS.schema, orient="row"),
        )

    def _drop_wrapped(self, rejects: list[tuple[int, int, str, str]]) -> None:
        if self._wrapped is not None:
            number, offset, text = self._wrapped
            rejects.append((number, offset, "no values of df", text))
            self._wrapped = None

    def _take(self, text: str, line: int, values: Collected) -> str:
        """Take in the row of one filesystem; the reason when it cannot be."""
        if self._table is None:
            return "no header of df above"
        row = self._table.row(text)
        if row is None:
            return "not a row of df"
        if self._taken is None:
            return "no time: no line with a date above the snapshot, none in the file's name"
        device, mountpoint = row["filesystem"], row["mountpoint"]
        labels = (("mountpoint", mountpoint), ("device", device))
        taken = self._taken
        for measure, value in figures(self._table, row):
            values.add(measure, value, labels, stamp=taken.stamp, offset=taken.offset, line=line, host=None)
        return ""


class Df:
    """Snapshots of GNU df, with any of -h -k -i -T -P, and of BSD's."""

    name = "df"
    title = "df snapshots"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when df's header is among the lines; the time may stand in the file's name."""
        tables = [table for line in lines if (table := DfTable.of(line))]
        if not tables:
            return None
        times = [taken for line in lines if (taken := time_line(line))]
        rows = sum(any(table.row(line) is not None for table in tables[:1]) for line in lines)
        blank = sum(not line.strip() for line in lines)
        score = min(1.0, (len(tables) + len(times) + rows + blank) / len(lines))
        if score < _RECOGNISED:
            return None
        named = time_in_path(path)
        return Recognition(
            score=score,
            reason=f"{len(tables)} header(s) of df, {len(times)} time line(s)",
            options={"time": named} if named and not times else {},
            zone=next((taken.zone for taken in times if taken.zone), None),
        )

    def open(self, options: Options, clock: Clock) -> DfParser:
        """A parser; ``time`` (ISO 8601) dates snapshots that no time line precedes."""
        return DfParser(clock, time_line(options.get("time", "")))


FORMATS: tuple[Format, ...] = (Df(),)
