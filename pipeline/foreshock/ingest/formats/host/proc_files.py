"""The files of /proc that are read: the shape of their lines, and what these state.

Source: the kernel's Documentation/admin-guide/iostats.rst and Documentation/filesystems/proc.rst. A counter
since boot keeps its own name, ``proc.<file>.<counter>``; its rate between two snapshots has the convention's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from foreshock.ingest.formats.metrics.prometheus_names import measure_of
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, MILLISECOND, PERCENT, SECTOR, Measure
from foreshock.ingest.formats.parts.tags import Labels

_DISK = (
    "reads_completed", "reads_merged", "sectors_read", "read_time_ms", "writes_completed", "writes_merged",
    "sectors_written", "write_time_ms", "io_in_progress", "io_time_ms", "weighted_io_time_ms",
    "discards_completed", "discards_merged", "sectors_discarded", "discard_time_ms", "flushes_completed",
    "flush_time_ms",
)  # fmt: skip
_OLD_PARTITION = ("reads_completed", "sectors_read", "writes_completed", "sectors_written")  # before Linux 2.6.25
_NET = ("bytes", "packets", "errs", "drop", "fifo", "frame", "compressed", "multicast",
        "bytes", "packets", "errs", "drop", "fifo", "colls", "carrier", "compressed")  # fmt: skip
_RECEIVED = 8
_CPU = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice")
_COUNTED = 8  # guest time is part of user time
MICROSECOND = 1e-6
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


_SIZES = {"K": KIBIBYTE, "k": 1000.0, "M": KIBIBYTE**2, "m": 1000.0**2}
_SUMMARY: Mapping[str, Measure] = {
    "total memory": Measure("system.memory.limit", "By"),
    **{
        f"{name} memory": Measure("system.memory.usage", "By", 1.0, (("state", state),))
        for name, state in (("used", "used"), ("active", "active"), ("inactive", "inactive"), ("free", "free"),
                            ("buffer", "buffers"))
    },
    "swap cache": Measure("system.memory.usage", "By", 1.0, (("state", "cached"),)),
    "total swap": Measure("system.paging.limit", "By"),
    "used swap": Measure("system.paging.usage", "By", 1.0, (("state", "used"),)),
    "free swap": Measure("system.paging.usage", "By", 1.0, (("state", "free"),)),
}  # fmt: skip


def _diskstats(match: re.Match[str]) -> Reading:
    columns = match["counts"].split()
    names = _OLD_PARTITION if len(columns) == len(_OLD_PARTITION) else _DISK
    counts = dict(zip(names, map(float, columns), strict=False))
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
    return Reading((), [*values, (Measure("proc.loadavg.last_pid", None), float(match["last"]))], [])


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


def interface_counter(name: str, direction: str) -> tuple[Measure, Measure | None]:
    """A counter of /proc/net/dev since boot, and its rate between two snapshots where the convention has one."""
    counter = Measure(f"proc.net_dev.{name}", None, 1.0, (("direction", direction),))
    if name not in _NET_RATES:
        return counter, None
    metric, unit = _NET_RATES[name]
    return counter, _directed(metric, unit, 1.0, direction)


def _net_dev(match: re.Match[str]) -> Reading:
    values: list[tuple[Measure, float | None]] = []
    counters = []
    for at, (name, count) in enumerate(zip(_NET, map(float, match["counts"].split()), strict=False)):
        counter, rate = interface_counter(name, "receive" if at < _RECEIVED else "transmit")
        values.append((counter, count))
        counters += [(rate, count)] if rate else []
    return Reading((("device", match["device"]),), values, counters)


def _pressure(match: re.Match[str]) -> Reading:
    """Shares of time in which some or all tasks waited; which resource they waited for is the name of the file."""
    labels: Labels = (("scope", match["scope"]),)
    shares: list[tuple[Measure, float | None]] = [
        (Measure(f"proc.pressure.{window}", "1", PERCENT), float(match[window]))
        for window in ("avg10", "avg60", "avg300")
    ]
    stalled = Measure("proc.pressure.total", "s", MICROSECOND)
    return Reading(labels, [*shares, (stalled, float(match["total"]))], [])


def _sockstat(match: re.Match[str]) -> Reading:
    words = match["counts"].split()
    pairs = zip(words[::2], words[1::2], strict=True)
    labels: Labels = (("protocol", match["protocol"]),)
    return Reading(labels, [(Measure(f"proc.sockstat.{name}", None), float(count)) for name, count in pairs], [])


def _uptime(match: re.Match[str]) -> Reading:
    values: list[tuple[Measure, float | None]] = [
        (Measure("system.uptime", "s"), float(match["up"])), (Measure("proc.uptime.idle", "s"), float(match["idle"])),
    ]  # fmt: skip
    return Reading((), values, [])


def _summary(match: re.Match[str]) -> Reading:
    """Of ``vmstat -s`` and ``-D``: a number and what it counts."""
    key, unit = re.sub(r"\W+", "_", match["key"].strip()), (match["unit"] or "").strip()
    known = _SUMMARY.get(match["key"].strip())
    if known is not None:
        return Reading((), [(known, float(match["value"]) * _SIZES.get(unit, 1.0))], [])
    measure = Measure(f"vmstat.{key}", "By", _SIZES[unit]) if unit else Measure(f"vmstat.{key}", None)
    return Reading((), [(measure, float(match["value"]))], [])


def _pid_io(match: re.Match[str]) -> Reading:
    unit = None if match["key"].startswith("sysc") else "By"
    return Reading((), [(Measure(f"proc.pid.io.{match['key']}", unit), float(match["value"]))], [])


_DISKSTATS_LINE = r" *\d+ +\d+ (?P<device>[^\s\d]\S*) (?P<counts>\d+(?: \d+){10,20}|\d+(?: \d+){3}) *$"
_STAT_LINE = (
    r"(?P<key>cpu\d*|intr|ctxt|btime|processes|procs_running|procs_blocked|softirq) +(?P<counts>\d+(?: \d+)*) *$"
)
_PRESSURE_LINE = (
    r"(?P<scope>some|full) avg10=(?P<avg10>\d+\.\d\d) avg60=(?P<avg60>\d+\.\d\d) avg300=(?P<avg300>\d+\.\d\d) "
    r"total=(?P<total>\d+) *$"
)
_LOADAVG_LINE = (
    r"(?P<one>\d+\.\d\d) (?P<five>\d+\.\d\d) (?P<fifteen>\d+\.\d\d) (?P<running>\d+)/(?P<total>\d+) (?P<last>\d+) *$"
)
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
        re.compile(r" *(?P<device>\S+?): *(?P<counts>\d+(?: +\d+){15}) *$"),
        _net_dev,
    ),
    ProcFile(
        "pressure",
        re.compile(rf"^{_PRESSURE_LINE}", re.MULTILINE),
        re.compile(_PRESSURE_LINE),
        _pressure,
    ),
    ProcFile(
        "net/sockstat",
        re.compile(r"^sockets: used \d+$", re.MULTILINE),
        re.compile(r"(?P<protocol>\w+): (?P<counts>[a-z]\w* \d+(?: [a-z]\w* \d+)*) *$"),
        _sockstat,
    ),
    ProcFile(
        "uptime",
        re.compile(r"\A\d+\.\d\d \d+\.\d\d\s*\Z"),
        re.compile(r"(?P<up>\d+\.\d\d) (?P<idle>\d+\.\d\d)\s*$"),
        _uptime,
    ),
    ProcFile(
        "vmstat -s",
        re.compile(r"^ *\d+ (?:K |[kKmM] )?(?:total memory|total reads|CPU context switches)$", re.MULTILINE),
        re.compile(r" +(?P<value>\d+) (?P<unit>[kKmM] )?(?P<key>[a-zA-Z][\w -]*\w) *$"),
        _summary,
    ),
    ProcFile(
        "pid/io",
        re.compile(r"^rchar: \d+$", re.MULTILINE),
        re.compile(
            r"(?P<key>rchar|wchar|syscr|syscw|read_bytes|write_bytes|cancelled_write_bytes): (?P<value>-?\d+) *$"
        ),
        _pid_io,
    ),
    ProcFile(
        "vmstat",
        re.compile(r"^(?:nr_free_pages|pgmajfault|pswpin) \d+$", re.MULTILINE),
        re.compile(r"(?P<key>[a-z]\w+) (?P<value>\d+) *$"),
        _vmstat,
    ),
)
