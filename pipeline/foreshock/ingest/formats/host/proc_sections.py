"""Files of /proc whose lines hold for what stands above them: a zone of memory, a process, the CPUs in their order.

Source: proc(5), the kernel's mm/vmstat.c (zoneinfo) and net/core/net-procfs.c (softnet_stat).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foreshock.ingest.formats.host.proc_files import Reading
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, Measure
from foreshock.ingest.formats.parts.tags import Labels

_ZONE = re.compile(r"Node (?P<node>\d+), zone +(?P<zone>\w+) *$")
_CPU = re.compile(r" {4}cpu: (?P<cpu>\d+) *$")
_OF_ZONE = re.compile(r" {2,}(?P<key>[a-z][a-z_ ]*):? +(?P<value>\d+) *$")
_SAYS_NOTHING = re.compile(r" {2,}(?:per-node stats|pagesets|protection: \([\d, ]+\)) *$")
_END_OF_CPUS = "node_unreclaimable"
_NAME = re.compile(r"Name:\t(?P<command>.+)$")
_PID = re.compile(r"Pid:\t(?P<pid>\d+)$")
_OF_PROCESS = re.compile(
    r"(?P<key>Vm\w+|Rss\w+|HugetlbPages|FDSize|Threads|(?:non)?voluntary_ctxt_switches):\t"
    r" *(?P<value>\d+)(?P<unit> kB)?$"
)
_OTHER_OF_PROCESS = re.compile(r"[A-Z]\w+:\t")
_SOFTNET = re.compile(r"[0-9a-f]{8}(?: [0-9a-f]{8}){8,14} *$")

SECTIONS: Mapping[str, re.Pattern[str]] = {
    "zoneinfo": re.compile(rf"^{_ZONE.pattern}", re.MULTILINE),
    "pid/status": re.compile(r"^Name:\t.+\n(?:.*\n)*?Pid:\t\d+$", re.MULTILINE),
    "net/softnet_stat": re.compile(rf"^{_SOFTNET.pattern}", re.MULTILINE),
}
_PROCESS: Mapping[str, Measure] = {
    "VmRSS": Measure("process.memory.usage", "By", KIBIBYTE),
    "VmSize": Measure("process.memory.virtual", "By", KIBIBYTE),
    "Threads": Measure("process.thread.count", "{thread}"),
}
# Columns of softnet_stat; those between the third and the ninth are zero since Linux 2.6.
_SOFTNET_COLUMNS = {0: "processed", 1: "dropped", 2: "time_squeeze", 8: "cpu_collision", 9: "received_rps",
                    10: "flow_limit_count", 11: "backlog_len"}  # fmt: skip
_CPU_COLUMN = 12  # since Linux 5.10; before, the rows are the CPUs in their order


class Sections:
    """What the lines above said; reads the lines below."""

    def __init__(self) -> None:
        """Nothing said yet."""
        self._zone: Labels = ()
        self._cpu: Labels = ()
        self._process: Labels = ()
        self._softnet_rows = 0

    def header(self, text: str) -> bool:
        """Take in a line that says what the lines below are about, or nothing; whether it is one."""
        if not _SOFTNET.match(text):
            self._softnet_rows = 0
        if zone := _ZONE.match(text):
            self._zone, self._cpu, self._process = (("numa_node", zone["node"]), ("zone", zone["zone"])), (), ()
        elif name := _NAME.match(text):
            self._process, self._zone = (("command", name["command"]),), ()
        elif self._process and (pid := _PID.match(text)):
            self._process = (*self._process, ("pid", pid["pid"]))
        elif self._zone and (cpu := _CPU.match(text)):
            self._cpu = (("cpu", cpu["cpu"]),)
        else:
            return self._says_nothing(text)
        return True

    def _says_nothing(self, text: str) -> bool:
        if self._process:
            return _OTHER_OF_PROCESS.match(text) is not None and not _OF_PROCESS.match(text)
        return bool(self._zone) and _SAYS_NOTHING.match(text) is not None

    def read(self, text: str) -> Reading | None:
        """What a line states; None when it is no line of these files."""
        if _SOFTNET.match(text):
            return self._softnet([int(column, 16) for column in text.split()])
        if self._process and (line := _OF_PROCESS.match(text)):
            return _of_process(line, self._process)
        if self._zone and (line := _OF_ZONE.match(text)):
            return self._of_zone(line["key"].strip().replace(" ", "_"), float(line["value"]))
        return None

    def _softnet(self, columns: list[int]) -> Reading:
        cpu = columns[_CPU_COLUMN] if len(columns) > _CPU_COLUMN else self._softnet_rows
        self._softnet_rows += 1
        return Reading(
            (("cpu", str(cpu)),),
            [
                (Measure(f"proc.softnet_stat.{name}", None), float(columns[at]))
                for at, name in _SOFTNET_COLUMNS.items()
                if at < len(columns)
            ],
            [],
        )

    def _of_zone(self, key: str, value: float) -> Reading:
        """A count of the zone, or of one CPU's pages in it."""
        if key == _END_OF_CPUS:
            self._cpu = ()
        return Reading((*self._zone, *self._cpu), [(Measure(f"proc.zoneinfo.{key}", None), value)], [])


def _of_process(line: re.Match[str], labels: Labels) -> Reading:
    unit = ("By", KIBIBYTE) if line["unit"] else (None, 1.0)
    measure = _PROCESS.get(line["key"], Measure(f"proc.pid.status.{line['key']}", *unit))
    return Reading(labels, [(measure, float(line["value"]))], [])
