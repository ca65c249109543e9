"""Files of /proc that are tables: a header line names what the numbers below it are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from foreshock.ingest.formats.host.proc_files import Reading
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.tags import Labels

_PAIRED = re.compile(r"(?P<protocol>[A-Z]\w+): (?P<names>[A-Z]\w*(?: [A-Z]\w*)*) *$")
_COUNTS = re.compile(r"(?P<protocol>[A-Z]\w+): (?P<counts>-?\d+(?: -?\d+)*) *$")
_CPUS = re.compile(r" +CPU\d+(?: +CPU\d+)* *$")
_ROW = re.compile(r" *(?P<name>[\w-]+):(?P<counts> *\d+(?: +\d+)*)(?: +(?P<device>\S.*?))? *$")
_ORDERS = re.compile(
    r"Page block order: \d+ *$|Pages per block: +\d+ *$|Free pages count per migrate type at order[\d ]+$"
)
_TYPES = re.compile(r"Number of blocks type +(?P<types>[A-Z]\w*(?: +[A-Z]\w*)*) *$")
_BLOCKS = re.compile(r"Node +(?P<node>\d+), zone +(?P<zone>\w+) +(?P<counts>\d+(?: +\d+)*) *$")
# /proc/softirqs looks like /proc/interrupts; the kernel's own names tell it.
_SOFTIRQS = frozenset({"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "BLOCK_IOPOLL", "IRQ_POLL", "TASKLET", "SCHED",
                       "HRTIMER", "RCU"})  # fmt: skip

HEADERS: Mapping[str, re.Pattern[str]] = {
    "net/snmp": re.compile(r"^(?:Ip|Tcp|Udp|TcpExt|IpExt): [A-Z]\w+(?: [A-Z]\w*)+ *$", re.MULTILINE),
    "interrupts": re.compile(rf"^{_CPUS.pattern}", re.MULTILINE),
}
# What /proc/net/snmp and /proc/net/netstat count since boot, and the rate's name.
_RATES: Mapping[str, Measure] = {
    "Tcp.RetransSegs": Measure("system.network.retransmits", "{segment}/s"),
    "Tcp.ActiveOpens": Measure("system.network.connections.opened", "{connection}/s", 1.0, (("direction", "out"),)),
    "Tcp.PassiveOpens": Measure("system.network.connections.opened", "{connection}/s", 1.0, (("direction", "in"),)),
    "TcpExt.ListenOverflows": Measure("system.network.listen.overflows", "{connection}/s"),
    "TcpExt.ListenDrops": Measure("system.network.listen.drops", "{connection}/s"),
}


class HeadedTables:
    """The headers that were seen last; reads the lines below them."""

    def __init__(self) -> None:
        """No header yet."""
        self._names: dict[str, tuple[str, ...]] = {}
        self._cpus: tuple[str, ...] = ()
        self._types: tuple[str, ...] = ()

    def header(self, text: str) -> bool:
        """Take in a header line; whether it is one."""
        if paired := _PAIRED.match(text):
            self._names[paired["protocol"]] = tuple(paired["names"].split())
        elif _CPUS.match(text):
            self._cpus = tuple(name.removeprefix("CPU") for name in text.split())
        elif types := _TYPES.match(text):
            self._types = tuple(types["types"].split())
        else:
            return _ORDERS.match(text) is not None
        return True

    def read(self, text: str) -> Reading | None:
        """What a line states; None when it is no line below a header."""
        if (paired := _COUNTS.match(text)) and (names := self._names.get(paired["protocol"])):
            return _paired(paired["protocol"], names, paired["counts"].split())
        if self._types and (row := _BLOCKS.match(text)) and len(row["counts"].split()) == len(self._types):
            return self._per_type(row)
        if self._cpus and (row := _ROW.match(text)):
            return self._per_cpu(row)
        return None

    def _per_type(self, row: re.Match[str]) -> Reading:
        labels: Labels = (("numa_node", row["node"]), ("zone", row["zone"]))
        counts = zip(self._types, row["counts"].split(), strict=True)
        return Reading(
            labels,
            [
                (Measure("proc.pagetypeinfo.blocks", "{block}", 1.0, (("type", kind),)), float(count))
                for kind, count in counts
            ],
            [],
        )

    def _per_cpu(self, row: re.Match[str]) -> Reading | None:
        counts = row["counts"].split()
        if len(counts) > len(self._cpus):
            return None
        # ERR and MIS are counted for the machine, not for each CPU.
        cpus = self._cpus if len(counts) == len(self._cpus) else ("all",) * len(counts)
        kind = "softirq" if row["name"] in _SOFTIRQS else "interrupt"
        labels: Labels = ((kind, row["name"]), *((("device", row["device"]),) if row["device"] else ()))
        return Reading(
            labels,
            [
                (Measure(f"proc.{kind}s", f"{{{kind}}}", 1.0, (("cpu", cpu),)), float(count))
                for cpu, count in zip(cpus, counts, strict=True)
            ],
            [],
        )


def _paired(protocol: str, names: tuple[str, ...], counts: list[str]) -> Reading | None:
    if len(names) != len(counts):
        return None
    known = {f"{protocol}.{name}": float(count) for name, count in zip(names, counts, strict=True)}
    values: list[tuple[Measure, float | None]] = [(Measure(f"proc.net.{name}", None), n) for name, n in known.items()]
    return Reading((), values, [(_RATES[name], count) for name, count in known.items() if name in _RATES])
