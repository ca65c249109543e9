"""What sysstat's ``iostat -o JSON`` and ``mpstat -o JSON`` print."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.measurements import Collected, Measure
from foreshock.ingest.formats.parts.report import TimeOfDay
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.formats.sysstat.iostat import stamp_of
from foreshock.ingest.formats.sysstat.iostat_columns import measure_of as iostat_measure
from foreshock.ingest.formats.sysstat.reports_json_samples import SAMPLES
from foreshock.ingest.formats.sysstat.sar_columns import measure_of as sar_measure
from foreshock.ingest.formats.sysstat.sar_dates import date_order, day_of
from foreshock.ingest.time.clock import EPOCH, Clock
from foreshock.ingest.time.zone_names import zone_named

_HOST = r'"nodename"\s*:\s*"([^"]*)"'
_DATE = r'"date"\s*:\s*"([^"]*)"'
_CLOCK_TIME = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?$")
_SECTIONS = "(?:timestamp|avg-cpu|disk|cpu-load)"
_NOT_JSON = re.compile(r'^\s*[^\s{}\[\]",0-9-]')

Stamp = tuple[int | None, int | None]


class SysstatJsonParser:
    """One file: a host, its date, and its samples."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``date_order`` (mdy, dmy) settles dates such as 07/10/2023."""
        self._clock = clock
        self._order = options.get("date_order", "")
        self._objects = JsonObjects(_SECTIONS)
        self._hosts: list[tuple[int, str]] = [(0, "")]
        self._dates: list[tuple[int, str]] = [(0, "")]
        self._days: dict[str, TimeOfDay] = {}

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a sample that is not yet complete stays back."""
        for pattern, found in ((_HOST, self._hosts), (_DATE, self._dates)):
            named = lines.filter(lines["text"].str.contains(pattern))
            found.extend(zip(named["line"], named["text"].str.extract(pattern), strict=True))
        values = Collected()
        for line, sample in self._objects.feed(lines, last=last):
            stamp, offset = self._stamp(str(sample.get("timestamp", "")), _told(self._dates, line))
            host = _told(self._hosts, line) or None
            for measure, value, labels in values_of(sample):
                values.add(measure, value, labels, stamp=stamp, offset=offset, line=line, host=host)
        account = self._objects.account
        return Parsed(values.frame(self._clock), account.records, account.attached, account.frame)

    def _stamp(self, text: str, date: str) -> Stamp:
        """When a sample was taken: its own date and time, the document's date and its time, or the file's."""
        if stamp := stamp_of(text, self._order):
            return stamp, None
        if stated := time_line(text):
            return stated.stamp, stated.offset
        day = day_of(date, self._order)
        written = self._clock.written
        if time := _CLOCK_TIME.match(text):
            days = self._days.get(date)
            if days is None:
                days = self._days[date] = TimeOfDay(self._clock, {})
                if day is not None:
                    days.begin((day.toordinal() - EPOCH.toordinal()) * 86_400_000_000)
            hour = int(time[1]) % 12 + 12 * (time[4] == "P") if time[4] else int(time[1])
            return days.stamp(hour * 3600 + int(time[2]) * 60 + int(time[3])), None
        if day is not None:
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone_named(self._clock.zone))
            if written is None or not midnight <= written < midnight + timedelta(days=1):
                return (midnight.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1), None
        return ((written - EPOCH) // timedelta(microseconds=1), 0) if written else (None, None)


def _told(entries: Sequence[tuple[int, str]], line: int) -> str:
    """What the last of the entries up to a line says."""
    return entries[bisect_right(entries, line, key=lambda entry: entry[0]) - 1][1]


def values_of(sample: Mapping[str, Any]) -> Iterator[tuple[Measure, float, Labels]]:
    """Every value of a sample: CPU and devices of iostat, CPUs of mpstat, whatever else as it is called."""
    for section, content in sample.items():
        for item in content if isinstance(content, list) else [content]:
            if isinstance(item, dict):
                yield from _item(section, item)


def _item(section: str, item: Mapping[str, Any]) -> Iterator[tuple[Measure, float, Labels]]:
    numbers = {key: value for key, value in item.items() if isinstance(value, int | float)}
    labels = tuple((_LABELS.get(key, key), str(value)) for key, value in item.items() if isinstance(value, str))
    for key, value in numbers.items():
        if section == "avg-cpu":
            yield sar_measure("CPU", f"%{key}"), value, (("cpu", "all"),)
        elif section == "cpu-load":
            yield sar_measure("CPU", f"%{key}"), value, labels
        elif section == "disk":
            yield iostat_measure(key), value, labels
        else:
            yield Measure(f"mpstat.{section}.{key}", None), value, labels
    for key, value in item.items():
        if isinstance(value, dict | list):
            yield from values_of({key: value})


_LABELS = {"disk_device": "device"}


class SysstatJson:
    """iostat and mpstat of sysstat 11.5 and later."""

    name = "sysstat-json"
    title = "sysstat iostat and mpstat (JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES
    max_line_bytes = 64 << 20
    """jq -c puts the document on one line."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on sysstat's JSON whose samples are those of iostat or mpstat."""
        text = "\n".join(lines)
        if not re.search(r'\{\s*"sysstat"\s*:\s*\{', text) or not is_iostat_or_mpstat(text):
            return None
        node, date = re.search(_HOST, text), re.search(_DATE, text)
        order = date_order([date[1]], path) if date else ""
        stamped = re.search(r'"timestamp"\s*:\s*"[^"]*\d:', text) is not None
        return Recognition(
            score=sum(not _NOT_JSON.match(line) for line in lines) / len(lines),
            reason='JSON of sysstat: {"sysstat": {"hosts": ... with samples of iostat or mpstat',
            options={"date_order": order} if order else {},
            host=node[1] if node else None,
            dated=stamped,
        )

    def open(self, options: Options, clock: Clock) -> SysstatJsonParser:
        """A parser; ``date_order`` settles dates such as 07/10/2023."""
        return SysstatJsonParser(clock, options)


def is_iostat_or_mpstat(text: str) -> bool:
    """Whether sysstat's JSON is of iostat or mpstat, whose stamps are texts; those of sadf are objects."""
    return re.search(r'"timestamp"\s*:\s*"|\{\s*"(?:avg-cpu|disk|cpu-load)"\s*:', text) is not None


FORMATS: tuple[Format, ...] = (SysstatJson(),)
