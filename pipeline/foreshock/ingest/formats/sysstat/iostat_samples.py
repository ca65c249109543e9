"""What iostat and cifsiostat of sysstat 12.6.1 and 10.1.5 prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "system.cpu.utilization"
_EXTENDED = Sample(
    program="iostat -xt, sysstat 10.1.5, LC_ALL=en_US.UTF-8",
    text=(
        "Linux 3.10.0-1062.1.2.el7.x86_64 (db-01) \t07/13/2023 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "07/13/2023 08:00:01 PM\n"
        "avg-cpu:  %user   %nice %system %iowait  %steal   %idle\n"
        "          12.40    0.00    3.10   41.25    0.00   43.25\n"
        "\n"
        "Device:         rrqm/s   wrqm/s     r/s     w/s    rMB/s    wMB/s avgrq-sz avgqu-sz   await r_await w_await  svctm  %util\n"
        "vdb               0.00     0.02    0.50    9.00     0.25     2.00    52.51     1.50   88.00   20.00   91.00   0.52  99.10\n"
    ),
    rows=(
        *(
            {"line": 5, "time": "2023-07-13T20:00:01Z", "host": "db-01", "metric": _CPU,
             "labels": {"cpu": "all", "state": state}, "value": value, "unit": "1"}
            for state, value in (("user", 0.124), ("nice", 0.0), ("system", 0.031), ("iowait", 0.4125),
                                 ("steal", 0.0), ("idle", 0.4325))
        ),
        {"line": 8, "metric": "iostat.rrqm/s", "labels": {"device": "vdb"}, "value": 0.0},
        {"line": 8, "metric": "iostat.wrqm/s", "value": 0.02},
        {"line": 8, "metric": "system.disk.operations", "labels": {"device": "vdb", "direction": "read"}, "value": 0.5},
        {"line": 8, "metric": "system.disk.operations", "labels": {"device": "vdb", "direction": "write"}, "value": 9.0},
        {"line": 8, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "read"},
         "value": 0.25 * 1024**2, "unit": "By/s"},
        {"line": 8, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "write"},
         "value": 2.0 * 1024**2},
        {"line": 8, "metric": "iostat.avgrq-sz", "value": 52.51},
        {"line": 8, "metric": "system.disk.pending_operations", "labels": {"device": "vdb"}, "value": 1.5},
        {"line": 8, "metric": "system.disk.operation_time", "labels": {"device": "vdb"}, "value": 0.088, "unit": "s"},
        {"line": 8, "metric": "system.disk.operation_time", "labels": {"device": "vdb", "direction": "read"},
         "value": 0.02},
        {"line": 8, "metric": "system.disk.operation_time", "labels": {"device": "vdb", "direction": "write"},
         "value": 0.091},
        {"line": 8, "metric": "iostat.svctm", "value": 0.52},
        {"line": 8, "metric": "system.disk.io_time", "labels": {"device": "vdb"}, "value": 0.991, "unit": "1"},
    ),
)  # fmt: skip
_PLAIN = Sample(
    program="iostat -d, sysstat 12.6.1, LC_ALL=C",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t07/13/23 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "Device             tps    kB_read/s    kB_wrtn/s    kB_dscd/s    kB_read    kB_wrtn    kB_dscd\n"
        "vda             143.32      2280.13      2766.68         0.00    8309713   10082900          0\n"
        "\n"
        "\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-13T00:00:00Z", "metric": "system.disk.operations",
         "labels": {"device": "vda", "direction": "total"}, "value": 143.32},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vda", "direction": "read"},
         "value": 2280.13 * 1024},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vda", "direction": "write"},
         "value": 2766.68 * 1024},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vda", "direction": "discard"}, "value": 0.0},
        {"line": 4, "metric": "iostat.kB_read", "value": 8309713.0, "unit": "KiBy"},
        {"line": 4, "metric": "iostat.kB_wrtn", "value": 10082900.0},
        {"line": 4, "metric": "iostat.kB_dscd", "value": 0.0},
    ),
)  # fmt: skip

_CIFS = Sample(
    program="cifsiostat -t, sysstat 12.6.1",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t07/13/23 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "07/13/23 20:00:11\n"
        "Filesystem:          rB/s         wB/s    rops/s    wops/s         fo/s         fc/s         fd/s\n"
        r"\\srv\share       1024.00         0.00      1.00      2.00         3.00         4.00         5.00" "\n"
    ),
    rows=tuple(
        {"line": 5, "time": "2023-07-13T20:00:11Z", "metric": f"iostat.{column}",
         "labels": {"filesystem": r"\\srv\share"}, "value": value, "unit": "/s"}
        for column, value in (("rB/s", 1024.0), ("wB/s", 0.0), ("rops/s", 1.0), ("wops/s", 2.0), ("fo/s", 3.0),
                              ("fc/s", 4.0), ("fd/s", 5.0))
    ),
)  # fmt: skip

SAMPLES = (_EXTENDED, _PLAIN, _CIFS)
