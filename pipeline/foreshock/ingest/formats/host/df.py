"""Snapshots of ``df``: one or many in a file, each under a line that says when it was taken."""

from __future__ import annotations

from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.df_samples import SAMPLES
from foreshock.ingest.formats.host.df_table import DfTable, figures
from foreshock.ingest.formats.parts.report import ATTACHED, HELD, JOINED, RECORD, ReportParser, claim
from foreshock.ingest.time.clock import Clock


class DfParser(ReportParser):
    """One file of snapshots."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates snapshots that no time line precedes; ``kilo`` is what a K is, 1000 or 1024."""
        super().__init__(clock, options)
        self._kilo = 1000 if options.get("kilo") == "1000" else 1024
        self._table: DfTable | None = None
        self._device = ""  # a name too long for its column stands on a line of its own
        self._device_line = 0

    def take(self, text: str, line: int) -> str:
        """Take in a line; a device name alone on its line belongs to the values on the next."""
        device, self._device = self._device, ""
        if not text.strip():
            return ATTACHED
        if device and text[:1].isspace():
            outcome = self._row(f"{device} {text.strip()}", self._device_line)
            return JOINED if outcome == RECORD else outcome
        if table := DfTable.of(text, self._kilo):
            self._table = table
            return ATTACHED
        if self.dated_by(text):
            self._table = None
            return ATTACHED
        if self._table is not None and len(text.split()) == 1:
            self._device, self._device_line = text.strip(), line
            return HELD
        return self._row(text, line)

    def _row(self, text: str, line: int) -> str:
        """Take in the row of one filesystem."""
        if self._table is None:
            return "no header of df above"
        row = self._table.row(text)
        if row is None:
            return "not a row of df"
        labels = (("mountpoint", row["mountpoint"]), ("device", row["filesystem"]))
        self.put(line, labels, figures(self._table, row))
        return RECORD


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
        rows = [row for line in lines if (row := tables[0].row(line)) is not None]
        blank = sum(not line.strip() for line in lines)
        options = {"kilo": "1000"} if any(tables[0].in_thousands(row) for row in rows) else {}
        return claim(lines, len(tables) + len(rows) + blank, f"{len(tables)} header(s) of df", options)

    def open(self, options: Options, clock: Clock) -> DfParser:
        """A parser; ``time`` (ISO 8601) dates snapshots that no time line precedes, ``kilo`` is what a K is."""
        return DfParser(clock, options)


FORMATS: tuple[Format, ...] = (Df(),)
