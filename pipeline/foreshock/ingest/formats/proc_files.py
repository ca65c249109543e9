"""The files of /proc that are read: the shape of their lines, and what these state.

Source: the kernel's Documentation/admin-guide/iostats.rst and Documentation/filesystems/proc.rst. A counter
since boot keeps its own name, ``proc.<file>.<counter>``; its rate between two snapshots has the convention's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from foreshock.ingest.formats.measurements import KIBIBYTE, MILLISECOND, SECTOR, Measure
from foreshock.ingest.formats.prometheus_names import measure_of
from foreshock.ingest.formats.tags import Labels

_DISK = (
    "reads_completed", "reads_merged", "sectors_read", "read_time_ms", "writes_completed", "writes_merged",
    "sectors_written", "write_time_ms", "io_in_progress", "io_time_ms", "weighted_io_time_ms",
    "discards_completed", "discards_merged", "sectors_discarded", "discard_time_ms", "flushes_completed",
    "flush_time_ms",
)  # fmt: skip
_NET = ("bytes", "packets", "errs", "drop", "fifo", "frame", "compressed", "multicast",
        "bytes", "packets", "errs", "drop", "fifo", "colls", "carrier", "compressed")  # fmt: skip
_RECEIVED = 8
_CPU = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice")
_COUNTED = 8  # guest time is part of user time
_TICKS = 0.01  # USER_HZ is 100 on every architecture that Linux runs servers on


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line states: values as they are, and the counters (in the rate's unit, times seconds)."""

    labels: Labels
    values: list[tuple[Measure, float | None]]
    counters: list[tuple[Measure, float]]


@dataclass(frozen=True, slots=True)
class ProcFile:
    """A file: its name, what tells it from other files, the shape of its lines, and how to read one."""

    name: str
    mark: re.Pattern[str]
    line: re.Pattern[str]
    read: Callable[[re.Match[str]], Reading]


def _directed(metric: str, unit: str, scale: float, direction: str) -> Measure:
    return Measure(metric, unit, scale, (("direction", direction),))


_DISK_RATES: Mapping[str, Measure] = {
    "reads_completed": _directed("system.disk.operations", "{operation}/s", 1.0, "read"),
    "writes_completed": _directed("system.disk.operations", "{operation}/s", 1.0, "write"),
    "sectors_read": _directed("system.disk.io", "By/s", SECTOR, "read"),
    "sectors_written": _directed("system.disk.io", "By/s", SECTOR, "write"),
    "sectors_discarded": _directed("system.disk.io", "By/s", SECTOR, "discard"),
    "io_time_ms": Measure("system.disk.io_time", "1", MILLISECOND),
    "weighted_io_time_ms": Measure("system.disk.pending_operations", "{operation}", MILLISECOND),
}
_NET_RATES = {
    "bytes": ("system.network.io", "By/s"), "packets": ("system.network.packets", "{packet}/s"),
    "errs": ("system.network.errors", "{error}/s"), "drop": ("system.network.dropped", "{packet}/s"),
}  # fmt: skip
_VMSTAT_RATES: Mapping[str, Measure] = {
    "pswpin": _directed("system.paging.operations", "{operation}/s", 1.0, "in"),
    "pswpout": _directed("system.paging.operations", "{operation}/s", 1.0, "out"),
    "pgmajfault": Measure("system.paging.faults", "{fault}/s", 1.0, (("type", "major"),)),
}
_STAT_RATES = {
    "ctxt": Measure("system.context_switches", "{switch}/s"),
    "processes": Measure("system.processes.created", "{process}/s"),
}
_STAT_VALUES = {
    "procs_running": Measure("system.processes.count", "{process}", 1.0, (("status", "running"),)),
    "procs_blocked": Measure("system.processes.count", "{process}", 1.0, (("status", "blocked"),)),
}


def _diskstats(match: re.Match[str]) -> Reading:
    counts = dict(zip(_DISK, map(float, match["counts"].split()), strict=False))
    return Reading(
        (("device", match["device"]),),
        [(Measure(f"proc.diskstats.{name}", None), count) for name, count in counts.items()],
        [(measure, counts[name]) for name, measure in _DISK_RATES.items() if name in counts],
    )


def _meminfo(match: re.Match[str]) -> Reading:
    key = match["key"]
    known = measure_of(f"node_memory_{key}_bytes")
    measure = Measure(f"proc.meminfo.{key}", "By" if match["unit"] else None) if known.unit is None else known
    return Reading((), [(measure, float(match["value"]) * (KIBIBYTE if match["unit"] else 1.0))], [])


def _loadavg(match: re.Match[str]) -> Reading:
    values: list[tuple[Measure, float | None]] = [
        (Measure(f"system.cpu.load_average.{window}", "1"), float(match[window_name]))
        for window, window_name in (("1m", "one"), ("5m", "five"), ("15m", "fifteen"))
    ]
    values += [
        (Measure("system.processes.count", "{process}", 1.0, (("status", status),)), float(match[status]))
        for status in ("running", "total")
    ]
    return Reading((), values, [])


def _stat(match: re.Match[str]) -> Reading:
    key, counts = match["key"], [float(count) for count in match["counts"].split()]
    if key.startswith("cpu"):
        labels: Labels = (("cpu", key[3:] or "all"),)
        states = list(zip(_CPU, counts, strict=False))
        seconds: list[tuple[Measure, float | None]] = [
            (Measure("proc.stat.cpu_seconds", "s", _TICKS, (("state", state),)), count) for state, count in states
        ]
        shares = [
            (Measure("system.cpu.utilization", "1", 1.0, (("state", state),)), count)
            for state, count in states[:_COUNTED]
        ]
        return Reading(labels, seconds, shares)
    if key in _STAT_VALUES:
        return Reading((), [(_STAT_VALUES[key], counts[0])], [])
    rate = _STAT_RATES.get(key)
    # The first number of intr and softirq is the sum of the others.
    return Reading((), [(Measure(f"proc.stat.{key}", None), counts[0])], [(rate, counts[0])] if rate else [])


def _vmstat(match: re.Match[str]) -> Reading:
    key, value = match["key"], float(match["value"])
    rate = _VMSTAT_RATES.get(key)
    return Reading((), [(Measure(f"proc.vmstat.{key}", None), value)], [(rate, value)] if rate else [])


def _net_dev(match: re.Match[str]) -> Reading:
    values: list[tuple[Measure, float | None]] = []
    counters = []
    for at, (name, count) in enumerate(zip(_NET, map(float, match["counts"].split()), strict=False)):
        direction = (("direction", "receive" if at < _RECEIVED else "transmit"),)
        values.append((Measure(f"proc.net_dev.{name}", None, 1.0, direction), count))
        if name in _NET_RATES:
            metric, unit = _NET_RATES[name]
            counters.append((Measure(metric, unit, 1.0, direction), count))
    return Reading((("device", match["device"]),), values, counters)


_DISKSTATS_LINE = r" *\d+ +\d+ (?P<device>\S+) (?P<counts>\d+(?: \d+){10,20}) *$"
_STAT_LINE = (
    r"(?P<key>cpu\d*|intr|ctxt|btime|processes|procs_running|procs_blocked|softirq) +(?P<counts>\d+(?: \d+)*) *$"
)
_LOADAVG_LINE = r"(?P<one>\d+\.\d\d) (?P<five>\d+\.\d\d) (?P<fifteen>\d+\.\d\d) (?P<running>\d+)/(?P<total>\d+) \d+ *$"
FILES = (
    ProcFile("diskstats", re.compile(rf"^{_DISKSTATS_LINE}", re.MULTILINE), re.compile(_DISKSTATS_LINE), _diskstats),
    ProcFile(
        "meminfo",
        re.compile(r"^MemTotal: +\d+ kB$", re.MULTILINE),
        re.compile(r"(?P<key>[A-Z]\w*(?:\(\w+\))?): +(?P<value>\d+)(?P<unit> kB)? *$"),
        _meminfo,
    ),
    ProcFile("loadavg", re.compile(rf"^{_LOADAVG_LINE}", re.MULTILINE), re.compile(_LOADAVG_LINE), _loadavg),
    ProcFile("stat", re.compile(r"^cpu  ?\d+ \d+ \d+ \d+", re.MULTILINE), re.compile(_STAT_LINE), _stat),
    ProcFile(
        "net/dev",
        re.compile(r"^Inter-\| +Receive", re.MULTILINE),
        re.compile(r" *(?P<device>[^\s:]+): *(?P<counts>\d+(?: +\d+){15}) *$"),
        _net_dev,
    ),
    ProcFile(
        "vmstat",
        re.compile(r"^(?:nr_free_pages|pgmajfault|pswpin) \d+$", re.MULTILINE),
        re.compile(r"(?P<key>[a-z]\w+) (?P<value>\d+) *$"),
        _vmstat,
    ),
)
