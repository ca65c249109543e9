"""What sysstat's ``sadf`` exports: ``sadf -d`` (semicolons) and ``sadf -j`` (JSON), with sar's measures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.measurements import NO_ROWS, Collected, Measure
from foreshock.ingest.formats.parts.report import number as printed_number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.reports_json import is_iostat_or_mpstat
from foreshock.ingest.formats.sysstat.sadf_names import json_values
from foreshock.ingest.formats.sysstat.sadf_samples import CSV_SAMPLES, JSON_SAMPLES
from foreshock.ingest.formats.sysstat.sar_columns import CODES, ENTITIES, RESTART, WORDS, measure_of
from foreshock.ingest.formats.sysstat.sar_tables import entity_labels
from foreshock.ingest.lines.rejects import EMPTY_REJECTS
from foreshock.ingest.time.clock import Clock

_HEADER = "# hostname;interval;timestamp;"
_REPEATED = "[...]"  # behind columns that a row has many times
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: ([A-Z]{1,5}|[+-]\d\d))?$|(\d{9,11})$")
_ROW = re.compile(r"[^;]*;-?\d+;(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: \S+)?|\d{9,11});")
_FIXED_COLUMNS = 3  # host, interval, stamp
RESTART_ROW = re.compile(r"LINUX-RESTART(?:\s+\((\d+) CPU\))?")
_NODE_NAME = r'"nodename"\s*:\s*"([^"]*)"'
# sadf prints the zone's standard abbreviation in summer too, so it names the zone, not the offset.
ZONES = {
    "EST": "America/New_York", "CST": "America/Chicago", "MST": "America/Denver", "PST": "America/Los_Angeles",
    "GMT": "Europe/London", "WET": "Europe/Lisbon", "CET": "Europe/Paris", "EET": "Europe/Athens",
}  # fmt: skip


@lru_cache(maxsize=4096)
def stamp_of(text: str) -> tuple[int, int | None] | None:
    """Microseconds since 1970 and the offset: 0 for UTC and epoch seconds, None for the file's zone."""
    match = _STAMP.match(text)
    if match is None:
        return None
    if match[3]:
        return int(match[3]) * 1_000_000, 0
    try:
        moment = datetime.fromisoformat(f"{match[1]}+00:00")
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000, 0 if match[2] == "UTC" else None


@dataclass(slots=True)
class _CsvTable:
    """One section: its columns, its values, and its own clock, as each section tells the whole day again."""

    columns: tuple[str, ...]
    clock: Clock
    values: Collected = field(default_factory=Collected)

    @property
    def entity(self) -> str:
        return self.columns[0] if self.columns and self.columns[0] in ENTITIES else ""

    def measures(self, count: int) -> list[Measure | None]:
        """What the ``count`` values of a row measure; the columns ``CPU*`` of INTR are all and the CPUs."""
        if self.entity == "INTR":
            names = ("all" if count > _FIXED_COLUMNS - 1 else "intr/s", *(str(cpu) for cpu in range(count - 2)))
            return [None, *(measure_of("INTR", name) for name in names)]
        return [
            None if (at == 0 and self.entity) or column in WORDS else measure_of(self.entity, column)
            for at, column in enumerate(self.columns)
        ]


class SadfCsvParser:
    """One file of ``sadf -d``."""

    def __init__(self, clock: Clock) -> None:
        """The clock's zone is for stamps that are neither UTC nor epoch seconds."""
        self._zone = clock.zone
        self._columns: tuple[str, ...] | None = None
        self._beside = False
        self._clocks: dict[tuple[str, ...], Clock] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; nothing is kept back."""
        tables: dict[tuple[str, ...], _CsvTable] = {}
        rejects: list[tuple[int, int, str, str]] = []
        attached = 0
        for number, offset, text in lines.iter_rows():
            if text.startswith(_HEADER):
                self._columns = tuple(text[len(_HEADER) :].removesuffix(_REPEATED).split(";"))
                self._beside = any(column.endswith(_REPEATED) for column in self._columns)
                attached += 1
            elif not text.strip() or ";COM " in text:
                attached += 1
            elif reason := self._row(text, number, tables):
                rejects.append((number, offset, reason, text))
        frames = [table.values.frame(table.clock) for table in tables.values()]
        return Parsed(
            rows=pl.concat(frames).sort("line", maintain_order=True) if frames else NO_ROWS,
            records=lines.height - attached - len(rejects),
            attached=attached,
            rejects=pl.DataFrame(rejects, schema=EMPTY_REJECTS.schema, orient="row"),
        )

    def _zone_of(self, stamp: str) -> str:
        """The zone for the stamps: a row that says EST is not of a file in UTC, whatever was set for the archive."""
        return ZONES.get(stamp[-4:].strip(), self._zone) if self._zone == "UTC" else self._zone

    def _row(self, text: str, line: int, tables: dict[tuple[str, ...], _CsvTable]) -> str:
        """Take in a row; the reason when it cannot be."""
        host, *rest = text.split(";")
        stamp = stamp_of(rest[1]) if len(rest) >= _FIXED_COLUMNS else None
        if stamp is None:
            return "not a row of sadf"
        values = rest[_FIXED_COLUMNS - 1 :]
        restart = RESTART_ROW.match(values[0])
        columns = () if restart else self._columns
        if columns is None:
            return "no header of sadf above"
        if self._beside and not restart:
            return "tables of many columns side by side: have sadf write them without -h"
        if not restart and columns[0] != "INTR" and len(values) < len(columns):
            return f"{len(values)} values under {len(columns)} columns"
        table = tables.get(columns)
        if table is None:
            clock = self._clocks.setdefault(columns, Clock(zone=self._zone_of(rest[1])))
            table = tables[columns] = _CsvTable(columns, clock)
        entity: Labels = ()
        measures = [RESTART] if restart else table.measures(len(values))
        if restart:
            values, entity = ["1"], (("cpus", restart[1]),) if restart[1] else ()
        # One row a CPU or device; with -h all of them stand in one.
        width = len(values) if restart or table.entity in {"", "INTR"} else len(columns)
        for at in range(0, len(values) - width + 1, width):
            of = _entity_of(table.entity, values[at]) if table.entity and not restart else entity
            codes = ((code, values[at + columns.index(code)]) for code in CODES if code in columns)
            of = (*of, *codes)
            for measure, value in zip(measures, values[at : at + width], strict=False):
                amount = printed_number(value)
                if measure is not None and amount is not None:
                    table.values.add(measure, amount, of, stamp=stamp[0], offset=stamp[1], line=line, host=host or None)
        return ""


def _entity_of(entity: str, name: str) -> Labels:
    """The labels of a CPU or device; -1 stands for all of them."""
    everything = "sum" if entity == "INTR" else "all"
    return entity_labels(entity, everything if name == "-1" else name)


class SadfJsonParser:
    """One file of ``sadf -j``."""

    def __init__(self, clock: Clock) -> None:
        """The clock's zone is for stamps that are not UTC (``sadf -t``)."""
        self._clock = clock
        self._objects = JsonObjects("(?:timestamp|boot)")
        self._nodes: list[tuple[int, str]] = [(0, "")]  # from which line on which host is told of

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a sample that is not yet complete stays back."""
        named = lines.filter(lines["text"].str.contains(_NODE_NAME))
        self._nodes += zip(named["line"], named["text"].str.extract(_NODE_NAME), strict=True)
        values = Collected()
        for line, sample in self._objects.feed(lines, last=last):
            host = self._nodes[bisect_right(self._nodes, line, key=lambda node: node[0]) - 1][1]
            take_sample(sample, line, host or None, values)
        account = self._objects.account
        return Parsed(values.frame(self._clock), account.records, account.attached, account.frame)


def take_sample(sample: Mapping[str, Any], line: int, host: str | None, values: Collected) -> None:
    """The values of one sample, or one restart."""
    when = sample.get("timestamp") or sample.get("boot")
    if not isinstance(when, dict):
        return
    stamp = stamp_of(f"{when.get('date')} {when.get('time')}")
    if stamp is None:
        return
    offset = 0 if when.get("utc") == 1 or when.get("tz") == "UTC" else None
    if "boot" in sample:
        cpus = when.get("cpu_count")
        values.add(
            RESTART, 1.0, (("cpus", str(cpus)),) if cpus else (), stamp=stamp[0], offset=offset, line=line, host=host
        )
    for measure, number, labels in json_values(sample):
        values.add(measure, number, labels, stamp=stamp[0], offset=offset, line=line, host=host)


class SadfCsv:
    """``sadf -d``, with UTC, local (-t) or epoch (-U) stamps."""

    name = "sadf-csv"
    title = "sysstat sadf -d (semicolons)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = CSV_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a header of sadf is among the lines."""
        headers = sum(line.startswith(_HEADER) for line in lines)
        rows = [line for line in lines if _ROW.match(line)]
        if not headers:
            return None
        stamps = [match for row in rows if (match := _STAMP.match(row.split(";", 3)[2]))]
        written = next((match[2] for match in stamps if match[2]), "UTC" if any(match[3] for match in stamps) else None)
        return Recognition(
            score=(headers + len(rows)) / len(lines),
            reason=f"{headers} header(s) of sadf -d",
            zone=ZONES.get(written, written) if written else None,
            host=next((row.split(";", 1)[0] for row in rows), None),
        )

    def open(self, options: Options, clock: Clock) -> SadfCsvParser:
        """A parser; there are no options."""
        return SadfCsvParser(clock)


class SadfJson:
    """``sadf -j``."""

    name = "sadf-json"
    title = "sysstat sadf -j (JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = JSON_SAMPLES
    max_line_bytes = 256 << 20
    """jq -c puts the document on one line."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON that begins as sysstat's."""
        text = "\n".join(lines)
        if not re.search(r'\{\s*"sysstat"\s*:\s*\{', text) or '"hosts"' not in text or is_iostat_or_mpstat(text):
            return None
        node = re.search(_NODE_NAME, text)
        utc = re.search(r'"utc"\s*:\s*1|"tz"\s*:\s*"UTC"', text)
        zone = re.search(r'"timezone"\s*:\s*"([^"]+)"', text)
        local = ZONES.get(zone[1], zone[1]) if zone else None
        return Recognition(
            score=sum(not line.strip() or line.lstrip()[0] in '{}[]",' for line in lines) / len(lines),
            reason='JSON of sysstat: {"sysstat": {"hosts": ...',
            zone="UTC" if utc else local,
            host=node[1] if node else None,
        )

    def open(self, options: Options, clock: Clock) -> SadfJsonParser:
        """A parser; there are no options."""
        return SadfJsonParser(clock)


FORMATS: tuple[Format, ...] = (SadfCsv(), SadfJson())
