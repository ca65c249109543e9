"""PostgreSQL's csvlog and jsonlog: the same records as on stderr, with their fields apart."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Options, Parsed, Parser, Recognition, Sample, Table
from foreshock.ingest.formats.parts.cutting import matching
from foreshock.ingest.formats.parts.fixed_stamps import fixed_stamps
from foreshock.ingest.formats.postgresql.durations import DurationLinker
from foreshock.ingest.formats.postgresql.rows import rows_of
from foreshock.ingest.formats.postgresql.samples import CSV_SAMPLES, JSON_SAMPLES
from foreshock.ingest.formats.postgresql.words import NUMBERS
from foreshock.ingest.lines.blocks import buffer_of
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock, offsets_of
from foreshock.ingest.time.zone_names import stated_zone

# Columns of csvlog in their order (PostgreSQL documentation, "Using CSV-Format Log Output"): 22 in release 8.3,
# 23 since 9.0 (application_name), 24 since 13 (backend_type), 26 since 14 (leader_pid, query_id).
_CSV_COLUMNS = (
    "timestamp", "user", "database", "pid", "client", "session_id", "session_line", "command_tag", "session_start",
    "virtual_transaction_id", "transaction_id", "severity", "sqlstate", "body", "detail", "hint", "query",
    "query_position", "context", "statement", "statement_position", "location", "application", "backend_type",
    "leader_pid", "query_id",
)  # fmt: skip
_CSV_HEAD = (
    r'^"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,]{1,9},(?:"[^"]*")?,(?:"[^"]*")?,\d+,(?:"[^"]*")?,'
    r"[0-9a-f]+\.[0-9a-f]+,\d+,"
)
_CSV_FIELD = r'(?:[^",\n]*|"(?:[^"]|"")*")'
_CSV_RECORD = rf"^{_CSV_FIELD}(?:,{_CSV_FIELD}){{21,25}}$"

# Key of a jsonlog record -> field; "location" is made of three keys that only log_error_verbosity = verbose prints.
_JSON_KEYS = {
    "timestamp": "timestamp", "user": "user", "dbname": "database", "pid": "pid", "remote_host": "client",
    "remote_port": "port", "session_id": "session_id", "line_num": "session_line", "ps": "command_tag",
    "session_start": "session_start", "vxid": "virtual_transaction_id", "txid": "transaction_id",
    "error_severity": "severity", "state_code": "sqlstate", "message": "body", "detail": "detail", "hint": "hint",
    "internal_query": "query", "context": "context", "statement": "statement", "file_name": "location",
    "application_name": "application", "backend_type": "backend_type", "leader_pid": "leader_pid",
    "query_id": "query_id",
}  # fmt: skip
_JSON_STAMP = r'^\{"timestamp":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} '
_JSON_SEVERITY = '"error_severity":"'
_JSON_TYPE = pl.Struct(dict.fromkeys(_JSON_KEYS, pl.String))

_DETAILS = ("detail", "hint", "query", "context", "location")


@dataclass(frozen=True, slots=True)
class PostgresqlCsv:
    """The csvlog format; a statement of many lines is one quoted field."""

    name: str = "postgresql-csvlog"
    title: str = "PostgreSQL server log (csvlog)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = CSV_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that begin with the first seven columns; other lines are inside a quoted field."""
        return _claim(lines, _CSV_HEAD, "the columns of csvlog", continued=True)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return CsvParser(clock)


@dataclass(frozen=True, slots=True)
class PostgresqlJson:
    """The jsonlog format of PostgreSQL 15 and later; a record a line."""

    name: str = "postgresql-jsonlog"
    title: str = "PostgreSQL server log (jsonlog)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = JSON_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON objects with PostgreSQL's keys."""
        return _claim(lines, f"{_JSON_STAMP}.*{_JSON_SEVERITY}", "the keys of jsonlog", continued=False)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return JsonParser(clock)


class CsvParser:
    """Reads one csvlog."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()
        self._linker = DurationLinker()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a record; one whose quotes and commas do not add up was cut off, and is rejected."""
        gathered = self._gatherer.feed(lines, lines["text"].str.contains(_CSV_HEAD), last=last)
        whole = gathered.records["text"].str.contains(_CSV_RECORD)
        records, damaged = gathered.records.filter(whole), gathered.records.filter(~whole)
        rejects = pl.concat([gathered.rejects, rejected_lines(damaged, "its fields are not those of csvlog")])
        fields = _csv_fields(records["text"])
        entries = _entries(records.select("line").hstack(fields), self._clock)
        rows = rows_of(self._linker.feed(entries, last=last))
        return Parsed(rows, rows.height, int(records["span"].sum()) - records.height, rejects)


class JsonParser:
    """Reads one jsonlog."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._linker = DurationLinker()

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a record; blank lines count as attached."""
        blank = lines["text"].str.strip_chars() == ""
        likely = matching(lines["text"], lines["text"].str.contains(_JSON_SEVERITY, literal=True), _JSON_STAMP)
        try:
            decoded = lines["text"].filter(likely).str.json_decode(_JSON_TYPE)
        except pl.exceptions.PolarsError:
            likely = _decodable(lines["text"], likely)
            decoded = lines["text"].filter(likely).str.json_decode(_JSON_TYPE)
        fields = decoded.struct.unnest().rename(_JSON_KEYS)
        address = (
            pl.when(pl.col("client").str.contains(":", literal=True))
            .then("[" + pl.col("client") + "]")
            .otherwise("client")
        )
        client = pl.when(pl.col("port").is_not_null()).then(address + ":" + pl.col("port")).otherwise("client")
        entries = _entries(
            lines.filter(likely).select("line").hstack(fields.with_columns(client.alias("client")).drop("port")),
            self._clock,
        )
        rows = rows_of(self._linker.feed(entries, last=last))
        odd = lines.filter(~likely & ~blank)
        rejects = odd.select("line", "offset", pl.lit("not a record of jsonlog").alias("reason"), "text")
        return Parsed(rows, rows.height, int(blank.sum()), rejects)


def _decodable(texts: pl.Series, likely: pl.Series) -> pl.Series:
    """Which of the likely lines can be decoded, where not all can: a truncated one is among them."""
    good = pl.Series([ok and _is_json(text) for text, ok in zip(texts, likely, strict=True)], dtype=pl.Boolean)
    places = good.arg_true()
    # What only Python takes for JSON (NaN, half a surrogate pair) is found by halves.
    waiting = [places] if len(places) else []
    while waiting:
        some = waiting.pop()
        try:
            texts.gather(some).str.json_decode(_JSON_TYPE)
        except pl.exceptions.PolarsError:
            if len(some) == 1:
                good[int(some[0])] = False
            else:
                waiting += [some.head(len(some) // 2), some.slice(len(some) // 2)]
    return good


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _claim(lines: Sequence[str], head: str, what: str, *, continued: bool) -> Recognition | None:
    written = pl.Series([line[:65536] for line in lines if line.strip()], dtype=pl.String)
    heads = written.str.contains(head)
    if not heads.any():
        return None
    explained = heads | heads.cum_max() if continued else heads
    zones = re.findall(
        r"^\D{0,14}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} ([^,\"]{1,8})[,\"]", "\n".join(written), re.MULTILINE
    )
    reason = f"{explained.sum()} of {len(written)} sampled lines have {what}"
    zone, why_zone = stated_zone(zones)
    return Recognition(int(explained.sum()) / len(written), reason, zone=zone, why_zone=why_zone)


def _csv_fields(texts: pl.Series) -> pl.DataFrame:
    """The columns of whole records."""
    schema = dict.fromkeys(_CSV_COLUMNS, pl.String)
    if texts.is_empty():
        return pl.DataFrame(schema=schema)
    data, _ = buffer_of(texts.rechunk() + "\n")
    return pl.read_csv(
        data.to_pybytes(),
        has_header=False,
        schema=schema,
        truncate_ragged_lines=True,
        missing_columns="insert",
    )


def _entries(fields: pl.DataFrame, clock: Clock) -> pl.DataFrame:
    """Entries as the stderr log gives them; so are the labels in ``detail``."""
    stamps = fields["timestamp"].str.splitn(" ", 3).struct
    moment = pl.select(stamps.field("field_0") + " " + stamps.field("field_1")).to_series()
    labels = {key: "" if key == "detail" else f"{key.upper()}: " for key in _DETAILS}
    said = [pl.when(pl.col(key) != "").then(pl.lit(label) + pl.col(key)) for key, label in labels.items()]
    entries = fields.with_columns(
        clock.instants(fixed_stamps(moment), offsets_of(stamps.field("field_2"))).alias("time"),
        pl.concat_str(said, separator="\n", ignore_nulls=True).alias("detail"),
        pl.col("severity").replace_strict(NUMBERS, default=None, return_dtype=pl.Int8).alias("severity_number"),
    ).with_columns(pl.when(pl.col("detail") != "").then("detail").alias("detail"))
    return entries.drop("timestamp", "hint", "query", "context", "location")
