"""What top of procps-ng 4.0.2 and 3.2.8 prints in batch mode."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "system.cpu.utilization"
_MEMORY = "system.memory.usage"
_NEW = Sample(
    program="date -Is; top -b -n 1, procps-ng 4.0.2",
    text=(
        "2023-07-10T20:00:00\n"
        "top - 20:00:01 up  1:00,  1 user,  load average: 3.51, 4.45, 3.52\n"
        "Tasks: 102 total,   4 running,  98 sleeping,   0 stopped,   0 zombie\n"
        "%Cpu(s): 71.4 us, 28.6 sy,  0.0 ni,  0.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \n"
        "MiB Mem :  24105.5 total,  20095.5 free,    823.5 used,   3485.5 buff/cache     \n"
        "MiB Swap:      0.0 total,      0.0 free,      0.0 used.  23282.5 avail Mem \n"
        "\n"
        "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
        "  10735 postgres  20   0 2969784 288408 130572 S  68.8   1.2   0:01.18 postgres\n"
        "      1 root      20   0    1.5g  21760   6304 S   0.0   0.1   0:14.72 systemd\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01Z", "metric": "system.uptime", "value": 3600.0},
        {"line": 2, "metric": "uptime.users", "value": 1.0},
        {"line": 2, "metric": "system.cpu.load_average.1m", "value": 3.51},
        {"line": 2, "metric": "system.cpu.load_average.5m", "value": 4.45},
        {"line": 2, "metric": "system.cpu.load_average.15m", "value": 3.52},
        *(
            {"line": 3, "metric": "system.processes.count", "labels": {"status": status}, "value": value}
            for status, value in (("total", 102.0), ("running", 4.0), ("sleeping", 98.0), ("stopped", 0.0),
                                  ("zombie", 0.0))
        ),
        *(
            {"line": 4, "metric": _CPU, "labels": {"cpu": "all", "state": state}, "value": value}
            for state, value in (("user", 0.714), ("system", 0.286), ("nice", 0.0), ("idle", 0.0), ("iowait", 0.0),
                                 ("irq", 0.0), ("softirq", 0.0), ("steal", 0.0))
        ),
        {"line": 5, "metric": "system.memory.limit", "value": 24105.5 * 1024**2, "unit": "By"},
        {"line": 5, "metric": _MEMORY, "labels": {"state": "free"}, "value": 20095.5 * 1024**2},
        {"line": 5, "metric": _MEMORY, "labels": {"state": "used"}, "value": 823.5 * 1024**2},
        {"line": 5, "metric": _MEMORY, "labels": {"state": "buff_cache"}, "value": 3485.5 * 1024**2},
        {"line": 6, "metric": "system.paging.limit", "value": 0.0},
        {"line": 6, "metric": "system.paging.usage", "labels": {"state": "free"}, "value": 0.0},
        {"line": 6, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 0.0},
        {"line": 6, "metric": _MEMORY, "labels": {"state": "available"}, "value": 23282.5 * 1024**2},
        {"line": 9, "metric": "process.cpu.utilization",
         "labels": {"pid": "10735", "user": "postgres", "command": "postgres", "state": "total"}, "value": 0.688},
        {"line": 9, "metric": "process.memory.utilization", "value": 0.012},
        {"line": 9, "metric": "process.memory.virtual", "value": 2969784.0 * 1024},
        {"line": 9, "metric": "process.memory.usage", "value": 288408.0 * 1024},
        {"line": 9, "metric": "process.memory.shared", "value": 130572.0 * 1024},
        {"line": 9, "metric": "process.cpu.time", "value": 1.18, "unit": "s"},
        {"line": 10, "metric": "process.cpu.utilization", "value": 0.0},
        {"line": 10, "metric": "process.memory.utilization", "value": 0.001},
        {"line": 10, "metric": "process.memory.virtual", "value": 1.5 * 1024**3},
        {"line": 10, "metric": "process.memory.usage", "value": 21760.0 * 1024},
        {"line": 10, "metric": "process.memory.shared", "value": 6304.0 * 1024},
        {"line": 10, "metric": "process.cpu.time", "value": 14.72},
    ),
)  # fmt: skip
_OLD = Sample(
    program="top -b -n 1, procps 3.2.8",
    text=(
        "top - 20:00:01 up 23 days, 22:44,  2 users,  load average: 9.03, 7.41, 4.10\n"
        "Cpu(s):  2.2%us,  0.5%sy,  0.0%ni, 56.1%id, 41.2%wa,  0.0%hi,  0.0%si,  0.0%st\n"
        "Mem:   8053804k total,  7824460k used,   229344k free,   154204k buffers\n"
        "Swap:  2097152k total,        0k used,  2097152k free,  1530004k cached\n"
    ),
    rows=(
        {"line": 1, "time": None, "metric": "system.uptime", "value": 23 * 86400.0 + 22 * 3600 + 44 * 60},
        {"line": 1, "metric": "uptime.users", "value": 2.0},
        {"line": 1, "value": 9.03}, {"line": 1, "value": 7.41}, {"line": 1, "value": 4.1},
        *(
            {"line": 2, "metric": _CPU, "labels": {"cpu": "all", "state": state}, "value": value}
            for state, value in (("user", 0.022), ("system", 0.005), ("nice", 0.0), ("idle", 0.561), ("iowait", 0.412),
                                 ("irq", 0.0), ("softirq", 0.0), ("steal", 0.0))
        ),
        {"line": 3, "metric": "system.memory.limit", "value": 8053804.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "used"}, "value": 7824460.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "free"}, "value": 229344.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "buffers"}, "value": 154204.0 * 1024},
        {"line": 4, "metric": "system.paging.limit", "value": 2097152.0 * 1024},
        {"line": 4, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 0.0},
        {"line": 4, "metric": "system.paging.usage", "labels": {"state": "free"}, "value": 2097152.0 * 1024},
        {"line": 4, "metric": _MEMORY, "labels": {"state": "cached"}, "value": 1530004.0 * 1024},
    ),
)  # fmt: skip

_FIELDS = Sample(
    program="top -b -n 1 with fields behind the command and memory in MiB, procps-ng 3.3.10",
    text=(
        "top - 11:20:43 up  1:18,  2 users,  load average: 0.00, 0.01, 0.05\n"
        "GiB Swap:      2.0 total,      2.0 free,      0.0 used.      3.3 avail Mem \n"
        "\n"
        "   PID USER      PR  NI    VIRT S %CPU %MEM     TIME+ COMMAND             PPID nTH   SWAP nMin ENVIRON\n"
        "     1 root      20   0  125.1m S  0.0  0.2   0:01.47 systemd                0   1   0.5m  13k -\n"
        "  2225 ann       20   0  158.1m R 12.5  0.1   0:00.02 top -b -n 1         1884   1   0.0m  736 HOME=/ TERM=x\n"
    ),
    rows=(
        *({"line": 1} for _ in range(5)),
        *({"line": 2} for _ in range(4)),
        {"line": 5, "metric": "process.cpu.utilization", "value": 0.0,
         "labels": {"pid": "1", "user": "root", "command": "systemd", "state": "total"}},
        {"line": 5, "metric": "process.memory.utilization", "value": 0.002},
        {"line": 5, "metric": "process.memory.virtual", "value": 125.1 * 1024**2},
        {"line": 5, "metric": "process.thread.count", "value": 1.0},
        {"line": 5, "metric": "top.SWAP", "value": 0.5 * 1024**2, "unit": "By"},
        {"line": 5, "metric": "top.nMin", "value": 13000.0, "unit": "{fault}"},
        {"line": 5, "metric": "process.cpu.time", "value": 1.47},
        {"line": 6, "metric": "process.cpu.utilization", "value": 0.125,
         "labels": {"pid": "2225", "user": "ann", "command": "top -b -n 1", "state": "total"}},
        {"line": 6, "metric": "process.memory.utilization", "value": 0.001},
        {"line": 6, "metric": "process.memory.virtual", "value": 158.1 * 1024**2},
        {"line": 6, "metric": "process.cpu.time", "value": 0.02},
    ),
)  # fmt: skip

SAMPLES = (_NEW, _OLD, _FIELDS)
