"""What ps prints, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_ROOT = {"pid": "1205", "user": "root", "command": "/usr/bin/dockerd-current --add-runtime docker-runc"}
_AUX = Sample(
    program="a dump of the system's state with ps auxww, procps-ng 3.3.10",
    text=(
        "========== Start of system state dump at Thu Jun 2 00:01:01 UTC 2022 ==========\n"
        "\n"
        "/bin/ps auxww\n"
        "USER        PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
        "root       1205  0.1  0.7 644304 27244 ?        Ssl  Oct25   1:26 "
        "/usr/bin/dockerd-current --add-runtime docker-runc\n"
        "========== End of system state dump ==========\n"
    ),
    rows=(
        {"line": 5, "time": "2022-06-02T00:01:01Z", "metric": "ps.cpu_share_of_lifetime", "value": 0.001,
         "labels": _ROOT},
        {"line": 5, "metric": "process.memory.utilization", "value": 0.007, "labels": _ROOT},
        {"line": 5, "metric": "process.memory.virtual", "value": 644304.0 * 1024, "unit": "By"},
        {"line": 5, "metric": "process.memory.usage", "value": 27244.0 * 1024},
        {"line": 5, "metric": "process.cpu.time", "value": 86.0, "unit": "s", "labels": {**_ROOT, "state": "total"}},
    ),
)  # fmt: skip
_EF = Sample(
    program="pt-stalk 3.5 (ps -eaF, procps-ng 3.3.17)",
    text=(
        "TS 1689019201.002033000 2023-07-10 20:00:01\n"
        "UID          PID    PPID  C    SZ   RSS PSR STIME TTY          TIME CMD\n"
        "mysql        877       1 12 446872 400128   1 Jul09 ?        1-02:03:04 /usr/sbin/mysqld\n"
    ),
    rows=(
        {"line": 3, "time": "2023-07-10T20:00:01.002033Z", "metric": "ps.cpu_share_of_lifetime", "value": 0.12},
        {"line": 3, "metric": "process.memory.usage", "value": 400128.0 * 1024},
        {"line": 3, "metric": "process.cpu.time", "value": 93784.0,
         "labels": {"pid": "877", "user": "mysql", "command": "/usr/sbin/mysqld", "state": "total"}},
    ),
)  # fmt: skip

SAMPLES = (_AUX, _EF)
