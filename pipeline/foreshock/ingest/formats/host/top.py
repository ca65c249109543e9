"""``top -b``: the summary of each screen, and CPU and memory of its processes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.ps import cpu_seconds
from foreshock.ingest.formats.host.top_samples import SAMPLES
from foreshock.ingest.formats.host.uptime import UPTIME, measured, of_day
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, TimeOfDay, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

_HEAD = "top - "
_TASKS = re.compile(r"(?:Tasks|Threads):\s+\d+ total")
_CPU = re.compile(r"%?Cpu(?P<cpu>\d+|\(s\))\s*:")
_MEMORY = re.compile(r"(?:(?P<unit>[KMGTPE]iB) )?(?P<kind>Mem|Swap) ?: ")
_FIELD = re.compile(r"(\d+(?:[.,]\d+)?)(%|[kmgtpe])?[ +]?([A-Za-z/]+(?: Mem)?)")
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)([kmgtp]?)$")
_UNITS = {"K": 1.0, "M": 2.0**10, "G": 2.0**20, "T": 2.0**30, "P": 2.0**40, "E": 2.0**50}
_STATES = {"us": "user", "sy": "system", "ni": "nice", "id": "idle", "wa": "iowait", "hi": "irq", "si": "softirq",
           "st": "steal"}  # fmt: skip
_STATUSES = frozenset({"total", "running", "sleeping", "stopped", "zombie"})
_USAGES = {"used": "used", "free": "free", "buffers": "buffers", "buff/cache": "buff_cache", "cached Mem": "cached",
           "cached": "cached", "avail Mem": "available"}  # fmt: skip
_PROCESS: Mapping[str, Measure] = {
    "%CPU": Measure("process.cpu.utilization", "1", PERCENT, (("state", "total"),)),
    "%MEM": Measure("process.memory.utilization", "1", PERCENT),
    "VIRT": Measure("process.memory.virtual", "By", KIBIBYTE),
    "RES": Measure("process.memory.usage", "By", KIBIBYTE),
    "SHR": Measure("process.memory.shared", "By", KIBIBYTE),
    "nTH": Measure("process.thread.count", "{thread}"),
    **{column: Measure(f"top.{column}", "By", KIBIBYTE) for column in ("SWAP", "CODE", "DATA", "USED")},
    **{column: Measure(f"top.{column}", "{fault}") for column in ("nMaj", "nMin")},
}
_CPU_TIME = Measure("process.cpu.time", "s", 1.0, (("state", "total"),))
_THOUSANDS = {"k": 1e3, "m": 1e6, "g": 1e9}  # of counts
_NAMES = {"PID": "pid", "USER": "user", "COMMAND": "command"}
_RECOGNISED = 0.5


class TopParser(ReportParser):
    """One file of screens."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) is of the day of the first screen."""
        super().__init__(clock, options)
        self._days = TimeOfDay(clock, options)
        self._columns: tuple[str, ...] = ()

    def take(self, text: str, line: int) -> str:
        """Take in a line of the summary, the header of the processes, or a process."""
        if not text.strip():
            return ATTACHED
        if text.startswith(_HEAD) and (match := UPTIME.match(text[len(_HEAD) :])):
            self._columns = ()
            # What is printed above a screen tells the date; the screen itself its time of day.
            self.stamp, self.offset = self._days.stamp(of_day(match)), None
            self.put(line, (), measured(match))
            return RECORD
        words = text.split()
        if words[0] == "PID" and "COMMAND" in words:
            self._columns = tuple(words)
            return ATTACHED
        if self._columns:
            return self._process(text, line)
        summary = list(summary_of(text))
        if not summary:
            return self._date(text)
        self.put(line, (), summary)
        return RECORD

    def _date(self, text: str) -> str:
        stated = time_line(text)
        if stated is None:
            return "not a line of top"
        self._days.begin(stated.stamp)
        return ATTACHED

    def _process(self, text: str, line: int) -> str:
        row = process_of(text, self._columns)
        if row is None:
            self._columns = () if time_line(text) else self._columns
            return "not a process of top" if self._columns else self._date(text)
        labels: Labels = tuple((name, row[column]) for column, name in _NAMES.items() if column in row)
        found = [(measure, _size(row[name], measure)) for name, measure in _PROCESS.items() if name in row]
        self.put(line, labels, [*found, (_CPU_TIME, cpu_seconds(row.get("TIME+") or row.get("TIME", "")))])
        return RECORD


def process_of(text: str, columns: Sequence[str]) -> dict[str, str] | None:
    """What a line says below such a header; None when it is no process.

    A command may hold blanks. Where fields were chosen that stand behind it, a line with just as many words as there
    are columns tells them.
    """
    command = columns.index("COMMAND")
    words = text.split(maxsplit=command)
    if len(words) <= command or not words[0].isdecimal():
        return None
    every = text.split()
    if len(every) == len(columns):
        return dict(zip(columns, every, strict=True))
    own = words[command].strip() if command == len(columns) - 1 else words[command].partition("  ")[0]
    return dict(zip(columns, [*words[:command], own], strict=False))


def summary_of(text: str) -> Iterator[tuple[Measure, float | None]]:
    """What a line of the summary states; nothing when it is none."""
    if tasks := _TASKS.match(text):
        for value, _, name in _FIELD.findall(text[tasks.start() :].partition(":")[2]):
            if name in _STATUSES:
                yield Measure("system.processes.count", "{process}", 1.0, (("status", name),)), number(value)
    elif cpu := _CPU.match(text):
        labels: Labels = (("cpu", "all" if cpu["cpu"] == "(s)" else cpu["cpu"]),)
        for value, _, name in _FIELD.findall(text[cpu.end() :]):
            if name in _STATES:
                state = (*labels, ("state", _STATES[name]))
                yield Measure("system.cpu.utilization", "1", PERCENT, state), number(value)
    elif memory := _MEMORY.match(text):
        kind, unit = memory["kind"], KIBIBYTE * _UNITS[(memory["unit"] or "K")[0]]
        for value, suffix, name in _FIELD.findall(text[memory.end() :]):
            if suffix != "%":
                scale = KIBIBYTE * _UNITS[suffix.upper()] if suffix else unit
                yield _memory(kind, name), (number(value) or 0.0) * scale


def _memory(kind: str, name: str) -> Measure:
    # Of the line of the swap, "cached" and "avail Mem" are the memory's.
    metric = "system.memory" if kind == "Mem" or name in {"cached", "cached Mem", "avail Mem"} else "system.paging"
    if name == "total":
        return Measure(f"{metric}.limit", "By")
    return Measure(f"{metric}.usage", "By", 1.0, (("state", _USAGES.get(name, name)),))


def _size(text: str, measure: Measure) -> float | None:
    """A number; sizes are in KiB, larger ones carry a suffix, as large counts do."""
    match = _SIZE.match(text)
    if match is None:
        return None
    suffix = match[2].lower()
    factor = _UNITS[suffix.upper()] if suffix and measure.unit == "By" else _THOUSANDS.get(suffix, 1.0)
    return (number(match[1]) or 0.0) * factor


class Top:
    """top of procps 3.2 to 4, in batch mode."""

    name = "top"
    title = "top -b"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the head of a screen is among the lines."""
        heads = sum(line.startswith(_HEAD) and UPTIME.match(line[len(_HEAD) :]) is not None for line in lines)
        tables = sum(line.split()[:1] == ["PID"] for line in lines)
        if not heads:
            return None
        rows = sum(line.split()[0].isdecimal() for line in lines if line.strip() and tables)
        others = sum(not line.strip() or any(summary_of(line)) or time_line(line) is not None for line in lines)
        score = min(1.0, (heads + tables + rows + others) / len(lines))
        if score < _RECOGNISED:
            return None
        dated = any(time_line(line) for line in lines if not line.startswith(_HEAD))
        return Recognition(score, f"{heads} screen(s) of top", dated=dated)

    def open(self, options: Options, clock: Clock) -> TopParser:
        """A parser; ``time`` dates screens, which have only a time of day."""
        return TopParser(clock, options)


FORMATS: tuple[Format, ...] = (Top(),)
