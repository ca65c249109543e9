"""InfluxDB's line protocol, as Telegraf writes it: ``measurement,tag=a field=1,other=2i 1689037200000000000``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.metrics.line_protocol_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.time.clock import YEAR_10000, Clock

# Elsewhere a backslash is one; ?+ takes what it escapes and never tries without it, so that no line takes long.
_KEY = r"(?:[^,= \t\\]|\\[,= ]?+)+"
_FIELD = rf'{_KEY}=(?:"(?:[^"\\]|\\.)*"|[^", \t]+)'
_LINE = re.compile(
    rf"\s*(?P<name>(?:[^, \t#\\]|\\[, ]?+)(?:[^, \t\\]|\\[, ]?+)*)(?P<tags>(?:,{_KEY}={_KEY})*)"
    rf" +(?P<fields>{_FIELD}(?:,{_FIELD})*)"
    r"(?: +(?P<stamp>-?\d{1,19}))?\s*$"
)
_TAG = re.compile(rf",({_KEY})=({_KEY})")
_VALUE = re.compile(rf'({_KEY})=("(?:[^"\\]|\\.)*"|[^", \t]+)')
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([iu]?)$")
_BOOLEANS = {"t": 1.0, "true": 1.0, "f": 0.0, "false": 0.0}
_ESCAPED = re.compile(r"\\([,= ])")
_PRECISIONS = {"ns": 0.001, "us": 1.0, "ms": 1_000.0, "s": 1_000_000.0}
_DIGITS = ((11, "s"), (14, "ms"), (17, "us"))
_YEAR_10000_US = YEAR_10000 * 1_000_000
_RECOGNISED = 0.5


def _usage(metric: str, state: str) -> Measure:
    return Measure(metric, "By", 1.0, (("state", state),))


# What Telegraf's inputs cpu, mem, swap, disk, system and kernel collect, where a convention names it as it stands.
_MEASURES = {
    **{
        f"cpu.usage_{key}": Measure("system.cpu.utilization", "1", PERCENT, (("state", state),))
        for key, state in (("user", "user"), ("system", "system"), ("idle", "idle"), ("iowait", "iowait"),
                           ("steal", "steal"), ("nice", "nice"), ("irq", "irq"), ("softirq", "softirq"))
    },
    "mem.total": Measure("system.memory.limit", "By"), "mem.used": _usage("system.memory.usage", "used"),
    "mem.free": _usage("system.memory.usage", "free"), "mem.cached": _usage("system.memory.usage", "cached"),
    "mem.available": _usage("system.memory.usage", "available"),
    "mem.buffered": _usage("system.memory.usage", "buffers"),
    "mem.used_percent": Measure("system.memory.utilization", "1", PERCENT, (("state", "used"),)),
    "swap.total": Measure("system.paging.limit", "By"), "swap.used": _usage("system.paging.usage", "used"),
    "swap.free": _usage("system.paging.usage", "free"),
    "swap.used_percent": Measure("system.paging.utilization", "1", PERCENT, (("state", "used"),)),
    "disk.total": Measure("system.filesystem.limit", "By"), "disk.used": _usage("system.filesystem.usage", "used"),
    "disk.free": _usage("system.filesystem.usage", "free"),
    "disk.used_percent": Measure("system.filesystem.utilization", "1", PERCENT),
    "disk.inodes_used": Measure("system.filesystem.inodes.usage", "{inode}", 1.0, (("state", "used"),)),
    "disk.inodes_free": Measure("system.filesystem.inodes.usage", "{inode}", 1.0, (("state", "free"),)),
    "system.load1": Measure("system.cpu.load_average.1m", "1"),
    "system.load5": Measure("system.cpu.load_average.5m", "1"),
    "system.load15": Measure("system.cpu.load_average.15m", "1"), "system.uptime": Measure("system.uptime", "s"),
    "processes.running": Measure("system.processes.count", "{process}", 1.0, (("status", "running"),)),
    "processes.blocked": Measure("system.processes.count", "{process}", 1.0, (("status", "blocked"),)),
    "processes.total": Measure("system.processes.count", "{process}", 1.0, (("status", "total"),)),
}  # fmt: skip
_LABELS = {"path": "mountpoint"}


class LineProtocolParser(ReportParser):
    """One file of points."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``precision`` is ns, us, ms or s; points without a time are of when the file was written."""
        super().__init__(clock, options)
        self._own = self.stamp, self.offset
        self._scale = _PRECISIONS.get(options.get("precision", "ns"), 0.001)

    def take(self, text: str, line: int) -> str:
        """Take in a point."""
        if not text.strip() or text.lstrip().startswith("#"):
            return ATTACHED
        match = _LINE.match(text)
        if match is None:
            return "not a point of the line protocol"
        micros = round(int(match["stamp"]) * self._scale) if match["stamp"] else None
        if micros is not None and not -_YEAR_10000_US < micros < _YEAR_10000_US:
            return "a time after the year 9999; --format sets another precision"
        self.stamp, self.offset = self._own if micros is None else (micros, 0)
        name = _plain(match["name"])
        tags = [(_plain(key), _plain(value)) for key, value in _TAG.findall(match["tags"])]
        self.host = next((value for key, value in tags if key == "host"), None)
        labels: Labels = tuple((_key(name, key), _label(key, value)) for key, value in tags if key != "host")
        self.put(line, labels, _values(name, match["fields"]))
        return RECORD


def _values(name: str, fields: str) -> Iterator[tuple[Measure, float | None]]:
    """The fields that are numbers or booleans; texts measure nothing."""
    for key, text in _VALUE.findall(fields):
        field = f"{name}.{_plain(key)}"
        measure = _MEASURES.get(field) or Measure(field, None)
        if number := _NUMBER.match(text):
            yield measure, float(number[1])
        elif text.lower() in _BOOLEANS:
            yield measure, _BOOLEANS[text.lower()]


def _key(name: str, key: str) -> str:
    return _LABELS.get(key, key) if name == "disk" else key


def _label(key: str, value: str) -> str:
    return "all" if key == "cpu" and value == "cpu-total" else value.removeprefix("cpu") if key == "cpu" else value


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


class LineProtocol:
    """Points of InfluxDB."""

    name = "influx-line-protocol"
    title = "InfluxDB line protocol (Telegraf)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on points with times; a point without one may be any text with an equals sign."""
        points = [match for line in lines if (match := _LINE.match(line))]
        stamps = [match["stamp"] for match in points if match["stamp"]]
        numeric = sum(any(_NUMBER.match(value) for _, value in _VALUE.findall(match["fields"])) for match in points)
        if not stamps or len(stamps) * 2 < len(points) or numeric * 2 < len(points):
            return None
        others = sum(not line.strip() or line.startswith("#") for line in lines)
        score = (len(points) + others) / len(lines)
        if score < _RECOGNISED:
            return None
        digits = max(len(stamp.lstrip("-")) for stamp in stamps)
        precision = next((name for limit, name in _DIGITS if digits < limit), "ns")
        return Recognition(
            score=score,
            reason=f"{len(points)} point(s) of the line protocol, times in {precision}",
            options={"precision": precision},
            zone="UTC",
            dated=len(stamps) == len(points),
        )

    def open(self, options: Options, clock: Clock) -> LineProtocolParser:
        """A parser; ``precision`` is ns, us, ms or s."""
        return LineProtocolParser(clock, options)


FORMATS: tuple[Format, ...] = (LineProtocol(),)
