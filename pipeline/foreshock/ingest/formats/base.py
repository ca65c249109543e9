"""What a log format is: it recognises itself in a sample of lines, and parses lines into typed rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import polars as pl

from foreshock.ingest.time.clock import Clock

Table = Literal["logs", "requests", "metrics"]
Options = Mapping[str, str]

# What a parser may fail with; Polars' own failures are no Exception.
FAULTS = (Exception, pl.exceptions.PanicException)


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines that a named version of the real program prints, with what they must parse to.

    ``rows`` hold the columns that matter, one mapping an expected row, in order; ``time`` is ISO 8601 UTC
    as read by a UTC clock of the year ``year``.
    """

    program: str
    text: str
    rows: tuple[Mapping[str, object], ...]
    options: Options = field(default_factory=dict)
    year: int = 2023


@dataclass(frozen=True, slots=True)
class Recognition:
    """How sure a format is that a sample of lines is its own, and what it found out about them.

    ``score`` is the share of the sampled lines that it explains, 0 to 1. ``options`` are the parameters that
    ``Format.open`` needs (a log_line_prefix, a log_format). ``zone`` is the zone that the stamps themselves
    carry ("EST", "-05:00", "UTC"), None when they carry none. ``host`` is the host that the lines name.
    ``dated`` is false when no date stands in the lines: then ``Clock.written`` is the date of the file. ``format``
    is the format to read with where that depends on what is inside (a wrapper); None: the one that was asked.
    ``why_zone`` says what gave the zone where it was not the stamps, or what stands there that is no zone; ``year``
    is that of the first stamp where the stamps write none and another line does.
    """

    score: float
    reason: str
    options: Options = field(default_factory=dict)
    zone: str | None = None
    has_year: bool = True
    host: str | None = None
    dated: bool = True
    format: Format | None = None
    why_zone: str = ""
    year: int | None = None


def most_said(values: Iterable[str]) -> str | None:
    """What most of the sampled lines say (of their host, their zone); None where none says anything."""
    return next((value for value, _ in Counter(values).most_common(1)), None)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rows of one block of lines, and the account of its lines: records + attached + rejected = lines.

    ``rows`` has any of the columns of the format's table (lake/schemas.py); ``time`` (UTC, microseconds) and
    ``line`` always. Columns that it lacks become null; ``source`` and, where it is null, ``host`` and
    ``service`` are filled in by the stage. ``records`` counts the lines that began a record (a metrics line
    may give many rows), ``attached`` the lines that belong to a record above (or are a header or blank),
    ``rejects`` has line, offset, reason, text: one row a line that is neither. ``asides`` are rows of other
    tables, for files in which a program logs two kinds of records (HAProxy its requests and its own events).
    """

    rows: pl.DataFrame
    records: int
    attached: int
    rejects: pl.DataFrame
    asides: Mapping[Table, pl.DataFrame] = field(default_factory=dict)

    def within(self, own: Table, table: Table) -> Parsed:
        """The same as part of an account whose rows are of ``own``; those of this one are of ``table``."""
        tables = {**self.asides, table: self.rows}
        return replace(self, rows=tables.pop(own, pl.DataFrame()), asides=tables)


def joined(parts: Sequence[Parsed]) -> Parsed:
    """One account of what several parsers made of the lines of a block, each of its own; rows in their order."""
    rows = [part.rows for part in parts if part.rows.height]
    names = dict.fromkeys(name for part in parts for name, found in part.asides.items() if found.height)
    return Parsed(
        _in_order(rows) if rows else pl.DataFrame(schema={"line": pl.Int64}),
        sum(part.records for part in parts),
        sum(part.attached for part in parts),
        pl.concat([part.rejects for part in parts]).sort("line"),
        {name: _in_order([part.asides[name] for part in parts if name in part.asides]) for name in names},
    )


def _in_order(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows of all frames by line; those of one frame are so already."""
    written = [frame for frame in frames if frame.height]
    return pl.concat(written, how="diagonal").sort("line", maintain_order=True) if len(written) > 1 else written[0]


class Parser(Protocol):
    """One file being read, from its first block to its last, in order; it may keep state between blocks."""

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse lines (columns line: Int64, 1-based; offset: Int64, bytes; text: String, no line end).

        Lines of a record that may still go on are kept back, and counted when they come out; with ``last``
        nothing is kept.
        """
        ...


class Format(Protocol):
    """A log format. The registry in ``formats/__init__.py`` lists one instance of each.

    A format whose records are huge single lines (a JSON document) sets ``max_line_bytes``, the longest line that
    it wants; other formats get lines of up to 1 MiB, longer ones are rejected before they reach the parser.
    """

    @property
    def name(self) -> str:
        """The name that ``--format`` takes: ``postgresql-stderr``."""
        ...

    @property
    def title(self) -> str:
        """What a person calls it: ``PostgreSQL server log (stderr)``."""
        ...

    @property
    def table(self) -> Table:
        """The lake table that its rows go to."""
        ...

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What real programs print; at least one."""
        ...

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """The format's claim on these lines (a sample from head, middle and tail), or None."""
        ...

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file; ``options`` come from recognise, or from ``--format name:key=value``."""
        ...
