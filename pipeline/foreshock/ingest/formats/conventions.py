"""The metric names and severities that every parser maps to, after OpenTelemetry's semantic conventions.

OpenTelemetry's system metrics are counters; sar, vmstat and iostat print rates. A rate keeps the
convention's name and says so in its unit ("By/s", "{operation}/s").
Source: opentelemetry.io/docs/specs/semconv/system/system-metrics, and .../otel/logs/data-model for severities.
"""

from __future__ import annotations

# name -> (unit, labels, meaning)
METRIC_NAMES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "system.cpu.utilization": (
        "1",
        ("cpu", "state"),
        "share of time; cpu is all or a number; state user, system, nice, iowait, steal, irq, softirq, guest, idle",
    ),
    "system.cpu.load_average.1m": ("1", (), "run queue, one-minute average"),
    "system.cpu.load_average.5m": ("1", (), "run queue, five-minute average"),
    "system.cpu.load_average.15m": ("1", (), "run queue, fifteen-minute average"),
    "system.uptime": ("s", (), "time since boot"),
    "system.processes.count": ("{process}", ("status",), "processes; status running, blocked, total"),
    "system.processes.created": ("{process}/s", (), "processes created"),
    "system.context_switches": ("{switch}/s", (), "context switches"),
    "system.memory.usage": (
        "By",
        ("state",),
        "memory; state used, free, available, cached, buffers, committed, dirty, active, inactive",
    ),
    "system.memory.limit": ("By", (), "memory in all"),
    "system.memory.utilization": ("1", ("state",), "share of memory; state used, committed"),
    "system.paging.usage": ("By", ("state",), "swap; state used, free, cached"),
    "system.paging.limit": ("By", (), "swap in all"),
    "system.paging.utilization": ("1", ("state",), "share of swap; state used"),
    "system.paging.operations": ("{operation}/s", ("direction",), "pages swapped; direction in, out"),
    "system.paging.faults": ("{fault}/s", ("type",), "page faults; type major, minor"),
    "system.disk.operations": (
        "{operation}/s",
        ("device", "direction"),
        "I/O operations; direction read, write, total",
    ),
    "system.disk.io": ("By/s", ("device", "direction"), "bytes moved; direction read, write, discard"),
    "system.disk.io_time": ("1", ("device",), "share of time that the device was busy"),
    "system.disk.operation_time": ("s", ("device",), "average time of one operation, queue included"),
    "system.disk.pending_operations": ("{operation}", ("device",), "average queue length"),
    "system.filesystem.usage": ("By", ("mountpoint", "device", "state"), "space; state used, free"),
    "system.filesystem.limit": ("By", ("mountpoint", "device"), "space in all"),
    "system.filesystem.utilization": ("1", ("mountpoint", "device"), "share of space used"),
    "system.filesystem.inodes.usage": ("{inode}", ("mountpoint", "device", "state"), "inodes; state used, free"),
    "system.filesystem.inodes.limit": ("{inode}", ("mountpoint", "device"), "inodes in all"),
    "system.filesystem.inodes.utilization": ("1", ("mountpoint", "device"), "share of inodes used"),
    "system.network.io": ("By/s", ("device", "direction"), "bytes; direction receive, transmit"),
    "system.network.packets": ("{packet}/s", ("device", "direction"), "packets; direction receive, transmit"),
    "system.network.errors": ("{error}/s", ("device", "direction"), "errors; direction receive, transmit"),
    "system.network.dropped": ("{packet}/s", ("device", "direction"), "dropped packets; direction receive, transmit"),
    "system.network.utilization": ("1", ("device",), "share of the link's speed"),
    "process.cpu.utilization": ("1", ("pid", "command", "state"), "share of a CPU; state user, system, wait, ..."),
    "process.memory.usage": ("By", ("pid", "command"), "resident memory of a process"),
    "process.memory.virtual": ("By", ("pid", "command"), "virtual memory of a process"),
    "process.memory.shared": ("By", ("pid", "command"), "shared memory of a process"),
    "process.memory.utilization": ("1", ("pid", "command"), "share of memory that a process has"),
    "process.disk.io": ("By/s", ("pid", "command", "direction"), "bytes that a process moved; direction read, write"),
    "process.paging.faults": ("{fault}/s", ("pid", "command", "type"), "page faults of a process; type major, minor"),
    "process.context_switches": ("{switch}/s", ("pid", "command", "type"), "switches; type voluntary, involuntary"),
    "process.thread.count": ("{thread}", ("pid", "command"), "threads of a process"),
    "process.unix.file_descriptor.count": ("{file_descriptor}", ("pid", "command"), "files that a process holds open"),
    "postgresql.backends": ("{connection}", ("state",), "server connections"),
    "postgresql.connection.max": ("{connection}", (), "max_connections"),
}  # fmt: skip

# Severity as programs write it (lower case) -> OpenTelemetry severity number.
SEVERITY_NUMBERS: dict[str, int] = {
    "trace": 1,
    "debug5": 1, "debug4": 2, "debug3": 3, "debug2": 4, "debug1": 5,
    "debug": 5,
    "info": 9, "log": 9, "statement": 9, "note": 9,
    "notice": 10,
    "warn": 13, "warning": 13,
    "error": 17, "err": 17, "fehler": 17,
    "crit": 18, "critical": 18,
    "alert": 19,
    "fatal": 21,
    "panic": 22, "emerg": 22, "emergency": 22,
}  # fmt: skip
