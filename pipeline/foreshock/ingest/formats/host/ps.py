"""``ps aux``, ``ps -ef`` and their kin: CPU time and memory of every process, once or in many snapshots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.ps_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, PERCENT, Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.time.clock import Clock

_HEADER = re.compile(r"(?=.*\bPID\b)(?=.*\b(?:TIME|RSS|%CPU)\b) *[A-Z%][A-Z% ]*\b(?:COMMAND|CMD)\s*$")
_ASIDE = re.compile(r"=+ .* =+$|(?:[#$] ?)?(?:/\S*/)?ps(?: -?\w+)*$")  # the command, and what a script puts around it
_TIME = re.compile(r"(?:(?:(\d{1,6})-)?(\d{1,6}):)?(\d{1,9}):(\d\d)(\.\d+)?$")
_NAMES = {"PID": "pid", "USER": "user", "UID": "user", "COMMAND": "command", "CMD": "command"}
# ps(1): %CPU is the CPU time that a process used, divided by how long it has been running; no load of the moment.
_MEASURES: Mapping[str, Measure] = {
    "%CPU": Measure("ps.cpu_share_of_lifetime", "1", PERCENT),
    "C": Measure("ps.cpu_share_of_lifetime", "1", PERCENT),
    "%MEM": Measure("process.memory.utilization", "1", PERCENT),
    "VSZ": Measure("process.memory.virtual", "By", KIBIBYTE),
    "RSS": Measure("process.memory.usage", "By", KIBIBYTE),
}
_CPU_TIME = Measure("process.cpu.time", "s", 1.0, (("state", "total"),))
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


class PsParser(ReportParser):
    """One file of snapshots."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates what carries no time lines."""
        super().__init__(clock, options)
        self._columns: tuple[str, ...] = ()

    def take(self, text: str, line: int) -> str:
        """Take in a header, a process, or what stands between snapshots."""
        if _HEADER.match(text):
            self._columns = tuple(text.split())
            return ATTACHED
        if row := process_of(text, self._columns):
            labels: Labels = tuple((name, row[column].strip()) for column, name in _NAMES.items() if column in row)
            found = [(measure, number(row[name])) for name, measure in _MEASURES.items() if name in row]
            self.put(line, labels, [*found, (_CPU_TIME, cpu_seconds(row.get("TIME", "")))])
            return RECORD
        if not text.strip() or self.dated_by(text) or _ASIDE.match(text):
            return ATTACHED
        return "not a line of ps"


def process_of(text: str, columns: Sequence[str]) -> dict[str, str] | None:
    """What a line says below such a header; None when it is no process."""
    words = text.split(maxsplit=len(columns) - 1) if columns else []
    row = dict(zip(columns, words, strict=False))
    return row if columns and len(words) == len(columns) and row["PID"].isdecimal() else None


def cpu_seconds(text: str) -> float | None:
    """CPU time as ps and top print it: 1:26, 00:01:26, 3-04:05:06, 0:01.18."""
    match = _TIME.match(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:4])
    return days * _DAY + hours * _HOUR + minutes * _MINUTE + seconds + float(match[5] or 0)


class Ps:
    """ps of procps and BSD, in the layouts that name a process by its number and its command."""

    name = "ps"
    title = "ps aux, ps -ef"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a header is among the lines, by the processes below it."""
        header = next((line for line in lines if "PID" in line and _HEADER.match(line)), None)
        if header is None:
            return None
        columns = header.split()
        rows = sum(process_of(line, columns) is not None for line in lines)
        others = sum(bool(_HEADER.match(line) or not line.strip() or _ASIDE.match(line)) for line in lines)
        return claim(lines, rows + others, f"{rows} of {len(lines)} sampled lines are processes below a header of ps")

    def open(self, options: Options, clock: Clock) -> PsParser:
        """A parser; ``time`` dates what carries no time lines."""
        return PsParser(clock, options)


FORMATS: tuple[Format, ...] = (Ps(),)
