"""systemd's journal as journalctl prints it: -o json (and json-pretty, json-sse, json-seq), and -o export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table, most_said
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.structured.journald_samples import EXPORT_SAMPLES, JSON_SAMPLES
from foreshock.ingest.formats.structured.json_exact import frames
from foreshock.ingest.formats.structured.json_sample import json_sample
from foreshock.ingest.formats.structured.parser import StructuredParser
from foreshock.ingest.formats.structured.rows import SYSLOG_LEVELS, Family, Fields
from foreshock.ingest.formats.syslog.inner import opened
from foreshock.ingest.formats.syslog.message import severity_numbers
from foreshock.ingest.formats.syslog.own_level import own_level
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_BYTES = r"^\[\d{1,3}(?:,\d{1,3})*\]$"
_FIELD = re.compile(r"([A-Z0-9_]+)(?:=(.*))?", re.DOTALL)
_EXPORT_LINE = r"^(?:_?_?[A-Z0-9][A-Z0-9_]*=.*|_?_?[A-Z0-9][A-Z0-9_]*|)$"
_HOSTNAME = "_HOSTNAME="
_EXPORT_HEADS = ("__CURSOR=", "__REALTIME_TIMESTAMP=")
_OF_OUTPUT = SYSLOG_LEVELS["6"]
_MOST_FIELDS = 1024  # journald itself takes no more in an entry
_JOURNAL = 0.8
_OF_REQUEST = r'^(?:@cee: ?)?\{.*"(?:[\w.-]*[Ss]tatus[\w.-]*|response_code|code)": ?"?[1-5]\d\d\b'


@dataclass(frozen=True, slots=True)
class _Journal(Family):
    """The journal's fields; those that are no UTF-8, or hold control characters, come as arrays of bytes."""

    def stamped(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series, Fields]:
        """The record's own time (_SOURCE_REALTIME_TIMESTAMP) before the time that the journal received it."""
        texts = pl.DataFrame({name: _decoded(frame[name]) for name in frame.columns})
        return super(_Journal, self).stamped(texts)


_FAMILY = _Journal(
    time=("_source_realtime_timestamp", "__realtime_timestamp"),
    names={
        "severity_text": ("priority",),
        "body": ("message",),
        "service": ("syslog_identifier", "_comm"),
        "host": ("_hostname",),
        "pid": ("_pid", "syslog_pid"),
        "code": ("errno",),
        "unit": ("_systemd_unit",),
        "monotonic_us": ("__monotonic_timestamp",),
        "thread_id": ("tid",),
    },
    levels=SYSLOG_LEVELS,
)


def with_records(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose message is a record of its own have its fields; one that tells of a request stays as it is.

    From such a document the request is read later, which the message alone would not allow.
    """
    if not {"body", "attributes"} <= set(rows.columns) or rows["body"].null_count() == rows.height:
        return rows
    rows = _with_own_level(rows)
    request = rows["body"].str.contains(_OF_REQUEST).fill_null(value=False)
    if not request.any():
        return opened(rows)
    kept = [rows.filter(request), opened(rows.filter(~request))]
    return pl.concat(kept, how="diagonal").sort("line", maintain_order=True)


def _with_own_level(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the level that their messages state, where the journal's own is what any line of an output gets."""
    if "severity_text" not in rows.columns:
        return rows
    level = own_level(rows["body"])
    number = severity_numbers(level)
    other = (rows["severity_text"] == _OF_OUTPUT) & (number != rows["severity_number"])
    return rows.with_columns(
        pl.when(other).then(level).otherwise("severity_text").alias("severity_text"),
        pl.when(other).then(number).otherwise("severity_number").alias("severity_number"),
    )


def _decoded(values: pl.Series) -> pl.Series:
    """Values with arrays of bytes as the text that they are."""
    arrays = values.str.contains(_BYTES).fill_null(value=False) if values.str.starts_with("[").any() else None
    if arrays is None or not arrays.any():
        return values
    texts = [_text(array) for array in values.filter(arrays)]
    return patched(values, arrays, pl.Series(texts, dtype=pl.String))


def _text(array: str) -> str:
    numbers = [int(number) for number in array[1:-1].split(",")]
    return bytes(numbers).decode("utf-8", "backslashreplace") if max(numbers) < 256 else array  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class JournaldJson:
    """journalctl -o json."""

    name: str = "journald-json"
    title: str = "systemd journal (journalctl -o json)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = JSON_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON objects with the journal's time stamps."""
        if not any("REALTIME_TIMESTAMP" in line for line in lines):
            return None
        sample = json_sample(lines)
        of_journal = sum(any(name in item for name in _FAMILY.time) for item in sample.objects)
        if of_journal < _JOURNAL * max(len(sample.objects), 1):
            return None
        reason = f"{sample.explained} of {sample.written} sampled lines are journal entries in JSON"
        host = most_said(item["_hostname"] for item in sample.objects if "_hostname" in item)
        return Recognition(sample.share, reason, zone="UTC", host=host)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return JournalParser(clock)


class JournalParser(StructuredParser):
    """Reads one file of entries in JSON; of messages that are records themselves the fields are the row's."""

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        super().__init__(clock, _FAMILY)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an entry."""
        parsed = super().feed(lines, last=last)
        return replace(parsed, rows=with_records(parsed.rows))


@dataclass(frozen=True, slots=True)
class JournaldExport:
    """journalctl -o export: a field a line, a blank line between entries."""

    name: str = "journald-export"
    title: str = "systemd journal (journalctl -o export)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = EXPORT_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines NAME=value among which are the journal's time stamps."""
        if not any(line.startswith(_EXPORT_HEADS) for line in lines):
            return None
        fitting = int(pl.Series(lines, dtype=pl.String).str.contains(_EXPORT_LINE).sum())
        # The lines of a field of several lines are as the program wrote them.
        score = (fitting + len(lines)) / (2 * len(lines))
        reason = f"{fitting} of {len(lines)} sampled lines are fields of the journal"
        host = most_said(line.removeprefix(_HOSTNAME) for line in lines if line.startswith(_HOSTNAME))
        return Recognition(score, reason, zone="UTC", host=host)

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return ExportParser(clock)


class ExportParser:
    """Reads one file of the export format.

    A field with line breaks or bytes that are no text stands as its name alone, then eight bytes of length, then
    the value. The bytes of the length mean nothing once a file is cut into lines; the value goes on until a line
    that is a field again, which a message may hold too: journalctl's own JSON is exact there.
    """

    def __init__(self, clock: Clock) -> None:
        """Start at the top of a file."""
        self._clock = clock
        self._gatherer = Gatherer()
        self._below_blank = True  # the last line was blank: the next may begin an entry

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an entry."""
        texts = lines["text"]
        blank = texts == ""
        # Entries begin with their cursor; programs that forward them may leave it out.
        below_blank = blank.shift(1, fill_value=self._below_blank)
        starts = texts.str.starts_with("__CURSOR=") | (below_blank & texts.str.starts_with("__REALTIME_TIMESTAMP="))
        if lines.height:
            self._below_blank = bool(blank[-1])
        gathered = self._gatherer.feed(lines, starts, last=last)
        records = gathered.records
        entries = [_entry(text) for text in records["text"]]
        rows = []
        for indices, frame in frames(range(len(entries)), entries):
            stamps, offsets, fields = _FAMILY.stamped(frame)
            columns = _FAMILY.columns(fields)
            line = records["line"].gather(indices)
            rows.append(pl.DataFrame({**columns, "line": line, "time": self._clock.instants(stamps, offsets)}))
        table = pl.concat(rows, how="diagonal") if rows else pl.DataFrame(schema={"line": pl.Int64})
        table = with_records(table)
        timed = table["time"].is_not_null() if rows else pl.Series([], dtype=pl.Boolean)
        odd = rejected_lines(records.filter(~timed), "a journal entry without __REALTIME_TIMESTAMP")
        attached = int(records.filter(timed)["span"].sum()) - int(timed.sum())
        rejects = pl.concat([gathered.rejects, odd]).sort("line")
        return Parsed(table.filter(timed), int(timed.sum()), attached, rejects)


def _entry(text: str) -> dict[str, str | None]:
    """Name -> value of one entry; a field that is given several times has its values in lines."""
    values: dict[str, str | None] = {}
    binary: str | None = None  # the name of a field whose value is being read
    for line in text.split("\n"):
        field = _FIELD.fullmatch(line)
        if field and field[2] is not None and len(values) < _MOST_FIELDS:
            binary = None
            values[field[1]] = f"{values[field[1]]}\n{field[2]}" if field[1] in values else field[2]
        elif field and field[2] is None and line:
            binary = line
        elif binary is not None and binary not in values:
            values[binary] = _without_length(line)
        elif binary is not None:
            values[binary] = f"{values[binary]}\n{line}"
    return {name: value.rstrip("\n") if value else value for name, value in values.items()}


def _without_length(line: str) -> str:
    r"""The first line of a binary field without its eight bytes of length, most of which are zeros."""
    return re.sub(r"^(?:\\x[0-9a-f]{2}|[^\x00]){0,3}\x00{5,7}", "", line)


FORMATS: tuple[Format, ...] = (JournaldJson(), JournaldExport())
