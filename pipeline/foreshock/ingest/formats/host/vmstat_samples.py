"""What vmstat of procps-ng 4.0.2 and 3.3.10 prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "system.cpu.utilization"
_MEMORY = "system.memory.usage"
# Read by a UTC clock: a zone that was set counts more than the header's.
_TIMED = Sample(
    program="vmstat -t 1 2, procps-ng 4.0.2, TZ=America/New_York",
    text=(
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu----- -----timestamp-----\n"
        " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st                 EST\n"
        " 1  0      0 20635836  27420 3596404    0    8  1147  1391  533 3847 27  8 65  0  0 2026-11-22 09:53:07\n"
    ),
    rows=(
        {"line": 3, "time": "2026-11-22T09:53:07Z", "metric": "system.processes.count",
         "labels": {"status": "running"}, "value": 1.0, "unit": "{process}"},
        {"line": 3, "labels": {"status": "blocked"}, "value": 0.0},
        {"line": 3, "metric": "system.paging.usage", "labels": {"state": "used"}, "value": 0.0, "unit": "By"},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "free"}, "value": 20635836.0 * 1024, "unit": "By"},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "buffers"}, "value": 27420.0 * 1024},
        {"line": 3, "metric": _MEMORY, "labels": {"state": "cached"}, "value": 3596404.0 * 1024},
        {"line": 3, "metric": "vmstat.si", "value": 0.0},
        {"line": 3, "metric": "system.paging.operations", "labels": {"direction": "in"}, "value": 0.0},
        {"line": 3, "metric": "vmstat.so", "value": 8192.0, "unit": "By/s"},
        {"line": 3, "metric": "system.paging.operations", "labels": {"direction": "out"}, "value": 2.0},
        {"line": 3, "metric": "system.disk.io", "labels": {"device": "all", "direction": "read"},
         "value": 1147.0 * 1024, "unit": "By/s"},
        {"line": 3, "metric": "system.disk.io", "labels": {"device": "all", "direction": "write"},
         "value": 1391.0 * 1024},
        {"line": 3, "metric": "vmstat.in", "value": 533.0, "unit": "{interrupt}/s"},
        {"line": 3, "metric": "system.context_switches", "value": 3847.0, "unit": "{switch}/s"},
        {"line": 3, "metric": _CPU, "labels": {"cpu": "all", "state": "user"}, "value": 0.27, "unit": "1"},
        {"line": 3, "metric": _CPU, "labels": {"cpu": "all", "state": "system"}, "value": 0.08},
        {"line": 3, "metric": _CPU, "labels": {"cpu": "all", "state": "idle"}, "value": 0.65},
        {"line": 3, "metric": _CPU, "labels": {"cpu": "all", "state": "iowait"}, "value": 0.0},
        {"line": 3, "metric": _CPU, "labels": {"cpu": "all", "state": "steal"}, "value": 0.0},
    ),
)  # fmt: skip
_ACTIVE = Sample(
    program="date -Is; vmstat -a, procps-ng 3.3.10",
    text=(
        "2023-07-10T20:00:01-05:00\n"
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n"
        " r  b   swpd   free  inact active   si   so    bi    bo   in   cs us sy id wa st\n"
        " 2  1      0 2794716 295968 312724    0    0     1     3   29   57  0  0 99  1  0\n"
    ),
    rows=tuple(
        {"line": 4, "time": "2023-07-11T01:00:01Z", "metric": metric, "value": value}
        for metric, value in (
            ("system.processes.count", 2.0), ("system.processes.count", 1.0), ("system.paging.usage", 0.0),
            (_MEMORY, 2794716.0 * 1024), (_MEMORY, 295968.0 * 1024), (_MEMORY, 312724.0 * 1024),
            ("vmstat.si", 0.0), ("system.paging.operations", 0.0), ("vmstat.so", 0.0),
            ("system.paging.operations", 0.0), ("system.disk.io", 1024.0), ("system.disk.io", 3072.0),
            ("vmstat.in", 29.0), ("system.context_switches", 57.0),
            (_CPU, 0.0), (_CPU, 0.0), (_CPU, 0.99), (_CPU, 0.01), (_CPU, 0.0),
        )
    ),
)  # fmt: skip
_PLAIN_HEAD = Sample(
    program="date -Is; vmstat, procps 3.1.15",
    text=(
        "2023-07-10T20:00:01-05:00\n"
        "procs                      memory      swap          io     system      cpu\n"
        " r  b   swpd   free   buff  cache   si   so    bi    bo   in    cs us sy id wa\n"
        " 1  0      0 123456   1234  56789    0    0     1     2    3     4  5  6 89  0\n"
    ),
    rows=tuple(
        {"line": 4, "time": "2023-07-11T01:00:01Z", "metric": metric, "value": value}
        for metric, value in (
            ("system.processes.count", 1.0), ("system.processes.count", 0.0), ("system.paging.usage", 0.0),
            (_MEMORY, 123456.0 * 1024), (_MEMORY, 1234.0 * 1024), (_MEMORY, 56789.0 * 1024),
            ("vmstat.si", 0.0), ("system.paging.operations", 0.0), ("vmstat.so", 0.0),
            ("system.paging.operations", 0.0), ("system.disk.io", 1024.0), ("system.disk.io", 2048.0),
            ("vmstat.in", 3.0), ("system.context_switches", 4.0),
            (_CPU, 0.05), (_CPU, 0.06), (_CPU, 0.89), (_CPU, 0.0),
        )
    ),
)  # fmt: skip
_DISK = Sample(
    program="vmstat -d -t, procps-ng 4.0.2",
    text=(
        "disk- ------------reads------------ ------------writes----------- -----IO------ -----timestamp-----\n"
        "       total merged sectors      ms  total merged sectors      ms    cur    sec                 UTC\n"
        "vda   305995  25448 16619122  314870 157500 138444 20165776   70893      1     45 2026-11-22 14:53:08\n"
    ),
    rows=tuple(
        {"line": 3, "time": "2026-11-22T14:53:08Z", "metric": f"vmstat.disk.{column}", "labels": {"device": "vda"},
         "value": value}
        for column, value in (
            ("reads.total", 305995.0), ("reads.merged", 25448.0), ("reads.sectors", 16619122.0),
            ("reads.ms", 314870.0), ("writes.total", 157500.0), ("writes.merged", 138444.0),
            ("writes.sectors", 20165776.0), ("writes.ms", 70893.0), ("io.cur", 1.0), ("io.sec", 45.0),
        )
    ),
)  # fmt: skip

SAMPLES = (_TIMED, _ACTIVE, _PLAIN_HEAD)
DISK_SAMPLES = (_DISK,)
