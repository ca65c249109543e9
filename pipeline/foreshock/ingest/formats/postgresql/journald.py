"""PostgreSQL's log inside systemd's journal, by syslog or by its standard error; other entries as the journal's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.tag_union import joined_tags
from foreshock.ingest.formats.parts.tags import TAGS
from foreshock.ingest.formats.postgresql.journald_samples import SAMPLES
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.stderr import prefixes_of
from foreshock.ingest.formats.postgresql.syslog_messages import SEVERITY, Messages, told_by_postgresql
from foreshock.ingest.formats.postgresql.syslog_parts import REACH
from foreshock.ingest.formats.structured.journald import JournaldJson
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock

_JOURNAL = JournaldJson()
_APART = "journald"
_YEAR = 2000  # the journal's stamps are seconds since 1970


@dataclass(frozen=True, slots=True)
class PostgresqlJournald:
    """journalctl -o json of a host on which PostgreSQL writes to syslog, or to a standard error that systemd keeps."""

    name: str = "postgresql-journald"
    title: str = "PostgreSQL server log (systemd journal, journalctl -o json)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """The journal's own claim, when messages of a program in it have a log_line_prefix and a severity."""
        claim = _JOURNAL.recognise(lines, path)
        if claim is None or not any(re.search(SEVERITY, line) for line in lines):
            return None
        numbers = range(1, len(lines) + 1)
        frame = pl.DataFrame({"line": numbers, "offset": numbers, "text": lines}, schema=LINES_SCHEMA)
        rows = _JOURNAL.open({}, Clock(year=_YEAR)).feed(frame, last=True).rows
        if not {"service", "body"} <= set(rows.columns):
            return None
        told = told_by_postgresql(rows["service"], rows["body"].fill_null(""))
        return replace(claim, reason=f"{claim.reason}; {told.reason}", options=told.options) if told else None

    def open(self, options: Options, clock: Clock) -> PostgresqlJournaldParser:
        """A parser for options ``log_line_prefix`` and ``syslog_ident`` (programs, with blanks between them)."""
        return PostgresqlJournaldParser(prefixes_of(options), options.get("syslog_ident", "postgres").split(), clock)


class PostgresqlJournaldParser:
    """Reads one file. Messages of PostgreSQL may be cut in entries, between which other programs write.

    Their time is the journal's, exact to the microsecond; a prefix may have a zone that nobody knows.
    """

    def __init__(self, prefixes: Sequence[LogLinePrefix], idents: Sequence[str], clock: Clock) -> None:
        """Start at the top of a file."""
        self._journal = _JOURNAL.open({}, clock)
        self._messages = Messages(prefixes)
        self._idents = idents
        self._attributes = pl.DataFrame(schema={"line": pl.Int64, "outer": TAGS})

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message of PostgreSQL, its parts, DETAIL and STATEMENT attached; other entries as they are."""
        journal = self._journal.feed(lines, last=last)
        entries = _with_columns(journal.rows)
        # Two entries in one line are no file of journalctl's; they stay what they are.
        own = entries["service"].is_in(self._idents) & entries["body"].is_not_null() & entries["line"].is_unique()
        own = own.fill_null(value=False)
        received = entries.filter(own)
        process = pl.col("pid").cast(pl.String).alias("process")
        messages = received.select("line", "host", process, "time", "body")
        rows, attached = self._messages.feed(messages, last=last)
        read = [self._with_attributes(rows, received), entries.filter(~own)]
        together = pl.concat(read, how="diagonal_relaxed").sort("line", maintain_order=True)
        records = journal.records - received.height + rows.height
        return Parsed(together, records, journal.attached + attached, journal.rejects)

    def _with_attributes(self, rows: pl.DataFrame, received: pl.DataFrame) -> pl.DataFrame:
        """The rows with what the journal knew of their first entries."""
        added = received.select("line", pl.col("attributes").alias("outer"))
        # In one chunk, as maps of several cannot be gathered.
        self._attributes = pl.concat([self._attributes, added]).rechunk()
        outer = self._attributes["outer"].gather(self._attributes["line"].search_sorted(rows["line"]))
        # No more than these are kept back in messages that are not over.
        self._attributes = self._attributes.tail(REACH)
        both = joined_tags(rows["attributes"], outer, _APART)
        return rows.with_columns(both.alias("attributes"))


def _with_columns(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries with the columns that PostgreSQL's messages are read from, also where no entry states them."""
    needed: dict[str, pl.DataType | type[pl.DataType]] = {
        "service": pl.String, "body": pl.String, "host": pl.String, "pid": pl.Int64, "attributes": TAGS
    }  # fmt: skip
    return entries.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in needed.items() if name not in entries.columns
    )


FORMATS: tuple[Format, ...] = (PostgresqlJournald(),)
