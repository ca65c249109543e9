"""What a format's definition says: plain frozen dataclasses that are built from YAML, and their checks.

A field is declared once: its type here is its check, ``doc`` its documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from foreshock.ingest.formats.base import Sample, Table
from foreshock.ingest.formats.defined.stamps import check_stamp_format
from foreshock.yamldoc import Written, did_you_mean, doc

# The columns that a group or a constant may fill; any other group becomes an attribute (a label of metrics).
COLUMNS: dict[Table, dict[str, type[pl.DataType]]] = {
    "logs": {
        "host": pl.String, "service": pl.String, "severity_text": pl.String, "body": pl.String, "code": pl.String,
        "pid": pl.Int64, "user": pl.String, "database": pl.String, "client": pl.String, "duration_s": pl.Float64,
        "statement": pl.String, "detail": pl.String,
    },
    "requests": {
        "host": pl.String, "service": pl.String, "client_address": pl.String, "method": pl.String,
        "path": pl.String, "query": pl.String, "protocol": pl.String, "status": pl.Int64,
        "response_bytes": pl.Int64, "duration_s": pl.Float64, "upstream_address": pl.String,
        "upstream_duration_s": pl.Float64, "upstream_status": pl.Int64, "referrer": pl.String,
        "user_agent": pl.String,
    },
    "metrics": {"host": pl.String, "metric": pl.String, "value": pl.Float64, "unit": pl.String},
}  # fmt: skip
# Groups with a meaning of their own: the stamp, its zone, the seconds since boot, syslog's PRI, the seconds since
# the record above, and parts of a second that stand apart from the stamp.
TIME, ZONE, UPTIME, PRIORITY, SINCE_LAST = "time", "zone", "uptime_s", "priority", "since_last_s"
ONLY_INSIDE = "_"  # what a field begins with that patterns are searched in and that no row keeps
PARTS: dict[str, int] = {"milliseconds": 1_000, "microseconds": 1}  # in microseconds
DURATIONS: dict[str, float] = {"duration_ms": 1e-3, "duration_us": 1e-6}  # fill duration_s, in seconds
# What the rows of a sample may state beside columns and groups.
_STATED = ("time", "started_at", "line", "severity_number")
_INTEGERS = ("line", "severity_number")
_GROUP = re.compile(r"\(\?P?<(\w+)>")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def _checked_pattern(text: str) -> str:
    """The same text; ValueError when it is no regular expression that takes linear time."""
    try:
        pc.match_substring_regex(pa.array([""]), text)
    except pa.ArrowInvalid as error:
        raise ValueError(str(error).strip().partition("\n")[0]) from None
    return text


Pattern = Annotated[str, Written(_checked_pattern, "a regular expression", explains=True)]
StampFormat = Annotated[str, Written(check_stamp_format, "a format of stamps", explains=True)]


@dataclass(frozen=True, slots=True)
class DefinedSample:
    """Lines that a named version of the real program prints, with what they must parse to."""

    program: str = doc("the program and its version")
    text: str = doc("its lines")
    rows: tuple[Mapping[str, str], ...] = doc("one mapping an expected row; an attribute by its own name")
    year: int = doc("the year of the first stamp, where the lines write none", default=2023)
    options: Mapping[str, str] = doc("options that the format is opened with", default_factory=dict)

    where: str = ""

    def typed(self, table: Table) -> Sample:
        """The sample as every format declares it; what rows say of attributes is for ``formats test``."""
        rows = (
            {key: value for key, value in typed_row(row, table).items() if key in stated(table)} for row in self.rows
        )
        return Sample(self.program, self.text, tuple(rows), self.options, self.year)


def stated(table: Table) -> tuple[str, ...]:
    """What the rows of a sample may state beside attributes."""
    return (*COLUMNS[table], *_STATED)


def typed_row(row: Mapping[str, str], table: Table) -> dict[str, object]:
    """An expected row with numbers where the column holds numbers."""
    typed: dict[str, object] = {}
    for name, text in row.items():
        dtype = COLUMNS[table].get(name)
        if name in _INTEGERS or dtype == pl.Int64:
            typed[name] = int(text)
        else:
            typed[name] = float(text) if dtype == pl.Float64 else text
    return typed


@dataclass(frozen=True, slots=True)
class Definition:
    """A format as data: how its lines look, which part of them is what, and samples that prove it."""

    name: str = doc("the name that --format takes")
    title: str = doc("what a person calls it")
    lines: tuple[Pattern, ...] = doc("patterns of the first line of a record, tried in order; groups are fields")
    samples: tuple[DefinedSample, ...] = doc("lines of the real program and what they must parse to")
    table: Table = doc("the table that the rows go to", default="logs")
    time: tuple[StampFormat, ...] = doc("how the group time is written, tried in order", default=("iso",))
    time_is: Literal["end", "start"] = doc("what the stamp of a request tells", default="end")
    starts: Pattern | None = doc("a cheaper pattern that tells the first line of a record", default=None)
    continued: Pattern | None = doc("which other lines belong to the record above; left out, none", default=None)
    continued_as: str = doc("the field that those lines are added to", default="body")
    headers: tuple[Pattern, ...] = doc("lines that say nothing: banners, column heads", default=())
    inside: Mapping[str, tuple[Pattern, ...]] = doc(
        "patterns searched in a field, for more, and for what remains of it", default_factory=dict
    )
    values: Mapping[str, Mapping[str, str]] = doc("texts of a field and what they mean", default_factory=dict)
    severity: Mapping[str, str] = doc("severities as written and the usual word for each", default_factory=dict)
    constants: Mapping[str, str] = doc("fields of rows in which no pattern finds them", default_factory=dict)
    scale: Mapping[str, float] = doc("numbers of a field are multiplied by this", default_factory=dict)
    escaped: tuple[str, ...] = doc(r"fields in which \xNN stands for a byte", default=())
    nothing: tuple[str, ...] = doc("texts of a field that mean that there is no value", default=("", "-"))
    boot: tuple[Pattern, ...] = doc("lines that tell the clock: groups epoch and uptime_s", default=())
    confidence: float = doc("what its claims count, 0 to 1; less than 1 where many logs look so", default=1.0)
    untimed: bool = doc(
        "lines may state no time, where the program was told not to; such a record has none", default=False
    )
    zone_line: Pattern | None = doc("a line that tells the zone of all stamps: group zone", default=None)
    year_line: Pattern | None = doc("a line that tells the year of stamps without: group year", default=None)
    where: str = ""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself; ValueError says what would be valid."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"the name {self.name!r} is not of the form small-words-with-dashes")
        groups = self.groups
        if not {TIME, UPTIME} & set(groups):
            raise ValueError("no pattern of 'lines' has a group named 'time', as in (?P<time>\\d+)")
        known = [*groups, *COLUMNS[self.table]]
        for key in ("inside", "values", "scale", "escaped"):
            _refuse_unknown(key, getattr(self, key), known)
        _refuse_unknown("severity_text of severity", ["severity_text"] if self.severity else [], known)
        if self.table == "metrics":
            for needed in ("metric", "value"):
                if needed not in groups and needed not in self.constants:
                    raise ValueError(f"a row of metrics needs {needed!r}, as a group or a constant")
        for sample in self.samples:
            for row in sample.rows:
                _refuse_unknown("rows of a sample", row, [*known, *_STATED, *self.constants, *_added(groups)])

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of all fields that the patterns give, in order."""
        found = [*self.lines, *(pattern for patterns in self.inside.values() for pattern in patterns)]
        names = [name for pattern in found for name in group_names(pattern)]
        return tuple(dict.fromkeys([*names, *([self.continued_as] if self.continued else [])]))

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every regular expression of the definition."""
        inside = (pattern for patterns in self.inside.values() for pattern in patterns)
        single = (pattern for pattern in (self.starts, self.continued, self.zone_line, self.year_line) if pattern)
        return (*self.lines, *self.headers, *self.boot, *inside, *single)


@dataclass(frozen=True, slots=True)
class Family:
    """One file of definitions."""

    formats: tuple[Definition, ...] = doc("the formats of one family")


def group_names(pattern: str) -> list[str]:
    """The names of a pattern's groups, in order."""
    return _GROUP.findall(pattern)


def _added(groups: Iterable[str]) -> list[str]:
    return ["facility", "severity"] if PRIORITY in groups else []


def _refuse_unknown(key: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{key}: no field {name!r}{did_you_mean(name, known)}")
