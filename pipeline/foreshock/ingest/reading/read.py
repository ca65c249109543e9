"""Reads one planned file: bytes to rows that are ready for the lake, and the account of its lines."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

import polars as pl

from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.files.hosts import is_name
from foreshock.ingest.formats.base import Parsed, Table
from foreshock.ingest.formats.parts.tags import TAGS
from foreshock.ingest.lines.blocks import MAX_LINE_BYTES, ByteStream, blocks
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.planning.model import FilePlan
from foreshock.ingest.reading.bisection import Part, part_of
from foreshock.ingest.reading.gaps import GapFinder, instant, longest
from foreshock.ingest.reading.guard import GuardedParser
from foreshock.ingest.reading.logins import with_logins
from foreshock.ingest.reading.told import requests_told
from foreshock.ingest.unpack.packed import Digest, unpack

_MAX_REJECT_CHARS = 16 << 10  # at most 64 KiB of UTF-8
_PROGRAMS = frozenset({"postgresql", "pgbouncer", "mysql", "mariadb", "nginx", "apache", "haproxy", "redis", "mongodb"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table, with source, host and service filled in; times within the limits of the plan."""

    table: Literal["logs", "requests", "metrics", "rejects"]
    rows: pl.DataFrame
    read_bytes: int = 0


def read(file: FilePlan) -> Iterator[Batch | FileFacts]:
    """Batches of a file as it is read, in bounded memory, and at the end its FileFacts.

    Never raises for what is in the file: a line that cannot be parsed is in a batch of ``rejects``, damage of
    the file is in the facts' ``error``, and what came before it is delivered. ``Batch.read_bytes`` is how far
    the file has been read (before unpacking), for a progress bar. Of a sorted file only the part is read that
    holds the period of the plan; then the facts say which.
    """
    account = _Account(file)
    try:
        part = part_of(file)
        account.keep_to(part)
        with ExitStack() as stack:
            digest = Digest(stack.enter_context(part.opened(file.path) if part else file.opened()))
            yield from _read_all(file, part, digest, account)
    except IngestError as error:
        account.error = str(error)
        yield account.facts(None)
    else:
        yield account.facts(digest)


def _read_all(file: FilePlan, part: Part | None, digest: Digest, account: _Account) -> Iterator[Batch]:
    clock = file.clock()
    if part:
        clock.resume(part.time)
    parser = GuardedParser(lambda: file.format.open(file.options, clock))
    with closing(_lines(file, part, digest, account)) as pieces:
        waiting: pl.DataFrame | None = None  # the parser must know which piece is the last
        for piece in pieces:
            if isinstance(piece, Batch):
                yield piece
                continue
            if waiting is not None:
                for parsed in parser.feed(waiting, last=False):
                    yield from account.take(parsed, digest.count)
            waiting = piece
    if waiting is not None:
        for parsed in parser.feed(waiting, last=True):
            yield from account.take(parsed, digest.count)


def _lines(file: FilePlan, part: Part | None, digest: Digest, account: _Account) -> Generator[pl.DataFrame | Batch]:
    """Frames of lines for the parser, and batches of the lines that are too long for it."""
    try:
        _skip(digest, file.start)
        _, stream = unpack(digest) if not file.start and not part else ("plain", digest)
        # A format whose records are huge single lines (a JSON document) says so.
        max_line = getattr(file.format, "max_line_bytes", MAX_LINE_BYTES)
        for block in blocks(
            stream,
            size=file.block_bytes,
            max_line=max_line,
            first_line=part.line if part else account.lines + 1,
            first_offset=part.start if part else file.start,
        ):
            account.lines += block.count
            if not block.rejects.is_empty():
                yield account.reject(block.rejects, digest.count)
            if not block.lines.is_empty():
                yield block.lines.select(LINES_SCHEMA.names())
        digest.drain()
    except IngestError as error:
        account.error = error.problem
        digest.drain()


def _skip(stream: ByteStream, count: int) -> None:
    """Read past the part that is in the lake already; the digest needs it all the same."""
    while count > 0 and (part := stream.read(min(count, 1 << 20))):
        count -= len(part)


class _Account:
    """What has been read of a file so far."""

    def __init__(self, file: FilePlan) -> None:
        self._file = file
        self._gaps = GapFinder(file.silent_since)
        self.lines = file.facts.lines
        self.records = file.facts.records
        self.attached = file.facts.attached
        self.rejected = file.facts.rejected
        self.error: str | None = None
        self._part: Part | None = None

    def keep_to(self, part: Part | None) -> None:
        """Only this part of the file is going to be read: the silence before it is none."""
        self._part = part
        if part and part.start:
            self._gaps = GapFinder()

    def take(self, parsed: Parsed, read_bytes: int) -> Iterator[Batch]:
        """Count what a parser made of some lines, and make it ready for the lake."""
        self.records += parsed.records
        self.attached += parsed.attached
        if not parsed.rejects.is_empty():
            yield self.reject(parsed.rejects, read_bytes)
        for table, found in ((self._file.format.table, parsed.rows), *parsed.asides.items()):
            if found.is_empty():
                continue
            self._gaps.feed(found["time"])
            rows = _complete(_within(found, self._file), self._file, table)
            if not rows.is_empty():
                yield Batch(table, rows, read_bytes)
            if table == "logs":
                told = _not_yet(requests_told(rows), parsed.asides.get("requests"))
                yield from () if told.is_empty() else (Batch("requests", told, read_bytes),)

    def reject(self, rejects: pl.DataFrame, read_bytes: int) -> Batch:
        """Count rejects, and bound their text."""
        self.rejected += rejects.height
        rows = rejects.with_columns(
            pl.lit(self._file.source).alias("source"), pl.col("text").str.slice(0, _MAX_REJECT_CHARS)
        )
        return Batch("rejects", rows, read_bytes)

    def facts(self, digest: Digest | None) -> FileFacts:
        """The file's row of the ledger."""
        planned, part = self._file.facts, self._part
        ends = [planned.first_time, planned.last_time, instant(self._gaps.first), instant(self._gaps.last)]
        ends += [part.first, part.last] if part else []
        times = [time for time in ends if time is not None]
        return replace(
            planned,
            sha256=digest.sha256 if digest and not part else None,
            bytes=digest.count if digest else planned.bytes,
            lines=self.lines,
            records=self.records,
            attached=self.attached,
            rejected=self.rejected,
            first_time=min(times, default=None),
            last_time=max(times, default=None),
            gaps=longest(planned.gaps + self._gaps.gaps()),
            from_byte=part.start if part else None,
            to_byte=part.end if part else None,
            error=self.error,
        )


def _not_yet(told: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """The requests that messages tell of and that their format did not read already."""
    if told.is_empty() or known is None or known.is_empty():
        return told
    return told.filter(~pl.col("line").is_in(known["line"].implode()))


def _within(rows: pl.DataFrame, file: FilePlan) -> pl.DataFrame:
    """Rows inside --since and --until (the end excluded)."""
    since, until = file.settings.since, file.settings.until
    if since is not None:
        rows = rows.filter(pl.col("time") >= since)
    if until is not None:
        rows = rows.filter(pl.col("time") < until)
    return rows


def _complete(rows: pl.DataFrame, file: FilePlan, table: Table) -> pl.DataFrame:
    """Rows with their source, the canonical host, a service, and in logs who logged in from where."""
    hosts = _host(rows, file)
    if table == "logs":
        rows = with_logins(_with_written_hosts(rows, hosts))
    rows = rows.with_columns(pl.lit(file.source).alias("source"), hosts)
    if table == "metrics":
        return rows
    service = pl.lit(service_of(file.format.name, file.source))
    return rows.with_columns(
        service.alias("service") if "service" not in rows.columns else pl.col("service").fill_null(service)
    )


def _host(rows: pl.DataFrame, file: FilePlan) -> pl.Series:
    """The host that a row names, under its canonical name; the file's host where it names none."""
    own = file.facts.host
    if "host" not in rows.columns:
        return pl.select(pl.repeat(own, rows.height, dtype=pl.String).alias("host")).to_series()
    named = rows["host"].cast(pl.String)
    distinct = named.unique().drop_nulls()
    canonical = pl.Series([file.names(name) if is_name(name) else own for name in distinct], dtype=pl.String)
    return named.replace_strict(distinct, canonical, default=own, return_dtype=pl.String).alias("host")


def _with_written_hosts(rows: pl.DataFrame, hosts: pl.Series) -> pl.DataFrame:
    """Rows whose host was written otherwise than it is called here keep the written name as the attribute host."""
    if "host" not in rows.columns:
        return rows
    differs = rows["host"].is_not_null() & (rows["host"] != hosts)
    if not differs.any():
        return rows
    given = pl.col("attributes") if "attributes" in rows.columns else pl.lit(None, dtype=TAGS)
    written = pl.struct(key=pl.lit("host"), value=pl.col("host"))
    extended = pl.concat_list(given.map.entries().fill_null([]), written).cast(TAGS)
    return rows.with_columns(pl.when(differs).then(extended).otherwise(given).alias("attributes"))


def service_of(format_name: str, source: str) -> str:
    """The service of rows that name none: the program that the format is of, else the file's own name."""
    program = format_name.rpartition("+")[2].partition("-")[0]
    if program in _PROGRAMS:
        return program
    return PurePosixPath(source).name.partition(".")[0] or format_name
