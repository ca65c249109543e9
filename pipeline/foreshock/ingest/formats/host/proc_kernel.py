"""Files of /proc about the kernel's own memory, its disks and IPv6: slabinfo, partitions and snmp6.

Source: slabinfo(5), proc(5).
"""

from __future__ import annotations

import re

from foreshock.ingest.formats.host.proc_files import ProcFile, Reading
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, Measure
from foreshock.ingest.formats.parts.tags import Labels

_SLAB_COLUMNS = (
    "active_objs", "num_objs", "objsize", "objperslab", "pagesperslab", "limit", "batchcount", "sharedfactor",
    "active_slabs", "num_slabs", "sharedavail",
)  # fmt: skip
_SLAB_LINE = (
    r"(?P<cache>\S+) +(?P<objects>\d+(?: +\d+){4}) : tunables +(?P<tunables>\d+(?: +\d+){2})"
    r" : slabdata +(?P<slabs>\d+(?: +\d+){2}) *$"
)
_SNMP6_LINE = r"(?P<key>(?:Ip|Icmp|Udp|UdpLite)6\w+)\s+(?P<count>\d+) *$"
_NSTAT_LINE = r"(?P<key>(?:Ip|Icmp|Tcp|Udp|Sctp|MPTcp)[A-Za-z0-9]+) +(?P<count>\d+) +\d+\.\d *$"
_PARTITION_LINE = r" *\d+ +\d+ +(?P<blocks>\d+) (?P<device>[^\s\d]\S*) *$"


def _slabinfo(match: re.Match[str]) -> Reading:
    """The counts of a cache, and the bytes that its objects take."""
    labels: Labels = (("cache", match["cache"]),)
    counts = [float(count) for part in ("objects", "tunables", "slabs") for count in match[part].split()]
    values = dict(zip(_SLAB_COLUMNS, counts, strict=True))
    units = {"objsize": "By"}
    found = [(Measure(f"proc.slabinfo.{name}", units.get(name)), value) for name, value in values.items()]
    usage = Measure("proc.slabinfo.usage", "By")
    return Reading(labels, [*found, (usage, values["num_objs"] * values["objsize"])], [])


def _partitions(match: re.Match[str]) -> Reading:
    labels: Labels = (("device", match["device"]),)
    return Reading(labels, [(Measure("proc.partitions.size", "By", KIBIBYTE), float(match["blocks"]))], [])


def _snmp6(match: re.Match[str]) -> Reading:
    return Reading((), [(Measure(f"proc.net.{match['key']}", None), float(match["count"]))], [])


def _nstat(match: re.Match[str]) -> Reading:
    """Since boot with -a, since it was asked last without: the lines do not tell, and there is no rate between two."""
    return Reading((), [(Measure(f"nstat.{match['key']}", None), float(match["count"]))], [])


KERNEL_FILES = (
    ProcFile("slabinfo", re.compile(rf"^{_SLAB_LINE}", re.MULTILINE), re.compile(_SLAB_LINE), _slabinfo),
    ProcFile(
        "partitions",
        re.compile(r"^major minor +#blocks +name$", re.MULTILINE),
        re.compile(_PARTITION_LINE),
        _partitions,
    ),
    ProcFile("net/snmp6", re.compile(rf"^{_SNMP6_LINE}", re.MULTILINE), re.compile(_SNMP6_LINE), _snmp6),
    ProcFile("net/snmp (nstat)", re.compile(rf"^#.*\n{_NSTAT_LINE}", re.MULTILINE), re.compile(_NSTAT_LINE), _nstat),
)
