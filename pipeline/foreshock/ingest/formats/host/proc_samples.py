"""What Linux 6.1 shows in /proc, as pt-stalk 3.5 repeats it."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_TWICE = Sample(
    program="pt-stalk 3.5, diskstats of Linux 4.15",
    text=(
        "TS 1689037200.500000000 2023-07-10 20:00:00\n"
        "   8       0 sda 100 5 800 40 50 3 1600 90 1 1000 2000\n"
        "TS 1689037201.500000000 2023-07-10 20:00:01\n"
        "   8       0 sda 150 5 1000 60 60 3 1700 95 2 1900 4000\n"
    ),
    rows=(
        *(
            {"line": 2, "time": "2023-07-11T01:00:00.500000Z", "metric": f"proc.diskstats.{name}",
             "labels": {"device": "sda"}, "value": value}
            for name, value in (
                ("reads_completed", 100.0), ("reads_merged", 5.0), ("sectors_read", 800.0), ("read_time_ms", 40.0),
                ("writes_completed", 50.0), ("writes_merged", 3.0), ("sectors_written", 1600.0),
                ("write_time_ms", 90.0), ("io_in_progress", 1.0), ("io_time_ms", 1000.0),
                ("weighted_io_time_ms", 2000.0),
            )
        ),
        *(
            {"line": 4, "time": "2023-07-11T01:00:01.500000Z", "metric": f"proc.diskstats.{name}", "value": value}
            for name, value in (
                ("reads_completed", 150.0), ("reads_merged", 5.0), ("sectors_read", 1000.0), ("read_time_ms", 60.0),
                ("writes_completed", 60.0), ("writes_merged", 3.0), ("sectors_written", 1700.0),
                ("write_time_ms", 95.0), ("io_in_progress", 2.0), ("io_time_ms", 1900.0),
                ("weighted_io_time_ms", 4000.0),
            )
        ),
        {"line": 4, "metric": "system.disk.operations", "labels": {"device": "sda", "direction": "read"},
         "value": 50.0, "unit": "{operation}/s"},
        {"line": 4, "metric": "system.disk.operations", "labels": {"device": "sda", "direction": "write"},
         "value": 10.0},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "sda", "direction": "read"},
         "value": 200.0 * 512, "unit": "By/s"},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "sda", "direction": "write"},
         "value": 100.0 * 512},
        {"line": 4, "metric": "system.disk.io_time", "labels": {"device": "sda"}, "value": 0.9, "unit": "1"},
        {"line": 4, "metric": "system.disk.pending_operations", "value": 2.0},
    ),
)  # fmt: skip
_MEMINFO = Sample(
    program="/proc/meminfo of Linux 6.1",
    text="MemTotal:        8053804 kB\nMemFree:         5830864 kB\nActive(anon):       1024 kB\nHugePages_Total:       3\n",
    rows=(
        {"line": 1, "time": None, "metric": "system.memory.limit", "value": 8053804.0 * 1024, "unit": "By"},
        {"line": 2, "metric": "system.memory.usage", "labels": {"state": "free"}, "value": 5830864.0 * 1024},
        {"line": 3, "metric": "proc.meminfo.Active(anon)", "value": 1024.0 * 1024, "unit": "By"},
        {"line": 4, "metric": "proc.meminfo.HugePages_Total", "value": 3.0, "unit": None},
    ),
)
_STAT = Sample(
    program="/proc/stat and /proc/loadavg of Linux 6.1, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "cpu  100 0 100 700 100 0 0 0 0 0\n"
        "ctxt 1000\n"
        "procs_blocked 3\n"
        "2023-07-10T20:00:10-05:00\n"
        "cpu  200 0 200 1100 500 0 0 0 0 0\n"
        "ctxt 3000\n"
        "9.03 7.41 4.10 2/214 11054\n"
    ),
    rows=(
        *(
            {"line": 2, "time": "2023-07-11T01:00:00Z", "metric": "proc.stat.cpu_seconds", "value": value,
             "labels": {"cpu": "all", "state": state}, "unit": "s"}
            for state, value in (("user", 1.0), ("nice", 0.0), ("system", 1.0), ("idle", 7.0), ("iowait", 1.0),
                                 ("irq", 0.0), ("softirq", 0.0), ("steal", 0.0), ("guest", 0.0), ("guest_nice", 0.0))
        ),
        {"line": 3, "metric": "proc.stat.ctxt", "value": 1000.0},
        {"line": 4, "metric": "system.processes.count", "labels": {"status": "blocked"}, "value": 3.0},
        *({"line": 6, "metric": "proc.stat.cpu_seconds"} for _ in range(10)),
        *(
            {"line": 6, "time": "2023-07-11T01:00:10Z", "metric": "system.cpu.utilization", "value": value,
             "labels": {"cpu": "all", "state": state}, "unit": "1"}
            for state, value in (("user", 0.1), ("nice", 0.0), ("system", 0.1), ("idle", 0.4), ("iowait", 0.4),
                                 ("irq", 0.0), ("softirq", 0.0), ("steal", 0.0))
        ),
        {"line": 7, "metric": "proc.stat.ctxt", "value": 3000.0},
        {"line": 7, "metric": "system.context_switches", "value": 200.0, "unit": "{switch}/s"},
        {"line": 8, "metric": "system.cpu.load_average.1m", "value": 9.03},
        {"line": 8, "metric": "system.cpu.load_average.5m", "value": 7.41},
        {"line": 8, "metric": "system.cpu.load_average.15m", "value": 4.1},
        {"line": 8, "metric": "system.processes.count", "labels": {"status": "running"}, "value": 2.0},
        {"line": 8, "metric": "system.processes.count", "labels": {"status": "total"}, "value": 214.0},
        {"line": 8, "metric": "proc.loadavg.last_pid", "value": 11054.0},
    ),
)  # fmt: skip

_PRESSURE = Sample(
    program="/proc/pressure/io and /proc/uptime of Linux 6.1, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "some avg10=2.04 avg60=0.75 avg300=0.40 total=157656722\n"
        "full avg10=0.00 avg60=0.13 avg300=0.16 total=107656722\n"
    ),
    rows=(
        *(
            {"line": 2, "time": "2023-07-11T01:00:00Z", "metric": f"proc.pressure.{name}", "value": value,
             "labels": {"scope": "some", "resource": "io"}, "unit": unit}
            for name, value, unit in (("avg10", 0.0204, "1"), ("avg60", 0.0075, "1"), ("avg300", 0.004, "1"),
                                      ("total", 157.656722, "s"))
        ),
        *({"line": 3, "labels": {"scope": "full", "resource": "io"}} for _ in range(4)),
    ),
    options={"pressure": "io"},
)  # fmt: skip
_SNMP = Sample(
    program="/proc/net/snmp, /proc/net/sockstat and /proc/interrupts of Linux 6.1, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "Tcp: ActiveOpens CurrEstab RetransSegs\n"
        "Tcp: 100 7 40\n"
        "2023-07-10T20:00:10-05:00\n"
        "Tcp: ActiveOpens CurrEstab RetransSegs\n"
        "Tcp: 120 9 90\n"
        "sockets: used 97\n"
        "TCP: inuse 12 orphan 0\n"
        "           CPU0       CPU1       \n"
        "  24:          5          0   PCI-MSIX-0000:00:01.0   0-edge      virtio0-config\n"
        " ERR:          3\n"
    ),
    rows=(
        {"line": 3, "metric": "proc.net.Tcp.ActiveOpens", "value": 100.0},
        {"line": 3, "metric": "proc.net.Tcp.CurrEstab", "value": 7.0},
        {"line": 3, "metric": "proc.net.Tcp.RetransSegs", "value": 40.0},
        *({"line": 6, "time": "2023-07-11T01:00:10Z"} for _ in range(3)),
        {"line": 6, "metric": "system.network.connections.opened", "labels": {"direction": "out"}, "value": 2.0},
        {"line": 6, "metric": "system.network.retransmits", "value": 5.0, "unit": "{segment}/s"},
        {"line": 7, "metric": "proc.sockstat.used", "labels": {"protocol": "sockets"}, "value": 97.0},
        {"line": 8, "metric": "proc.sockstat.inuse", "labels": {"protocol": "TCP"}, "value": 12.0},
        {"line": 8, "metric": "proc.sockstat.orphan", "value": 0.0},
        *(
            {"line": 10, "metric": "proc.interrupts", "value": value,
             "labels": {"interrupt": "24", "device": "PCI-MSIX-0000:00:01.0   0-edge      virtio0-config", "cpu": cpu}}
            for cpu, value in (("0", 5.0), ("1", 0.0))
        ),
        {"line": 11, "metric": "proc.interrupts", "labels": {"interrupt": "ERR", "cpu": "all"}, "value": 3.0},
    ),
)  # fmt: skip
_SUMMARY = Sample(
    program="vmstat -s of procps 4.0",
    text="     24684084 K total memory\n       819928 K used memory\n            0 K used swap\n    259186099 CPU context switches\n",
    rows=(
        {"line": 1, "metric": "system.memory.limit", "value": 24684084.0 * 1024, "unit": "By"},
        {"line": 2, "metric": "system.memory.usage", "labels": {"state": "used"}, "value": 819928.0 * 1024},
        {"line": 3, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 0.0},
        {"line": 4, "metric": "vmstat.CPU_context_switches", "value": 259186099.0, "unit": None},
    ),
)

_PROCESS = Sample(
    program="/proc/PID/stat, /proc/swaps and /proc/buddyinfo of Linux 6.1, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "1 (a (b) c) S 0 1 1 0 -1 4194560 57533 4139 76 3 64 1069 6 5 20 0 2 0 4 131997696 3394 18446744073709551615 "
        "1 1 0 0 0 0 671173123 4096 1260 0 0 0 17 1 0 0 9 0 0 0 0 0 0 0 0 0 0\n"
        "Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n"
        "/dev/dm-1                               partition\t2097148\t1048\t-2\n"
        "Node 0, zone   Normal     12      0      7\n"
    ),
    rows=(
        *(
            {"line": 2, "time": "2023-07-11T01:00:00Z", "metric": metric, "value": value,
             "labels": {"pid": "1", "command": "a (b) c", **labels}}
            for metric, value, labels in (
                ("proc.pid.stat.minor_faults", 57533.0, {}), ("proc.pid.stat.major_faults", 76.0, {}),
                ("proc.pid.stat.cpu_seconds", 0.64, {"state": "user"}),
                ("proc.pid.stat.cpu_seconds", 10.69, {"state": "system"}),
                ("process.thread.count", 2.0, {}), ("process.memory.virtual", 131997696.0, {}),
                ("process.memory.usage", 3394.0 * 4096, {}), ("proc.pid.stat.io_delay_seconds", 0.09, {}),
            )
        ),
        {"line": 4, "metric": "system.paging.limit", "labels": {"device": "/dev/dm-1"}, "value": 2097148.0 * 1024},
        {"line": 4, "metric": "system.paging.usage", "value": 1048.0 * 1024, "unit": "By"},
        {"line": 4, "metric": "system.paging.usage", "labels": {"device": "/dev/dm-1", "state": "free"}},
        *(
            {"line": 5, "metric": "proc.buddyinfo.free", "value": value,
             "labels": {"numa_node": "0", "zone": "Normal", "order": order}}
            for order, value in (("0", 12.0), ("1", 0.0), ("2", 7.0))
        ),
    ),
)  # fmt: skip

_KERNEL = Sample(
    program="/proc/slabinfo and /proc/partitions of Linux 6.1, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "slabinfo - version: 2.1\n"
        "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> "
        "<batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n"
        "ext4_inode_cache     200    224   1000   32    8 : tunables    1    2    3 : slabdata      7      8      9\n"
        "major minor  #blocks  name\n"
        "\n"
        "   8        0   20971520 sda\n"
    ),
    rows=(
        *(
            {"line": 4, "time": "2023-07-11T01:00:00Z", "metric": f"proc.slabinfo.{name}", "value": value,
             "labels": {"cache": "ext4_inode_cache"}}
            for name, value in (
                ("active_objs", 200.0), ("num_objs", 224.0), ("objsize", 1000.0), ("objperslab", 32.0),
                ("pagesperslab", 8.0), ("limit", 1.0), ("batchcount", 2.0), ("sharedfactor", 3.0),
                ("active_slabs", 7.0), ("num_slabs", 8.0), ("sharedavail", 9.0), ("usage", 224_000.0),
            )
        ),
        {"line": 7, "metric": "proc.partitions.size", "labels": {"device": "sda"}, "value": 20971520.0 * 1024},
    ),
)  # fmt: skip

_ODDITIES = Sample(
    program="/proc/diskstats of Linux 2.6.18, /proc/net/dev with an alias, /proc/softirqs of Linux 5.15, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "   8       1 sda1 35486 38030 12 96\n"
        "Inter-|   Receive                                                |  Transmit\n"
        "eth0:1:60600053 9 0 0 0 0 0 0 4 1 0 0 0 0 0 0\n"
        "                    CPU0       CPU1\n"
        "      NET_RX:         61     128016\n"
    ),
    rows=(
        *(
            {"line": 2, "time": "2023-07-11T01:00:00Z", "metric": f"proc.diskstats.{name}", "value": value,
             "labels": {"device": "sda1"}}
            for name, value in (("reads_completed", 35486.0), ("sectors_read", 38030.0), ("writes_completed", 12.0),
                                ("sectors_written", 96.0))
        ),
        {"line": 4, "metric": "proc.net_dev.bytes", "value": 60600053.0,
         "labels": {"device": "eth0:1", "direction": "receive"}},
        {"line": 4, "metric": "proc.net_dev.packets", "value": 9.0},
        *(
            {"line": 4, "metric": f"proc.net_dev.{name}"}
            for name in ("errs", "drop", "fifo", "frame", "compressed", "multicast", "bytes", "packets", "errs",
                         "drop", "fifo", "colls", "carrier", "compressed")
        ),
        *(
            {"line": 6, "metric": "proc.softirqs", "value": value, "labels": {"softirq": "NET_RX", "cpu": cpu}}
            for cpu, value in (("0", 61.0), ("1", 128016.0))
        ),
    ),
)  # fmt: skip

SAMPLES = (_TWICE, _MEMINFO, _STAT, _PRESSURE, _SNMP, _SUMMARY, _PROCESS, _KERNEL, _ODDITIES)
