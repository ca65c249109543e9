"""Logs exported as CSV: a header names the columns, of which one is the time and one the message.

Event logs of Windows (Export-Csv, the event viewer), protocol logs of Exchange, results of log searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.csv_fields import cells, fields_of, moments
from foreshock.ingest.formats.structured.csv_log_samples import SAMPLES
from foreshock.ingest.formats.structured.names import LOG_NAMES, TIME, normal
from foreshock.ingest.formats.structured.rows import Family, Fields
from foreshock.ingest.lines.records import LINES_SCHEMA, Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_FIELDS: Final = "#Fields:"
_TIMES = (*TIME, "timecreated", "date_time", "date and time", "timewritten", "logged", "event time")
_BODIES = (
    "message",
    "@message",
    "msg",
    "body",
    "log",
    "text",
    "logmessage",
    "data",
    "description",
    "details",
    "context",
    "event",
)
_FAMILY = Family(
    names={
        **LOG_NAMES,
        "body": _BODIES,
        "service": (*LOG_NAMES["service"], "providername", "source"),
        "severity_text": ("leveldisplayname", *LOG_NAMES["severity_text"], "entrytype"),
        "client": (*LOG_NAMES["client"], "remote_endpoint"),
    }
)
_MAX_COLUMNS = 256
_ZONED = r"(?:Z|[+-]\d\d:?\d\d| UTC| GMT)$|^\d{9,}"


class CsvLogParser:
    """One file; quotes may enclose separators and line ends."""

    def __init__(self, clock: Clock, header: str) -> None:
        """``header`` is the line that names the columns."""
        self._clock = clock
        self._header = header
        self._separator, self._names = _columns(header)
        self._time = _place(self._names, _TIMES)
        self._gatherer = Gatherer()
        self._open = 0  # whether a quote of the block before is open

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a record; the header, comments and blank lines count as attached."""
        text = lines["text"]
        quotes = text.str.count_matches('"', literal=True).cast(pl.Int64)
        inside = (quotes.cum_sum().shift(1, fill_value=0) + self._open) % 2 == 1
        if lines.height:
            self._open = (self._open + int(quotes.sum())) % 2
        aside = ~inside & (text.str.contains(r"^\s*(?:#|$)") | (text == self._header))
        gathered = self._gatherer.feed(lines.filter(~aside), ~inside.filter(~aside), last=last)
        rows, refused = self._rows(gathered.records)
        attached = int(aside.sum()) + int(gathered.records["span"].sum())
        attached -= rows.height + refused.height
        rejects = pl.concat([gathered.rejects, refused]).sort("line")
        return Parsed(rows, rows.height, attached, rejects)

    def _rows(self, records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Rows of the records that have the header's columns and a time, the others as rejects."""
        table, fits = cells(records["text"], len(self._names), self._separator)
        table = table.rename(dict(zip(table.columns, self._names, strict=True)))
        times = moments(table[self._names[self._time]], self._clock, "")
        dated = times.is_not_null()
        good, undated = records.filter(fits).filter(dated), records.filter(fits).filter(~dated)
        values = table.filter(dated).drop(self._names[self._time])
        stated = values.select(pl.when(pl.col(name) != "").then(name).alias(name) for name in values.columns)
        rows = pl.DataFrame({**_FAMILY.columns(Fields(stated)), "line": good["line"], "time": times.filter(dated)})
        other = rejected_lines(records.filter(~fits), f"not {len(self._names)} fields as the header has")
        return rows, pl.concat([other, rejected_lines(undated, "no time in its time column")])


def _columns(header: str) -> tuple[str, list[str]]:
    """What separates the columns, and what the header calls them."""
    named = header.removeprefix(_FIELDS).strip()
    separator = max(",;\t", key=named.count)
    return separator, [name.strip() for name in fields_of(named, separator)]


def _place(names: Sequence[str], wanted: Sequence[str]) -> int:
    """Where the first of the wanted names stands; -1 where none does."""
    known = [normal(name) for name in names]
    return next((known.index(name) for name in wanted if name in known), -1)


def _header(lines: Sequence[str]) -> str | None:
    """The line that names the columns of a log; None where the file begins otherwise."""
    first = next((line for line in lines if line.startswith(_FIELDS) or (line.strip() and line[0] != "#")), "")
    _, names = _columns(first)
    distinct = len(set(names)) == len(names) <= _MAX_COLUMNS and all(names)
    return first if distinct and _place(names, _TIMES) >= 0 and _place(names, _BODIES) >= 0 else None


class CsvLog:
    """Any such file."""

    name = "csv-log"
    title = "log as CSV with a header (Windows events, Exchange, exports of log searches)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the header names a time and a message, by the records that have its columns."""
        header = _header(lines)
        if header is None:
            return None
        frame = pl.DataFrame(
            {"line": range(1, len(lines) + 1), "offset": [0] * len(lines), "text": lines}, schema=LINES_SCHEMA
        )
        parsed = CsvLogParser(Clock(), header).feed(frame, last=True)
        if not parsed.records:
            return None
        written = pl.Series([line for line in lines if line != header and line[:1] != "#"], dtype=pl.String)
        zoned = bool(written.str.extract(r'^"?([^",;\t]+)').str.contains(_ZONED).all())
        score = (parsed.records + parsed.attached) / len(lines)
        return Recognition(
            score, "its header names a time and a message", {"header": header}, zone="UTC" if zoned else None
        )

    def open(self, options: Options, clock: Clock) -> CsvLogParser:
        """A parser; ``header`` is the line that names the columns."""
        return CsvLogParser(clock, options.get("header", "time,message"))


FORMATS: tuple[Format, ...] = (CsvLog(),)
