"""Snapshots of Linux' /proc, as sosreport copies them and pt-stalk repeats them: counters, and rates between two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.proc_files import FILES as SYSTEM_FILES
from foreshock.ingest.formats.host.proc_files import ProcFile, Reading
from foreshock.ingest.formats.host.proc_interfaces import INTERFACES, Interfaces
from foreshock.ingest.formats.host.proc_kernel import KERNEL_FILES
from foreshock.ingest.formats.host.proc_links import LINKS, Links
from foreshock.ingest.formats.host.proc_processes import PROCESS_FILES
from foreshock.ingest.formats.host.proc_samples import SAMPLES
from foreshock.ingest.formats.host.proc_sections import SECTIONS, Sections
from foreshock.ingest.formats.host.proc_sections_samples import SECTIONS_SAMPLES
from foreshock.ingest.formats.host.proc_sockets import SOCKET_FILES
from foreshock.ingest.formats.host.proc_tables import HEADERS, HeadedTables
from foreshock.ingest.formats.host.proc_tables_samples import TABLES_SAMPLES
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.time.clock import Clock

_PRESSURE = re.compile(r"pressure[/_.-](cpu|io|memory|irq)\b")
_HEADS = (
    "Inter-|",
    " face |",
    "Filename\t",
    "slabinfo - version:",
    "# name  ",
    "major minor ",
    "#kernel",
    "protocol  size",
    "Transport Total",
)
FILES = (*SYSTEM_FILES, *PROCESS_FILES, *KERNEL_FILES, *SOCKET_FILES)
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """A counter at its last snapshot."""

    stamp: int
    value: float


class ProcParser(ReportParser):
    """One file: one snapshot of one file of /proc, or many."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) dates snapshots without a time line, ``pressure`` is cpu, io, memory or irq."""
        super().__init__(clock, options)
        self._file: ProcFile | None = None
        self._headed = (Sections(), HeadedTables(), Interfaces(), Links())
        self._resource: Labels = (("resource", options["pressure"]),) if "pressure" in options else ()
        self._seen: dict[tuple[str, Labels], _Seen] = {}

    def take(self, text: str, line: int) -> str:
        """Take in a line of any of the files; mostly it is of the same file as the line before."""
        if not text.strip() or text.startswith(_HEADS):
            return ATTACHED
        if any(each.header(text) for each in self._headed) or self.dated_by(text):
            return ATTACHED
        for each in self._headed:
            if reading := each.read(text):
                return self._keep(reading, line)
        for file in (self._file, *FILES) if self._file else FILES:
            if match := file.line.match(text):
                self._file = file
                reading = file.read(match)
                return self._keep(reading, line, self._resource if file.name == "pressure" else ())
        return "not a line of a file in /proc that is read"

    def _keep(self, reading: Reading, line: int, more: Labels = ()) -> str:
        """Put what a line states, and what has become of its counters."""
        self.put(line, (*reading.labels, *more), reading.values)
        self._rates(reading, line)
        return RECORD

    def _rates(self, reading: Reading, line: int) -> None:
        """What the counters did per second since the snapshot before; nothing where they began anew."""
        stamp = self.stamp
        if stamp is None or not self.dated:
            return
        shares: list[tuple[Measure, float]] = []
        for measure, value in reading.counters:
            key = (measure.metric, (*reading.labels, *measure.labels))
            before, self._seen[key] = self._seen.get(key), _Seen(stamp, value)
            if before is None or stamp <= before.stamp or value < before.value:
                continue
            grown = value - before.value
            if measure.metric == "system.cpu.utilization":
                shares.append((measure, grown))
            else:
                self.put(line, reading.labels, [(measure, grown * _SECOND / (stamp - before.stamp))])
        total = sum(grown for _, grown in shares)
        if total > 0:
            self.put(line, reading.labels, ((measure, grown / total) for measure, grown in shares))


class Proc:
    """Files of /proc, one or many, and the counters that programs print of them."""

    name = "proc"
    title = "Linux /proc snapshots (diskstats, meminfo, net, pressure, ...), vmstat -s, netstat -i, ip -s link, nstat"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (*SAMPLES, *SECTIONS_SAMPLES, *TABLES_SAMPLES)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when lines have the shape of one of the files, and what tells it is among them."""
        text = "\n".join(lines)
        found = [file for file in FILES if file.mark.search(text)]
        marks = {**HEADERS, **SECTIONS, **INTERFACES, **LINKS}
        tables = [name for name, mark in marks.items() if mark.search(text)]
        if not found and not tables:
            return None
        headed = (Sections(), HeadedTables(), Interfaces(), Links())
        known = sum(
            any(each.header(line) for each in headed)
            or any(each.read(line) is not None for each in headed)
            or any(file.line.match(line) for file in found)
            for line in lines
        )
        others = sum(not line.strip() or line.startswith(_HEADS) for line in lines)
        reason = f"lines of /proc/{', /proc/'.join([*(file.name for file in found), *tables])}"
        options = {"pressure": waited[1]} if (waited := _PRESSURE.search(path)) else {}
        return claim(lines, known + others, reason, options)

    def open(self, options: Options, clock: Clock) -> ProcParser:
        """A parser; ``time`` dates what carries no time lines."""
        return ProcParser(clock, options)


FORMATS: tuple[Format, ...] = (Proc(),)
