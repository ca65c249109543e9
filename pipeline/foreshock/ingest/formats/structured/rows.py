"""From the text columns of structured logs (JSON, logfmt, journald) to rows of the logs table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.structured.names import (
    DURATIONS,
    LOG_NAMES,
    NANOSECONDS,
    SPELLED_DURATIONS,
    TIME,
    Names,
    normal,
)
from foreshock.ingest.formats.structured.templates import render_templates
from foreshock.ingest.formats.structured.times import spelled_durations, stamps_of
from foreshock.ingest.lines.blocks import without_colours

# Numbers that bunyan and pino print for levels, and those of syslog (RFC 5424, also GELF).
PINO_LEVELS = {"10": "TRACE", "20": "DEBUG", "30": "INFO", "40": "WARN", "50": "ERROR", "60": "FATAL"}
SYSLOG_LEVELS = {
    "0": "EMERG", "1": "ALERT", "2": "CRIT", "3": "ERR", "4": "WARNING", "5": "NOTICE", "6": "INFO", "7": "DEBUG",
}  # fmt: skip
LEVEL_WORDS = {**PINO_LEVELS, **SYSLOG_LEVELS}
LEVEL_NUMBERS: Mapping[str, int] = {
    **SEVERITY_NUMBERS, "verbose": 1, "finest": 1, "finer": 2, "fine": 5, "config": 9, "information": 9,
    "informational": 9, "default": 9, "normal": 9, "success": 9, "severe": 17, "failure": 17, "dpanic": 21,
    "critical error": 18,
    "t": 1, "d": 5, "d1": 5, "d2": 4, "d3": 3, "d4": 2, "d5": 1, "i": 9, "n": 10, "w": 13, "e": 17,
    "low": 9, "medium": 13, "high": 17, "very-high": 21,
    "f": 21, "inf": 9, "dbg": 5, "trc": 1, "wrn": 13, "eror": 17, "ftl": 21, "pnc": 22,
}  # fmt: skip
_TIME_OF_DAY = r"^\d\d:\d\d:\d\d(?:\.\d+)?$"
_DATE = r"^\d{4}-\d\d-\d\d$"
RAISED = ("exception.stacktrace", "exception", "exception.message", "error", "err")
_LEVEL_IN_WORDS = ("levelname", "level_name", "level_label")  # beside a level of the program's own numbers
_NOTHING = ("", "-", "--")
_TEXT_COLUMNS = ("service", "host", "user", "database", "client", "code", "statement", "body")


class Fields:
    """The columns of some records; what is taken is no attribute any more."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Keep the columns (String) by their names in normal form."""
        self._height = frame.height
        self._left: dict[str, pl.Series] = {}
        self._normal: dict[str, list[str]] = {}
        for name in frame.columns:
            self._left[name] = frame[name]
            self._normal.setdefault(normal(name), []).append(name)

    def take(self, names: tuple[str, ...]) -> pl.Series | None:
        """The first of these fields that a row states, by row; None when there is no such field."""
        present = [own for name in dict.fromkeys(names) for own in self._normal.get(name, ()) if own in self._left]
        if not present:
            return None
        taken = self._left.pop(present[0])
        for name in present[1:]:
            if not taken.null_count():
                break
            other = self._left[name]
            # Where an earlier field stands, this one stays what it is.
            self._left[name] = pl.select(pl.when(taken.is_not_null()).then(other)).to_series()
            taken = pl.select(pl.coalesce(taken, other)).to_series()
        return taken

    def put(self, name: str, values: pl.Series) -> None:
        """Add an attribute, over one of that name where it states a value."""
        own = self._left.get(name)
        self._left[name] = values if own is None else pl.select(pl.coalesce(values, own)).to_series()

    def offer(self, name: str, values: pl.Series) -> None:
        """Add a field that the records might have stated themselves."""
        self.put(name, values)
        own = self._normal.setdefault(normal(name), [])
        if name not in own:
            own.append(name)

    def peek(self, name: str) -> pl.Series | None:
        """A field that stays an attribute."""
        own = [name for name in self._normal.get(name, (name,)) if name in self._left]
        return self._left[own[0]] if own else None

    def stated(self, name: str) -> bool:
        """Whether the records had such a field, taken by now or not."""
        return name in self._normal

    def __len__(self) -> int:
        """How many rows."""
        return self._height

    def attributes(self) -> pl.Series:
        """What is left, as a map."""
        if not self._left:
            return tags({"": pl.repeat(None, self._height, dtype=pl.String, eager=True)})
        return tags(self._left)


@dataclass(frozen=True, slots=True)
class Family:
    """How one kind of structured log names its fields.

    ``time`` and ``names`` (column or attribute -> field names, the first that a record states wins) are in
    normal form; ``levels`` are words for the levels that are written as numbers; ``defaults`` fill text columns
    that no field of a record gives.
    """

    time: tuple[str, ...] = TIME
    names: Names = field(default_factory=lambda: LOG_NAMES)
    levels: Mapping[str, str] = field(default_factory=lambda: LEVEL_WORDS)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def stamped(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series, Fields]:
        """Naive stamps, offsets, and the other fields of some records; a record without a stamp has null."""
        fields = Fields(frame)
        texts = fields.take(self.time)
        if texts is None:
            nothing = pl.repeat(None, frame.height, dtype=pl.Int64, eager=True)
            return nothing.cast(pl.Datetime("us")), nothing, fields
        if texts.str.contains(_TIME_OF_DAY).any():
            # Firewalls state the date in one field and the time of day in another.
            date = fields.take(("date",))
            if date is not None:
                dated = pl.when(date.str.contains(_DATE)).then(date + " " + texts).otherwise(texts)
                texts = pl.select(dated).to_series()
        nanos = fields.take(NANOSECONDS)
        if nanos is not None:
            texts = pl.select(pl.coalesce(texts + "." + nanos.str.pad_start(9, "0"), texts)).to_series()
        stamps, offsets = stamps_of(texts)
        return stamps, offsets, fields

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """Columns of the table but time and line."""
        columns = log_columns(fields, self)
        for column, value in self.defaults.items():
            if column not in columns:
                columns[column] = pl.repeat(value, len(fields), dtype=pl.String, eager=True)
        return {**columns, "attributes": fields.attributes()}

    def finished(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with what follows from their time."""
        return rows


GENERIC = Family()


def log_columns(fields: Fields, family: Family) -> dict[str, pl.Series]:
    """Columns of the logs table but time, line and attributes; what has no column stays in ``fields``."""
    columns: dict[str, pl.Series] = {}
    render_templates(fields)
    for column in _TEXT_COLUMNS:
        values = fields.take(family.names.get(column, ()))
        if values is not None:
            columns[column] = (
                _known(values) if column != "body" else without_colours(values).str.strip_chars_end("\r\n")
            )
    _move_durations(columns, fields)
    columns |= _severity_columns(fields, family)
    pid = fields.take(family.names.get("pid", ()))
    if pid is not None:
        columns["pid"] = pid.str.to_integer(strict=False, dtype=pl.Int64)
        fields.put("process", pl.select(pl.when(columns["pid"].is_null()).then(pid)).to_series())
    duration = _durations(fields)
    if duration is not None:
        columns["duration_s"] = duration
    for name, candidates in family.names.items():
        if name not in {*_TEXT_COLUMNS, "severity_text", "pid"}:
            values = fields.take(candidates)
            if values is not None:
                fields.put(name, values)
    # What was raised is part of what is said: text logs have it below the message, and rules look there.
    said = [values for values in (columns.get("detail"), *map(fields.peek, RAISED)) if values is not None]
    if said:
        columns["detail"] = pl.select(pl.coalesce(said)).to_series()
    return columns


def _severity_columns(fields: Fields, family: Family) -> dict[str, pl.Series]:
    """Severities in words and numbers; a level that is written as a number stays an attribute."""
    level = fields.take(family.names.get("severity_text", ()))
    if level is None:
        return {}
    numbers = level.str.contains(r"^\d+$").fill_null(value=False)
    if numbers.any():
        fields.put("level", pl.select(pl.when(numbers).then(level)).to_series())
        words = fields.take(_LEVEL_IN_WORDS)
        if words is not None:
            level = pl.select(pl.when(numbers).then(pl.coalesce(words, level)).otherwise(level)).to_series()
    text, number = severities(level, family)
    return {"severity_text": text, "severity_number": number}


def _move_durations(columns: dict[str, pl.Series], fields: Fields) -> None:
    """What Heroku's router calls service is how long the dyno took."""
    service = columns.get("service")
    took = spelled_durations(service).is_not_null() if service is not None else None
    if service is not None and took is not None and took.any():
        fields.put("service", pl.select(pl.when(took).then(service)).to_series())
        columns["service"] = pl.select(pl.when(~took).then(service)).to_series()


def severities(level: pl.Series, family: Family) -> tuple[pl.Series, pl.Series]:
    """Severities as words, and OpenTelemetry's numbers."""
    level, codes = coded(level)  # a log has few
    words = level.replace(family.levels) if level.str.contains(r"^\d").any() else level
    known = words.str.replace(r"[+-]\d+$", "") if words.str.contains(r"[+-]\d").any() else words  # Go's ERROR+2
    numbers = known.str.to_lowercase().replace_strict(LEVEL_NUMBERS, default=None, return_dtype=pl.Int8)
    return words.gather(codes), numbers.gather(codes)


def _known(values: pl.Series) -> pl.Series:
    return pl.select(pl.when(~values.is_in(_NOTHING)).then(values)).to_series()


def _durations(fields: Fields) -> pl.Series | None:
    """How long the operation took, by the first field that tells; the field stays an attribute."""
    found = []
    for name, per_second in DURATIONS.items():
        values = fields.peek(name)
        if values is not None:
            found.append(values.cast(pl.Float64, strict=False) / per_second)
    for name in SPELLED_DURATIONS:
        values = fields.peek(name)
        if values is not None:
            found.append(spelled_durations(values))
    return pl.select(pl.coalesce(found).round(9)).to_series() if found else None
