"""The tables of the lake: their columns, types and meaning. One definition for Parquet, Delta, DuckDB and the docs."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

INSTANT = pl.Datetime("us", "UTC")
TAGS = pl.Map(pl.String, pl.String)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its Polars type, and what it means (the COMMENT in DuckDB)."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    comment: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table of the lake."""

    name: str
    comment: str
    columns: tuple[Column, ...]

    @property
    def polars(self) -> pl.Schema:
        """The schema as Polars knows it, in column order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def timed(self) -> bool:
        """Whether its rows stand at a time: such a table is partitioned by UTC date and sorted by time."""
        return self.columns[0].name == "time"

    @property
    def tags(self) -> str | None:
        """The name of its map column, which takes whatever has no column of its own."""
        return next((column.name for column in self.columns if column.dtype == TAGS), None)


LOGS = TableSchema(
    "logs",
    "Log records: one row a logical event, a multi-line record is one row",
    (
        Column("time", INSTANT, "when the record was written, UTC"),
        Column("host", pl.String, "the host that wrote it"),
        Column("service", pl.String, "the program that wrote it"),
        Column("severity_text", pl.String, "the severity as the program wrote it"),
        Column("severity_number", pl.Int8, "OpenTelemetry severity, 1 (trace) to 24 (fatal)"),
        Column("body", pl.String, "the message, without stamp and severity, all its lines"),
        Column("code", pl.String, "SQLSTATE, errno or MySQL error number"),
        Column("pid", pl.Int64, "process id"),
        Column("user", pl.String, "user or role"),
        Column("database", pl.String, "database name"),
        Column("client", pl.String, "client address, with port where the log states it"),
        Column("duration_s", pl.Float64, "how long the logged operation took, seconds"),
        Column("statement", pl.String, "the SQL statement that the record is about"),
        Column("detail", pl.String, "DETAIL, and below it HINT, CONTEXT and the like with their labels, one a line"),
        Column("attributes", TAGS, "whatever else the record states"),
        Column("source", pl.String, "path of the file, as it was given, relative to its input folder"),
        Column("line", pl.Int64, "first line of the record in that file, from 1"),
    ),
)

REQUESTS = TableSchema(
    "requests",
    "HTTP requests from access logs",
    (
        Column("time", INSTANT, "when the request ended, UTC"),
        Column("started_at", INSTANT, "when the request arrived, UTC, where the log tells"),
        Column("host", pl.String, "the host that served it"),
        Column("service", pl.String, "the program that served it"),
        Column("client_address", pl.String, "who asked"),
        Column("method", pl.String, "HTTP method"),
        Column("path", pl.String, "path without the query string"),
        Column("query", pl.String, "query string without the question mark"),
        Column("protocol", pl.String, "HTTP/1.1 and the like"),
        Column("status", pl.Int16, "HTTP status code"),
        Column("response_bytes", pl.Int64, "bytes sent to the client"),
        Column("duration_s", pl.Float64, "time to serve the request, seconds"),
        Column("upstream_address", pl.String, "the server behind the proxy"),
        Column("upstream_duration_s", pl.Float64, "time that the upstream took, seconds"),
        Column("upstream_status", pl.Int16, "status that the upstream gave"),
        Column("referrer", pl.String, "Referer header"),
        Column("user_agent", pl.String, "User-Agent header"),
        Column("attributes", TAGS, "whatever else the line states"),
        Column("source", pl.String, "path of the file, as it was given, relative to its input folder"),
        Column("line", pl.Int64, "line in that file, from 1"),
    ),
)

METRICS = TableSchema(
    "metrics",
    "Measurements: one row a value",
    (
        Column("time", INSTANT, "when the value was taken, UTC"),
        Column("host", pl.String, "the host that it describes"),
        Column("metric", pl.String, "OpenTelemetry name, or the source's own where none fits"),
        Column("labels", TAGS, "mountpoint, device, state, ..."),
        Column("value", pl.Float64, "the value, in base units; ratios are 0 to 1"),
        Column("unit", pl.String, "UCUM unit: By, s, 1, By/s, {operation}/s"),
        Column("source", pl.String, "path of the file, as it was given, relative to its input folder"),
        Column("line", pl.Int64, "line in that file, from 1"),
    ),
)

REJECTS = TableSchema(
    "rejects",
    "Lines that could be neither parsed nor attached to a record",
    (
        Column("source", pl.String, "path of the file"),
        Column("line", pl.Int64, "line in that file, from 1"),
        Column("offset", pl.Int64, "byte offset of the line in the unpacked file"),
        Column("reason", pl.String, "why it was rejected"),
        Column("text", pl.String, "the line as it stood; bytes that are not UTF-8 as \\xNN; cut at 64 KiB"),
    ),
)

FILES = TableSchema(
    "files",
    "The ledger: every input file, how it was read, and the account of its lines",
    (
        Column("path", pl.String, "path of the file, relative to its input folder"),
        Column("location", pl.String, "absolute path of the file when it was read; null for standard input"),
        Column(
            "sha256",
            pl.String,
            "digest of the bytes that were read, before unpacking; null when only a part was kept, or none",
        ),
        Column("bytes", pl.Int64, "how many bytes were read, before unpacking"),
        Column("format", pl.String, "name of the format; null when the file was not read"),
        Column("why_format", pl.String, "how that was decided"),
        Column("host", pl.String, "the host that the file belongs to"),
        Column("why_host", pl.String, "how that was decided"),
        Column("timezone", pl.String, "zone of stamps that carry none"),
        Column("why_timezone", pl.String, "how that was decided"),
        Column("year", pl.Int32, "year of the first stamp"),
        Column("why_year", pl.String, "how that was decided"),
        Column("lines", pl.Int64, "physical lines = records + attached + rejected"),
        Column("records", pl.Int64, "lines that began a record"),
        Column("attached", pl.Int64, "lines that belong to a record above, headers and blank lines"),
        Column("rejected", pl.Int64, "lines in rejects"),
        Column("first_time", INSTANT, "time of the first record in time order"),
        Column("last_time", INSTANT, "time of the last record in time order"),
        Column("gaps", pl.List(pl.String), "silences that stand out, as ISO 8601 intervals"),
        Column("from_byte", pl.Int64, "where reading began, when only a part was read for the wanted period"),
        Column(
            "to_byte", pl.Int64, "where that part ends; lines are counted in it, but numbered from the file's first"
        ),
        Column("error", pl.String, "why the file was not read, or not to its end"),
        Column("batch", pl.String, "the commit that the file's rows came with"),
    ),
)

# FILES is the ledger: it is committed last, and what it does not know of is not in the lake.
DATA_TABLES: tuple[TableSchema, ...] = (LOGS, REQUESTS, METRICS, REJECTS)
TABLES: tuple[TableSchema, ...] = (*DATA_TABLES, FILES)
