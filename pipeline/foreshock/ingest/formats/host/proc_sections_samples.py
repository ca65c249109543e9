"""What Linux 5.4 shows in files of /proc whose lines hold for what stands above them."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_SECTIONS = Sample(
    program="/proc/zoneinfo, /proc/PID/status, /proc/net/softnet_stat and /proc/net/snmp6 of Linux 5.4, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "Node 0, zone   Normal\n"
        "  per-node stats\n"
        "      nr_dirty     12\n"
        "  pages free     5113\n"
        "        min      4097\n"
        "        protection: (0, 2871, 3795)\n"
        "  pagesets\n"
        "    cpu: 1\n"
        "              high:  378\n"
        "  vm stats threshold: 16\n"
        "  node_unreclaimable:  0\n"
        "Name:\tpostgres\n"
        "State:\tD (disk sleep)\n"
        "Pid:\t4711\n"
        "VmRSS:\t   13252 kB\n"
        "VmSwap:\t       0 kB\n"
        "SigQ:\t0/15245\n"
        "Threads:\t1\n"
        "0001aacc 0000000b 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
        "00005f31 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
        "Ip6InDiscards                   \t7\n"
        "2023-07-10T20:00:10-05:00\n"
        "0001aacc 00000000 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-11T01:00:00Z", "metric": "proc.zoneinfo.nr_dirty", "value": 12.0,
         "labels": {"numa_node": "0", "zone": "Normal"}},
        {"line": 5, "metric": "proc.zoneinfo.pages_free", "value": 5113.0},
        {"line": 6, "metric": "proc.zoneinfo.min", "value": 4097.0},
        {"line": 10, "metric": "proc.zoneinfo.high", "value": 378.0,
         "labels": {"numa_node": "0", "zone": "Normal", "cpu": "1"}},
        {"line": 11, "metric": "proc.zoneinfo.vm_stats_threshold", "value": 16.0},
        {"line": 12, "metric": "proc.zoneinfo.node_unreclaimable", "labels": {"numa_node": "0", "zone": "Normal"}},
        {"line": 16, "metric": "process.memory.usage", "value": 13252.0 * 1024, "unit": "By",
         "labels": {"command": "postgres", "pid": "4711"}},
        {"line": 17, "metric": "proc.pid.status.VmSwap", "value": 0.0, "unit": "By"},
        {"line": 19, "metric": "process.thread.count", "value": 1.0},
        *(
            {"line": line, "metric": f"proc.softnet_stat.{name}", "value": value, "labels": {"cpu": cpu}}
            for line, cpu, counts in ((20, "0", (109260.0, 11.0, 3.0)), (21, "1", (24369.0, 0.0, 1.0)))
            for name, value in zip(
                ("processed", "dropped", "time_squeeze", "cpu_collision", "received_rps", "flow_limit_count"),
                (*counts, 0.0, 0.0, 0.0), strict=True,
            )
        ),
        {"line": 22, "metric": "proc.net.Ip6InDiscards", "value": 7.0},
        *({"line": 24, "time": "2023-07-11T01:00:10Z", "labels": {"cpu": "0"}} for _ in range(5)),
    ),
)  # fmt: skip

_STATM = Sample(
    program="/proc/PID/statm of Linux 5.4",
    text="42496 3313 2169 202 0 5180 0\n",
    rows=(
        {"line": 1, "metric": "process.memory.virtual", "value": 42496.0 * 4096, "unit": "By"},
        {"line": 1, "metric": "process.memory.usage", "value": 3313.0 * 4096},
        {"line": 1, "metric": "proc.pid.statm.shared", "value": 2169.0 * 4096},
        {"line": 1, "metric": "proc.pid.statm.text", "value": 202.0 * 4096},
        {"line": 1, "metric": "proc.pid.statm.data", "value": 5180.0 * 4096},
    ),
)

SECTIONS_SAMPLES = (_SECTIONS, _STATM)
