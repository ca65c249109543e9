"""What pidstat of sysstat 10.1.5 and 12.6.1 prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "process.cpu.utilization"
_OLD = Sample(
    program="pidstat -hdru, sysstat 10.1.5",
    text=(
        "Linux 3.10.0-1062.1.2.el7.x86_64 (db-01) \t07/10/2023 \t_x86_64_\t(1 CPU)\n"
        "\n"
        "#      Time   UID       PID    %usr %system  %guest    %CPU   CPU  minflt/s  majflt/s     VSZ    RSS   %MEM   kB_rd/s   kB_wr/s kB_ccwr/s  Command\n"
        " 1689037201    26      2297   10.00    0.50    0.00   10.50     0     74.75      0.00  108296   1072   0.03     -1.00     16.00      0.00  postgres: checkpointer \n"
    ),
    rows=tuple(
        {"line": 4, "time": "2023-07-11T01:00:01Z", "host": "db-01", "metric": metric, "value": value,
         "labels": {"uid": "26", "pid": "2297", "command": "postgres: checkpointer", **labels}}
        for metric, labels, value in (
            (_CPU, {"state": "user"}, 0.1), (_CPU, {"state": "system"}, 0.005), (_CPU, {"state": "guest"}, 0.0),
            (_CPU, {"state": "total"}, 0.105), ("pidstat.CPU", {}, 0.0),
            ("process.paging.faults", {"type": "minor"}, 74.75), ("process.paging.faults", {"type": "major"}, 0.0),
            ("process.memory.virtual", {}, 108296.0 * 1024), ("process.memory.usage", {}, 1072.0 * 1024),
            ("process.memory.utilization", {}, 0.0003),
            ("process.disk.io", {"direction": "read"}, None), ("process.disk.io", {"direction": "write"}, 16384.0),
            ("pidstat.kB_ccwr/s", {}, 0.0),
        )
    ),
)  # fmt: skip
_PLAIN = Sample(
    program="pidstat 1 1, sysstat 12.6.1, LC_ALL=C",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t07/10/23 \t_x86_64_\t(2 CPU)\n"
        "\n"
        "20:00:00      UID       PID    %usr %system  %guest   %wait    %CPU   CPU  Command\n"
        "20:00:01        0     10463   96.00    5.00    0.00    2.00  101.00     1  python\n"
        "\n"
        "Average:      UID       PID    %usr %system  %guest   %wait    %CPU   CPU  Command\n"
        "Average:        0     10463   96.00    5.00    0.00    2.00  101.00     -  python\n"
    ),
    rows=tuple(
        {"line": 4, "time": "2023-07-10T20:00:01Z", "metric": metric, "value": value}
        for metric, value in ((_CPU, 0.96), (_CPU, 0.05), (_CPU, 0.0), (_CPU, 0.02), (_CPU, 1.01), ("pidstat.CPU", 1.0))
    ),
)  # fmt: skip
# With -l a command line is printed as it is, newlines too: the rest belongs to the row.
_ARGUMENTS = Sample(
    program="pidstat -hrl, sysstat 12.6.1, LC_ALL=C",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t07/10/23 \t_x86_64_\t(2 CPU)\n"
        "\n"
        "# Time        UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command\n"
        "20:00:01        0       642      0.00      0.00    5484    3160   0.02  bash -c set -e\n"
        "export PGDATA=/var/lib/postgresql\n"
        "pg_dump shop \n"
        "20:00:01        0      1121      0.00      0.00   11640    7952   0.06  sshd\n"
    ),
    rows=tuple(
        {"line": line, "time": "2023-07-10T20:00:01Z", "host": "db-01", "metric": metric, "value": value,
         "labels": {"uid": "0", "pid": pid, "command": command, **labels}}
        for line, pid, command, virtual, usage, share in (
            (4, "642", "bash -c set -e", 5484.0, 3160.0, 0.0002), (7, "1121", "sshd", 11640.0, 7952.0, 0.0006),
        )
        for metric, labels, value in (
            ("process.paging.faults", {"type": "minor"}, 0.0), ("process.paging.faults", {"type": "major"}, 0.0),
            ("process.memory.virtual", {}, virtual * 1024), ("process.memory.usage", {}, usage * 1024),
            ("process.memory.utilization", {}, share),
        )
    ),
)  # fmt: skip

SAMPLES = (_OLD, _PLAIN, _ARGUMENTS)
