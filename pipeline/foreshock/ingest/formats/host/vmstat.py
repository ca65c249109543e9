"""``vmstat``: processes, memory, swap, I/O and CPU in one line a sample (-a, -t, -w too), and disks (-d)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.vmstat_samples import DISK_SAMPLES, SAMPLES
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number, steps_of
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock
from foreshock.ingest.time.zone_names import offset_of

_GROUPS = re.compile(r"\s*-*(?:procs|kthr)-* .*-(?:cpu|timestamp)-|\s*-*procs-* +-*memory")
_DISK_GROUPS = re.compile(r"disk-+ -+reads-+ -+writes-+")
_STAMP = re.compile(r"\s(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: ([A-Z+-]\w*))?\s*$")
_ZONE = re.compile(r"[A-Z]{2,5}$|[+-]\d\d(?:\d\d)?$")
_RECOGNISED = 0.5
_PAGES = 0.25  # of 4 KiB, in a KiB
_UNITS = {"k": 1000.0, "K": KIBIBYTE, "m": 1000.0**2, "M": KIBIBYTE**2, "b": 1.0}


def _cpu(state: str) -> tuple[Measure, ...]:
    return (Measure("system.cpu.utilization", "1", PERCENT, (("cpu", "all"), ("state", state))),)


def _sized(metric: str, state: str) -> tuple[Measure, ...]:
    return (Measure(metric, "By", 1.0, (("state", state),)),)


def _disk(direction: str) -> tuple[Measure, ...]:
    return (Measure("system.disk.io", "By/s", KIBIBYTE, (("device", "all"), ("direction", direction))),)


def _swap(column: str, direction: str) -> tuple[Measure, ...]:
    operations = Measure("system.paging.operations", "{operation}/s", _PAGES, (("direction", direction),))
    return Measure(f"vmstat.{column}", "By/s", KIBIBYTE), operations


def _processes(status: str) -> tuple[Measure, ...]:
    return (Measure("system.processes.count", "{process}", 1.0, (("status", status),)),)


_MEMORY = "system.memory.usage"
_MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "r": _processes("running"), "b": _processes("blocked"),
    "swpd": _sized("system.paging.usage", "used"), "free": _sized(_MEMORY, "free"),
    "buff": _sized(_MEMORY, "buffers"), "cache": _sized(_MEMORY, "cached"),
    "inact": _sized(_MEMORY, "inactive"), "active": _sized(_MEMORY, "active"),
    "si": _swap("si", "in"), "so": _swap("so", "out"), "bi": _disk("read"), "bo": _disk("write"),
    "in": (Measure("vmstat.in", "{interrupt}/s"),), "cs": (Measure("system.context_switches", "{switch}/s"),),
    "us": _cpu("user"), "sy": _cpu("system"), "id": _cpu("idle"), "wa": _cpu("iowait"), "st": _cpu("steal"),
    "gu": _cpu("guest"),
}  # fmt: skip
_MEMORY_COLUMNS = frozenset({"swpd", "free", "buff", "cache", "inact", "active"})
_DISK_COLUMNS = (
    "reads.total", "reads.merged", "reads.sectors", "reads.ms", "writes.total", "writes.merged", "writes.sectors",
    "writes.ms", "io.cur", "io.sec",
)  # fmt: skip
_DISK_HEADER = "total merged sectors ms total merged sectors ms cur sec"


def header_of(text: str) -> tuple[tuple[str, ...], str | None] | None:
    """The columns that vmstat's second header line names, and the zone of the stamps; None for another line."""
    words = text.split()
    if words[:2] != ["r", "b"]:
        return None
    columns = tuple(word for word in words if word in _MEASURES)
    rest = words[len(columns) :]
    zone = rest[0] if rest and _ZONE.match(rest[0]) else None
    return (columns, zone) if len(rest) == (zone is not None) else None


class VmstatParser(ReportParser):
    """One file of vmstat."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``unit`` is what vmstat's -S set for memory (k, K, m, M); ``interval`` the seconds between undated rows."""
        super().__init__(clock, options)
        self._unit = _UNITS.get(options.get("unit", "K"), KIBIBYTE)
        self._step = steps_of(options)
        self._rows = 0
        self._columns: tuple[str, ...] = ()
        # The abbreviation in a header follows summer time; a zone that was set stands above it.
        self._zones = options.get("zone") == clock.zone
        self._offset: int | None = None

    def take(self, text: str, line: int) -> str:
        """Take in a header or a row."""
        if not text.strip() or _GROUPS.match(text):
            return ATTACHED
        if header := header_of(text):
            self._columns = header[0]
            self._offset = offset_of(header[1]) if header[1] and self._zones else None
            return ATTACHED
        stamp = _STAMP.search(text)
        values = [number(word) for word in (text[: stamp.start()] if stamp else text).split()]
        if None in values or len(values) < 2:  # noqa: PLR2004 - one number is a time in epoch seconds
            return ATTACHED if self.dated_by(text) else "not a row of vmstat"
        return self._row(values, stamp, line)

    def _row(self, values: Sequence[float | None], stamp: re.Match[str] | None, line: int) -> str:
        if len(values) != len(self._columns):
            return f"{len(values)} values under {len(self._columns)} columns"
        if stamp:
            stated = time_line(stamp[1])
            if stated is None:
                return "a stamp that does not exist"
            own = offset_of(stamp[2]) if stamp[2] else None
            self.at(stated.stamp, self._offset if own is None else own)
        elif self._rows and self.stamp is not None:
            self.stamp += self._step
        self._rows += 1
        for column, value in zip(self._columns, values, strict=True):
            scale = self._unit if column in _MEMORY_COLUMNS else 1.0
            self.put(line, (), ((measure, (value or 0.0) * scale) for measure in _MEASURES[column]))
        return RECORD


class VmstatDiskParser(ReportParser):
    """One file of ``vmstat -d``: counters since boot."""

    def take(self, text: str, line: int) -> str:
        """Take in a header or a row."""
        if not text.strip() or _DISK_GROUPS.match(text) or text.split()[:10] == _DISK_HEADER.split():
            return ATTACHED
        if stamp := _STAMP.search(text):
            self.dated_by(stamp[0])
            text = text[: stamp.start()]
        elif self.dated_by(text):
            return ATTACHED
        device, *words = text.split() or [""]
        values = [number(word) for word in words]
        if len(values) != len(_DISK_COLUMNS) or None in values:
            return "not a row of vmstat -d"
        measures = (Measure(f"vmstat.disk.{column}", None) for column in _DISK_COLUMNS)
        self.put(line, (("device", device),), zip(measures, values, strict=True))
        return RECORD


class Vmstat:
    """vmstat of procps 3.2 to 4, with any of -a -t -w -n -S."""

    name = "vmstat"
    title = "vmstat"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when vmstat's header is among the lines."""
        headers = [header for line in lines if (header := header_of(line))]
        if not headers:
            return None
        width = len(headers[0][0])
        stamped = [line for line in lines if _STAMP.search(line)]
        rows = sum(_is_row(line, width) for line in lines)
        others = sum(not line.strip() or _GROUPS.match(line) is not None for line in lines)
        times = [stated for line in lines if not _is_row(line, width) and (stated := time_line(line))]
        score = min(1.0, (len(headers) + rows + others + len(times)) / len(lines))
        if score < _RECOGNISED:
            return None
        zone = next((header[1] for header in headers if header[1] and offset_of(header[1]) is not None), None)
        options = {"zone": zone} if zone else {}
        if not stamped and not times and PT_STALK.search(path):
            options["interval"] = "1"
        reason = f"{len(headers)} header(s) of vmstat, {rows} row(s)"
        zone = zone or next((stated.zone for stated in times if stated.zone), None)
        return Recognition(score, reason, options, zone, dated=bool(stamped or times))

    def open(self, options: Options, clock: Clock) -> VmstatParser:
        """A parser; options are ``unit``, ``interval`` (seconds between rows without stamps) and ``time``."""
        return VmstatParser(clock, options)


def _is_row(line: str, width: int) -> bool:
    words = _STAMP.sub("", line).split()
    return len(words) == width and all(word.isdecimal() for word in words)


class VmstatDisk:
    """``vmstat -d``."""

    name = "vmstat-disk"
    title = "vmstat -d"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = DISK_SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the header of -d is among the lines."""
        if not any(_DISK_GROUPS.match(line) for line in lines):
            return None
        dated = any(time_line(line) for line in lines)
        return Recognition(1.0, "header of vmstat -d", dated=dated)

    def open(self, options: Options, clock: Clock) -> VmstatDiskParser:
        """A parser; ``time`` dates what carries no stamps."""
        return VmstatDiskParser(clock, options)


PT_STALK = re.compile(r"(?:^|/)\d{4}(?:_\d\d){5}-\w+$")
FORMATS: tuple[Format, ...] = (Vmstat(), VmstatDisk())
