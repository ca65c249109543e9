"""What collectd hands out: value lists as JSON (write_http, write_log), and the files of its csv plugin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.collectd_names import identified
from foreshock.ingest.formats.metrics.collectd_samples import CSV_SAMPLES, JSON_SAMPLES
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.measurements import Collected
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.time.clock import YEAR_10000, Clock

_JSON = re.compile(r'\{\s*"values"\s*:\s*\[[^\]]*\]\s*,\s*"dstypes"\s*:')
_CSV_HEADER = re.compile(r"epoch(?:,\w+)+$")
_CSV_ROW = re.compile(r"\d{9,10}(?:\.\d+)?(?:,[^,]*)+$")
_CSV_PATH = re.compile(r"(?:(?P<host>[^/]+)/)?(?P<plugin>[^/]+)/(?P<type>[^/]+?)(?:-\d{4}-\d\d-\d\d)?(?:\.csv)?$")
_RECOGNISED = 0.5


class CollectdJsonParser:
    """One file of value lists."""

    def __init__(self) -> None:
        """Stamps are epoch seconds: neither zone nor year is needed."""
        self._objects = JsonObjects("values")

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; a value list that is not yet complete stays back."""
        values = Collected()
        for line, value_list in self._objects.feed(lines, last=last):
            _take(value_list, line, values)
        account = self._objects.account
        return Parsed(values.frame(Clock()), account.records, account.attached, account.frame)


def _take(value_list: Mapping[str, Any], line: int, values: Collected) -> None:
    when, numbers = value_list.get("time"), value_list.get("values")
    if not isinstance(when, int | float) or not 0 <= when < YEAR_10000 or not isinstance(numbers, list):
        return
    names = value_list.get("dsnames")
    names = names if isinstance(names, list) and len(names) == len(numbers) else ["value"] * len(numbers)
    parts = {key: str(value_list.get(key) or "") for key in ("plugin", "plugin_instance", "type", "type_instance")}
    for name, value in zip(names, numbers, strict=True):
        measure, labels = identified(parts, str(name))
        count = value if isinstance(value, int | float) else float("nan")
        host = str(value_list["host"]) if value_list.get("host") else None
        values.add(measure, count, labels, stamp=round(when * 1e6), offset=0, line=line, host=host)


class CollectdCsvParser(ReportParser):
    """One file of the csv plugin: ``HOST/PLUGIN-INSTANCE/TYPE-INSTANCE-DATE``."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``plugin``, ``plugin_instance``, ``type``, ``type_instance`` and ``host`` are of the file's path."""
        super().__init__(clock, options)
        self._parts = {key: options.get(key, "") for key in ("plugin", "plugin_instance", "type", "type_instance")}
        self.host = options.get("host") or None
        self._sources: tuple[str, ...] = ()

    def take(self, text: str, line: int) -> str:
        """Take in the header or a row."""
        if not text.strip():
            return ATTACHED
        if _CSV_HEADER.match(text):
            self._sources = tuple(text.split(",")[1:])
            return ATTACHED
        if not self._sources or not _CSV_ROW.match(text):
            return "not a row of collectd's csv plugin" if self._sources else "no header of collectd's csv plugin above"
        when, *words = text.split(",")
        if len(words) != len(self._sources):
            return f"{len(words)} values under {len(self._sources)} data sources"
        self.at(round(float(when) * 1e6), 0)
        for source, word in zip(self._sources, words, strict=True):
            measure, labels = identified(self._parts, source)
            self.put(line, labels, [(measure, number(word))])
        return RECORD


class CollectdJson:
    """Arrays of value lists, or one a line."""

    name = "collectd-json"
    title = "collectd value lists (JSON)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = JSON_SAMPLES
    max_line_bytes = 64 << 20
    """write_http sends thousands of value lists on one line."""

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on JSON objects that begin as value lists do."""
        text = "\n".join(lines)
        if not _JSON.search(text):
            return None
        known = sum(not line.strip() or line.lstrip()[0] in '{}[]",-0123456789' for line in lines)
        host = re.search(r'"host"\s*:\s*"([^"]+)"', text)
        return Recognition(known / len(lines), "value lists of collectd", zone="UTC", host=host[1] if host else None)

    def open(self, options: Options, clock: Clock) -> CollectdJsonParser:
        """A parser; there are no options."""
        return CollectdJsonParser()


class CollectdCsv:
    """Files of the csv plugin."""

    name = "collectd-csv"
    title = "collectd csv plugin"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = CSV_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the first line is the header ``epoch,...``; the path names what is measured."""
        if not lines or not _CSV_HEADER.match(lines[0]):
            return None
        rows = sum(_CSV_ROW.match(line) is not None or not line.strip() for line in lines[1:])
        score = (1 + rows) / len(lines)
        if score < _RECOGNISED:
            return None
        found = _CSV_PATH.search(path)
        options = {}
        if found:
            for key in ("plugin", "type"):
                options[key], _, options[f"{key}_instance"] = found[key].partition("-")
        if found and found["host"]:
            options["host"] = found["host"]
        return Recognition(score, "header of collectd's csv plugin", options, zone="UTC", host=options.get("host"))

    def open(self, options: Options, clock: Clock) -> CollectdCsvParser:
        """A parser; options are the parts of collectd's identifier."""
        return CollectdCsvParser(clock, options)


FORMATS: tuple[Format, ...] = (CollectdJson(), CollectdCsv())
