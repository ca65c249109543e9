"""What sar prints in three locales: twelve hours with a midnight, a German one, and ISO with a restart."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "system.cpu.utilization"
_US_ENGLISH = Sample(
    program="sar -u, sysstat 12.6.1, LC_ALL=en_US.UTF-8",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t07/10/2023 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "11:40:01 PM     CPU     %user     %nice   %system   %iowait    %steal     %idle\n"
        "11:50:01 PM     all     12.40      0.00      3.10     41.25      0.00     43.25\n"
        "12:00:01 AM     all     11.90      0.00      2.80     44.05      0.00     41.25\n"
        "\n"
        "Average:        all     12.15      0.00      2.95     42.65      0.00     42.25\n"
    ),
    rows=tuple(
        {
            "line": line,
            "time": time,
            "host": "db-01",
            "metric": _CPU,
            "labels": {"cpu": "all", "state": state},
            "value": value,
            "unit": "1",
        }
        for line, time, values in (
            (4, "2023-07-10T23:50:01Z", (0.124, 0.0, 0.031, 0.4125, 0.0, 0.4325)),
            (5, "2023-07-11T00:00:01Z", (0.119, 0.0, 0.028, 0.4405, 0.0, 0.4125)),
        )
        for state, value in zip(("user", "nice", "system", "iowait", "steal", "idle"), values, strict=True)
    ),
    options={"date_order": "mdy"},
)

_GERMAN = Sample(
    program="sar -F MOUNT, sysstat 12.6.1, LC_ALL=de_DE.UTF-8",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t10.07.2023 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "19:50:01     MBfsfree  MBfsused   %fsused  %ufsused     Ifree     Iused    %Iused MOUNTPOINT\n"
        "20:00:01            2      5118     99,96    100,00    327012       668      0,20 /var/lib/postgresql\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-10T20:00:01Z", "metric": "system.filesystem.usage", "value": 2.0 * 1024**2,
         "labels": {"mountpoint": "/var/lib/postgresql", "state": "free"}, "unit": "By"},
        {"line": 4, "metric": "system.filesystem.usage", "value": 5118.0 * 1024**2,
         "labels": {"mountpoint": "/var/lib/postgresql", "state": "used"}, "unit": "By"},
        {"line": 4, "metric": "sar.%fsused", "value": 99.96, "unit": "%"},
        {"line": 4, "metric": "system.filesystem.utilization", "value": 1.0,
         "labels": {"mountpoint": "/var/lib/postgresql"}, "unit": "1"},
        {"line": 4, "metric": "system.filesystem.inodes.usage", "value": 327012.0,
         "labels": {"mountpoint": "/var/lib/postgresql", "state": "free"}, "unit": "{inode}"},
        {"line": 4, "metric": "system.filesystem.inodes.usage", "value": 668.0,
         "labels": {"mountpoint": "/var/lib/postgresql", "state": "used"}, "unit": "{inode}"},
        {"line": 4, "metric": "system.filesystem.inodes.utilization", "value": 0.002,
         "labels": {"mountpoint": "/var/lib/postgresql"}, "unit": "1"},
    ),
)  # fmt: skip

_ISO = Sample(
    program="sar -q -d, sysstat 12.6.1, S_TIME_FORMAT=ISO",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t2023-07-10 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "20:50:01      runq-sz  plist-sz   ldavg-1   ldavg-5  ldavg-15   blocked\n"
        "21:00:01            2       214      9.03      7.41      4.10        31\n"
        "Average:            2       214      9.03      7.41      4.10        31\n"
        "\n"
        "21:31:07     LINUX RESTART\t(4 CPU)\n"
        "\n"
        "21:40:01          DEV       tps     rkB/s     wkB/s     dkB/s   areq-sz    aqu-sz     await     %util\n"
        "21:50:01          vdb      9.76   2411.26      0.71      0.00    247.13      0.01      0.72      1.10\n"
    ),
    rows=(
        {"line": 4, "metric": "system.processes.count", "labels": {"status": "running"}, "value": 2.0},
        {"line": 4, "metric": "system.processes.count", "labels": {"status": "total"}, "value": 214.0},
        {"line": 4, "metric": "system.cpu.load_average.1m", "labels": {}, "value": 9.03},
        {"line": 4, "metric": "system.cpu.load_average.5m", "labels": {}, "value": 7.41},
        {"line": 4, "metric": "system.cpu.load_average.15m", "labels": {}, "value": 4.1},
        {"line": 4, "metric": "system.processes.count", "labels": {"status": "blocked"}, "value": 31.0},
        {"line": 7, "time": "2023-07-10T21:31:07Z", "metric": "sar.restart", "labels": {"cpus": "4"}, "value": 1.0},
        {"line": 10, "time": "2023-07-10T21:50:01Z", "metric": "system.disk.operations",
         "labels": {"device": "vdb", "direction": "total"}, "value": 9.76, "unit": "{operation}/s"},
        {"line": 10, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "read"},
         "value": 2411.26 * 1024, "unit": "By/s"},
        {"line": 10, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "write"},
         "value": 0.71 * 1024},
        {"line": 10, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "discard"}, "value": 0.0},
        {"line": 10, "metric": "sar.areq-sz", "labels": {"device": "vdb"}, "value": 247.13},
        {"line": 10, "metric": "system.disk.pending_operations", "labels": {"device": "vdb"}, "value": 0.01},
        {"line": 10, "metric": "system.disk.operation_time", "labels": {"device": "vdb"}, "value": 0.00072,
         "unit": "s"},
        {"line": 10, "metric": "system.disk.io_time", "labels": {"device": "vdb"}, "value": 0.011, "unit": "1"},
    ),
)  # fmt: skip

_USB = Sample(
    program="sar -m USB, sysstat 12.6.1: two devices on one bus, one without a manufacturer, one without any text",
    text=(
        "Linux 6.1.0-18-amd64 (db-01) \t2023-07-10 \t_x86_64_\t(4 CPU)\n"
        "\n"
        "20:50:01          BUS  idvendor    idprod  maxpower manufact                product\n"
        "21:00:01            3       5e3       608       200                         USB2.0 Hub\n"
        "21:00:01            3       4f2      b62a      1000 Chicony Electronics C   HP Webcam\n"
        "21:00:01            1      1d6b         2         0                         \n"
        "Summary:            3       5e3       608       200                         USB2.0 Hub\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-10T21:00:01Z", "metric": "sar.maxpower", "value": 200.0, "unit": "mA",
         "labels": {"bus": "3", "idvendor": "5e3", "idprod": "608"}},
        {"line": 5, "value": 1000.0, "labels": {"bus": "3", "idvendor": "4f2", "idprod": "b62a"}},
        {"line": 6, "value": 0.0, "labels": {"bus": "1", "idvendor": "1d6b", "idprod": "2"}},
    ),
)  # fmt: skip

SAMPLES = (_US_ENGLISH, _GERMAN, _ISO, _USB)
