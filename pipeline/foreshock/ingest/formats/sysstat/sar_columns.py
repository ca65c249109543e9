"""What the columns of sar mean, from sysstat 10 to 12, as data: column -> metric, unit, scale, labels.

Source: sar(1) of sysstat 10.1.5, 11.7.3 and 12.6.1. Percentages become ratios, kB and MB are 1024-based,
blocks and sectors have 512 bytes. A column that no convention fits keeps its name as ``sar.<column>``.
"""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.parts.measurements import KIBIBYTE, MEBIBYTE, MILLISECOND, PERCENT, SECTOR, Measure

# The column that names what a row is about, and the label that takes its value.
ENTITIES: Mapping[str, str] = {
    "CPU": "cpu", "DEV": "device", "IFACE": "device", "INTR": "interrupt", "TTY": "device", "BAT": "battery",
    "BUS": "bus", "FAN": "fan", "TEMP": "sensor", "IN": "sensor",
    "NODE": "numa_node", "FILESYSTEM": "device", "MOUNTPOINT": "mountpoint", "FCHOST": "device",
}  # fmt: skip
# Columns that hold words or codes, not measurements.
WORDS = frozenset({"DEVICE", "manufact", "product", "status", "idvendor", "idprod", "CORE", "SOCK", "NODE"})
# Those of them that tell two rows of one entity apart: devices on one USB bus.
CODES = ("idvendor", "idprod")

RESTART = Measure("sar.restart", "{restart}")
# Headers whose columns show no unit are known by one of these.
_PLAIN = frozenset({
    "dentunusd", "totsck", "tcp6sck", "MHz", "wghMHz", "rpm", "degC", "inV",
})  # fmt: skip


def measure_of(entity: str, column: str) -> Measure:
    """What ``column`` of the table of ``entity`` ("" for tables without one) measures."""
    if entity == "INTR":
        cpu = () if column == "intr/s" else (("cpu", column.lower().removeprefix("cpu")),)
        return Measure("sar.intr/s", "{interrupt}/s", labels=cpu)
    known = _MEASURES.get(_TABLE_OF.get(entity, entity), {}).get(column)
    return known or Measure(f"sar.{column}", _own_unit(column))


def is_column(entity: str, word: str) -> bool:
    """Whether sar prints ``word`` above a column of the table of ``entity``."""
    if word.endswith("/s") or word.startswith("%") or word in _PLAIN:
        return True
    return word in _MEASURES.get(_TABLE_OF.get(entity, entity), {})


def _own_unit(column: str) -> str | None:
    if column.startswith("%"):
        return "%"
    if column.startswith("kb"):
        return "KiBy"
    return "/s" if column.endswith("/s") else None


def _share(metric: str, **labels: str) -> Measure:
    return Measure(metric, "1", PERCENT, tuple(labels.items()))


def _sized(metric: str, scale: float, unit: str = "By", **labels: str) -> Measure:
    return Measure(metric, unit, scale, tuple(labels.items()))


def _count(metric: str, unit: str, **labels: str) -> Measure:
    return Measure(metric, unit, 1.0, tuple(labels.items()))


_TABLE_OF = {"MOUNTPOINT": "FILESYSTEM", "NODE": "CPU"}
_CPU = "system.cpu.utilization"
_MEMORY = "system.memory.usage"
_SWAP = "system.paging.usage"
_DISK_OPERATIONS = "system.disk.operations"
_DISK_IO = "system.disk.io"
_NETWORK_IO = "system.network.io"
_PACKETS = "system.network.packets"

_MEASURES: Mapping[str, Mapping[str, Measure]] = {
    "BUS": {"maxpower": _count("sar.maxpower", "mA")},
    "CPU": {
        "%user": _share(_CPU, state="user"),
        "%usr": _share(_CPU, state="user"),
        "%nice": _share(_CPU, state="nice"),
        "%system": _share(_CPU, state="system"),
        "%sys": _share(_CPU, state="system"),
        "%iowait": _share(_CPU, state="iowait"),
        "%steal": _share(_CPU, state="steal"),
        "%irq": _share(_CPU, state="irq"),
        "%soft": _share(_CPU, state="softirq"),
        "%guest": _share(_CPU, state="guest"),
        "%gnice": _share(_CPU, state="guest_nice"),
        "%idle": _share(_CPU, state="idle"),
    },
    "DEV": {
        "tps": _count(_DISK_OPERATIONS, "{operation}/s", direction="total"),
        "rkB/s": _sized(_DISK_IO, KIBIBYTE, "By/s", direction="read"),
        "wkB/s": _sized(_DISK_IO, KIBIBYTE, "By/s", direction="write"),
        "dkB/s": _sized(_DISK_IO, KIBIBYTE, "By/s", direction="discard"),
        "rd_sec/s": _sized(_DISK_IO, SECTOR, "By/s", direction="read"),
        "wr_sec/s": _sized(_DISK_IO, SECTOR, "By/s", direction="write"),
        "aqu-sz": _count("system.disk.pending_operations", "{operation}"),
        "avgqu-sz": _count("system.disk.pending_operations", "{operation}"),
        "await": _sized("system.disk.operation_time", MILLISECOND, "s"),
        "%util": _share("system.disk.io_time"),
    },
    "IFACE": {
        "rxpck/s": _count(_PACKETS, "{packet}/s", direction="receive"),
        "txpck/s": _count(_PACKETS, "{packet}/s", direction="transmit"),
        "rxkB/s": _sized(_NETWORK_IO, KIBIBYTE, "By/s", direction="receive"),
        "txkB/s": _sized(_NETWORK_IO, KIBIBYTE, "By/s", direction="transmit"),
        "%ifutil": _share("system.network.utilization"),
        "rxerr/s": _count("system.network.errors", "{error}/s", direction="receive"),
        "txerr/s": _count("system.network.errors", "{error}/s", direction="transmit"),
        "rxdrop/s": _count("system.network.dropped", "{packet}/s", direction="receive"),
        "txdrop/s": _count("system.network.dropped", "{packet}/s", direction="transmit"),
    },
    "FILESYSTEM": {
        "MBfsfree": _sized("system.filesystem.usage", MEBIBYTE, state="free"),
        "MBfsused": _sized("system.filesystem.usage", MEBIBYTE, state="used"),
        # %ufsused is what a service that is not root has used up, as df's Use%: it is 100 when writes begin to
        # fail, while %fsused still counts the blocks reserved for root as free.
        "%ufsused": _share("system.filesystem.utilization"),
        "Ifree": _count("system.filesystem.inodes.usage", "{inode}", state="free"),
        "Iused": _count("system.filesystem.inodes.usage", "{inode}", state="used"),
        "%Iused": _share("system.filesystem.inodes.utilization"),
    },
    "": {
        "proc/s": _count("system.processes.created", "{process}/s"),
        "cswch/s": _count("system.context_switches", "{switch}/s"),
        "pswpin/s": _count("system.paging.operations", "{operation}/s", direction="in"),
        "pswpout/s": _count("system.paging.operations", "{operation}/s", direction="out"),
        "fault/s": _count("system.paging.faults", "{fault}/s", type="total"),
        "majflt/s": _count("system.paging.faults", "{fault}/s", type="major"),
        "tps": _count(_DISK_OPERATIONS, "{operation}/s", device="all", direction="total"),
        "rtps": _count(_DISK_OPERATIONS, "{operation}/s", device="all", direction="read"),
        "wtps": _count(_DISK_OPERATIONS, "{operation}/s", device="all", direction="write"),
        "dtps": _count(_DISK_OPERATIONS, "{operation}/s", device="all", direction="discard"),
        "bread/s": _sized(_DISK_IO, SECTOR, "By/s", device="all", direction="read"),
        "bwrtn/s": _sized(_DISK_IO, SECTOR, "By/s", device="all", direction="write"),
        "bdscd/s": _sized(_DISK_IO, SECTOR, "By/s", device="all", direction="discard"),
        "kbmemfree": _sized(_MEMORY, KIBIBYTE, state="free"),
        "kbavail": _sized(_MEMORY, KIBIBYTE, state="available"),
        "kbmemused": _sized(_MEMORY, KIBIBYTE, state="used"),
        "%memused": _share("system.memory.utilization", state="used"),
        "kbbuffers": _sized(_MEMORY, KIBIBYTE, state="buffers"),
        "kbcached": _sized(_MEMORY, KIBIBYTE, state="cached"),
        "kbcommit": _sized(_MEMORY, KIBIBYTE, state="committed"),
        "%commit": _share("system.memory.utilization", state="committed"),
        "kbactive": _sized(_MEMORY, KIBIBYTE, state="active"),
        "kbinact": _sized(_MEMORY, KIBIBYTE, state="inactive"),
        "kbdirty": _sized(_MEMORY, KIBIBYTE, state="dirty"),
        "kbswpfree": _sized(_SWAP, KIBIBYTE, state="free"),
        "kbswpused": _sized(_SWAP, KIBIBYTE, state="used"),
        "%swpused": _share("system.paging.utilization", state="used"),
        "kbswpcad": _sized(_SWAP, KIBIBYTE, state="cached"),
        "runq-sz": _count("system.processes.count", "{process}", status="running"),
        "plist-sz": _count("system.processes.count", "{process}", status="total"),
        "blocked": _count("system.processes.count", "{process}", status="blocked"),
        "ldavg-1": _count("system.cpu.load_average.1m", "1"),
        "ldavg-5": _count("system.cpu.load_average.5m", "1"),
        "ldavg-15": _count("system.cpu.load_average.15m", "1"),
    },
}


def entity_of(column: str, name: str) -> str:
    """The table (CPU, DEV, IFACE, ...) of a column that is told of ``name``; empty when it is of the host."""
    if name in {"", "-"}:
        return ""
    known = next((table for table, columns in _MEASURES.items() if table and column in columns), "")
    if known == "FILESYSTEM" and name.startswith("/") and not name.startswith("/dev/"):
        return "MOUNTPOINT"
    if known:
        return known
    if column.startswith(("rx", "tx", "coll", "%ifutil")) and not column.startswith("rx_"):
        return "IFACE"
    if column in {"intr/s", "all"} or column.removeprefix("cpu").isdecimal():
        return "INTR"
    return "CPU" if name == "all" or name.removeprefix("cpu").isdecimal() else "DEV"
