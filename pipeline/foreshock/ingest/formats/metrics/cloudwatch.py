"""Answers of Amazon CloudWatch, as JSON: ``get-metric-data`` and ``get-metric-statistics``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.cloudwatch_samples import SAMPLES
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.measurements import PERCENT, Collected, Measure
from foreshock.ingest.time.clock import EPOCH, Clock

_DATA = re.compile(r'"MetricDataResults"\s*:')
_STATISTICS = re.compile(r'"Datapoints"\s*:')
_LABEL = r'"Label"\s*:\s*"([^"]*)"'
_STATISTIC_NAMES = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
_UNITS: Mapping[str, tuple[str, float]] = {
    "Percent": ("1", PERCENT), "Bytes": ("By", 1.0), "Kilobytes": ("By", 1024.0), "Megabytes": ("By", 1024.0**2),
    "Gigabytes": ("By", 1024.0**3), "Seconds": ("s", 1.0), "Milliseconds": ("s", 0.001),
    "Microseconds": ("s", 1e-6), "Bytes/Second": ("By/s", 1.0), "Count/Second": ("/s", 1.0), "Count": ("1", 1.0),
}  # fmt: skip
_MEASURES: Mapping[str, Measure] = {
    "FreeStorageSpace": Measure("system.filesystem.usage", "By", 1.0, (("state", "free"),)),
    "FreeableMemory": Measure("system.memory.usage", "By", 1.0, (("state", "available"),)),
    "DiskQueueDepth": Measure("system.disk.pending_operations", "{operation}"),
}


class CloudWatchParser:
    """One file of answers."""

    def __init__(self) -> None:
        """Stamps carry their offset: neither zone nor year is needed."""
        self._objects = JsonObjects("(?:Id|Timestamp)")
        self._labels: list[tuple[int, str]] = [(0, "")]  # from which line on which metric is told of

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a series that is not yet complete stays back."""
        named = lines.filter(lines["text"].str.contains(_LABEL))
        self._labels += zip(named["line"], named["text"].str.extract(_LABEL), strict=True)
        values = Collected()
        for line, found in self._objects.feed(lines, last=last):
            if "Timestamp" in found:
                label = self._labels[bisect_right(self._labels, line, key=lambda entry: entry[0]) - 1][1]
                _datapoint(found, label, line, values)
            else:
                _series(found, line, values)
        account = self._objects.account
        return Parsed(values.frame(Clock()), account.records, account.attached, account.frame)


def _series(found: Mapping[str, Any], line: int, values: Collected) -> None:
    """One result of get-metric-data."""
    label = str(found.get("Label") or found.get("Id"))
    stamps, numbers = found.get("Timestamps"), found.get("Values")
    if isinstance(stamps, list) and isinstance(numbers, list):
        for stamp, value in zip(stamps, numbers, strict=False):
            measure, labels = _MEASURES.get(label) or Measure(label, None), (("id", str(found["Id"])),)
            if (micros := _micros(stamp)) is not None and isinstance(value, int | float):
                values.add(measure, value, labels, stamp=micros, offset=0, line=line, host=None)


def _datapoint(found: Mapping[str, Any], label: str, line: int, values: Collected) -> None:
    """One data point of get-metric-statistics, with as many statistics as were asked for."""
    unit, scale = _UNITS.get(str(found.get("Unit")), (None, 1.0))
    measure = _MEASURES.get(label) or Measure(label or "value", unit, scale)
    micros = _micros(found["Timestamp"])
    for statistic in _STATISTIC_NAMES if micros is not None else ():
        value = found.get(statistic)
        if isinstance(value, int | float):
            labels = (("statistic", statistic.lower()),)
            values.add(measure, value, labels, stamp=micros, offset=0, line=line, host=None)


def _micros(stamp: object) -> int | None:
    """Microseconds since 1970 of ``2023-07-11T01:00:00+00:00`` or epoch seconds."""
    if isinstance(stamp, int | float):
        return round(stamp * 1e6) if 0 <= stamp < 253_402_300_800 else None  # noqa: PLR2004 - the year 10000
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


class CloudWatch:
    """What ``aws cloudwatch`` prints."""

    name = "cloudwatch-json"
    title = "Amazon CloudWatch metrics (get-metric-data, get-metric-statistics)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES
    max_line_bytes = 64 << 20
    """``--output json | jq -c`` puts an answer on one line."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON with CloudWatch's keys."""
        text = "\n".join(lines)
        data = _DATA.search(text)
        if not data and not (_STATISTICS.search(text) and re.search(_LABEL, text)):
            return None
        known = sum(not line.strip() or line.lstrip()[0] in '{}[]",-0123456789' for line in lines)
        kind = "get-metric-data" if data else "get-metric-statistics"
        return Recognition(known / len(lines), f"JSON as {kind} answers", zone="UTC")

    def open(self, options: Options, clock: Clock) -> CloudWatchParser:
        """A parser; there are no options."""
        return CloudWatchParser()


FORMATS: tuple[Format, ...] = (CloudWatch(),)
