"""Files of /proc about processes, swap areas and free memory by size: shapes of their lines, and what these state.

Source: proc(5). A page has 4 KiB, a clock tick a hundredth of a second, as on every architecture of servers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foreshock.ingest.formats.host.proc_files import ProcFile, Reading
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, Measure
from foreshock.ingest.formats.parts.tags import Labels

_PAGE = 4096.0
_TICK = 0.01
# Field of /proc/PID/stat, counted as proc(5) does -> what it measures.
_STAT: Mapping[int, Measure] = {
    10: Measure("proc.pid.stat.minor_faults", None),
    12: Measure("proc.pid.stat.major_faults", None),
    14: Measure("proc.pid.stat.cpu_seconds", "s", _TICK, (("state", "user"),)),
    15: Measure("proc.pid.stat.cpu_seconds", "s", _TICK, (("state", "system"),)),
    20: Measure("process.thread.count", "{thread}"),
    23: Measure("process.memory.virtual", "By"),
    24: Measure("process.memory.usage", "By", _PAGE),
    42: Measure("proc.pid.stat.io_delay_seconds", "s", _TICK),
}
_FIRST = 4  # number of the field behind the state
_STAT_LINE = r"(?P<pid>\d+) \((?P<command>.+)\) [A-Za-z] (?P<counts>-?\d+(?: -?\d+){38,52}) *$"
# /proc/PID/statm: sizes in pages; the fifth and the seventh are zero since Linux 2.6.
_STATM: Mapping[int, Measure] = {
    0: Measure("process.memory.virtual", "By", _PAGE),
    1: Measure("process.memory.usage", "By", _PAGE),
    2: Measure("proc.pid.statm.shared", "By", _PAGE),
    3: Measure("proc.pid.statm.text", "By", _PAGE),
    5: Measure("proc.pid.statm.data", "By", _PAGE),
}
_STATM_LINE = r"(?P<pages>\d+ \d+ \d+ \d+ 0 \d+ 0)\s*$"
_SWAP_LINE = r"(?P<name>/\S.*?)\s+(?P<kind>partition|file)\s+(?P<size>\d+)\s+(?P<used>\d+)\s+(?P<priority>-?\d+) *$"
# /proc/buddyinfo, and /proc/pagetypeinfo, which has them by what the pages are used for.
_BUDDY_LINE = r"Node +(?P<node>\d+), zone +(?P<zone>\w+)(?:, type +(?P<type>\w+))? +(?P<counts>\d+(?: +\d+)+) *$"


def _stat(match: re.Match[str]) -> Reading:
    counts = match["counts"].split()
    labels: Labels = (("pid", match["pid"]), ("command", match["command"]))
    found = [
        (measure, float(counts[field - _FIRST])) for field, measure in _STAT.items() if field - _FIRST < len(counts)
    ]
    return Reading(labels, [*found], [])


def _statm(match: re.Match[str]) -> Reading:
    pages = match["pages"].split()
    return Reading((), [(measure, float(pages[at])) for at, measure in _STATM.items()], [])


def _swaps(match: re.Match[str]) -> Reading:
    labels: Labels = (("device", match["name"]),)
    used, size = float(match["used"]), float(match["size"])
    return Reading(
        labels,
        [
            (Measure("system.paging.limit", "By", KIBIBYTE), size),
            (Measure("system.paging.usage", "By", KIBIBYTE, (("state", "used"),)), used),
            (Measure("system.paging.usage", "By", KIBIBYTE, (("state", "free"),)), size - used),
        ],
        [],
    )


def _buddyinfo(match: re.Match[str]) -> Reading:
    """Free blocks of 2^order pages."""
    labels: Labels = (("numa_node", match["node"]), ("zone", match["zone"]))
    by_type: Labels = (("type", match["type"]),) if match["type"] else ()
    metric = "proc.pagetypeinfo.free" if by_type else "proc.buddyinfo.free"
    return Reading(
        (*labels, *by_type),
        [
            (Measure(metric, "{block}", 1.0, (("order", str(order)),)), float(count))
            for order, count in enumerate(match["counts"].split())
        ],
        [],
    )


PROCESS_FILES = (
    ProcFile("pid/stat", re.compile(rf"^{_STAT_LINE}", re.MULTILINE), re.compile(_STAT_LINE), _stat),
    ProcFile("pid/statm", re.compile(rf"\A{_STATM_LINE}\Z"), re.compile(_STATM_LINE), _statm),
    ProcFile(
        "swaps", re.compile(r"^Filename\s+Type\s+Size\s+Used\s+Priority", re.MULTILINE), re.compile(_SWAP_LINE), _swaps
    ),
    ProcFile("buddyinfo", re.compile(rf"^{_BUDDY_LINE}", re.MULTILINE), re.compile(_BUDDY_LINE), _buddyinfo),
)
