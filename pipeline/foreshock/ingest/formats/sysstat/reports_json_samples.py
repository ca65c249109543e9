"""What iostat and mpstat of sysstat 12.6.1 print with -o JSON."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_HEAD = (
    '{"sysstat": {\n'
    '\t"hosts": [\n'
    "\t\t{\n"
    '\t\t\t"nodename": "db-01",\n'
    '\t\t\t"date": "07/13/23",\n'
    '\t\t\t"statistics": [\n'
    "\t\t\t\t{\n"
)
_TAIL = "\t\t\t\t}\n\t\t\t]\n\t\t}\n\t]\n}}\n"
_CPU = "system.cpu.utilization"
_IOSTAT = Sample(
    program="iostat -xt -o JSON, sysstat 12.6.1",
    text=(
        f"{_HEAD}"
        '\t\t\t\t\t"timestamp": "07/13/23 20:00:01",\n'
        '\t\t\t\t\t"avg-cpu":  {"user": 12.40, "iowait": 41.25},\n'
        '\t\t\t\t\t"disk": [\n'
        '\t\t\t\t\t\t{"disk_device": "vdb", "r/s": 0.50, "wkB/s": 4.00, "w_await": 91.00, "rrqm": 7.68, "util": 99.10}\n'
        "\t\t\t\t\t]\n"
        f"{_TAIL}"
    ),
    rows=(
        {"line": 7, "time": "2023-07-13T20:00:01Z", "host": "db-01", "metric": _CPU,
         "labels": {"cpu": "all", "state": "user"}, "value": 0.124},
        {"line": 7, "metric": _CPU, "labels": {"cpu": "all", "state": "iowait"}, "value": 0.4125},
        {"line": 7, "metric": "system.disk.operations", "labels": {"device": "vdb", "direction": "read"}, "value": 0.5},
        {"line": 7, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "write"}, "value": 4096.0},
        {"line": 7, "metric": "system.disk.operation_time", "labels": {"device": "vdb", "direction": "write"},
         "value": 0.091},
        {"line": 7, "metric": "iostat.rrqm", "value": 7.68},
        {"line": 7, "metric": "system.disk.io_time", "value": 0.991},
    ),
)  # fmt: skip
_MPSTAT = Sample(
    program="mpstat -P ALL -o JSON, sysstat 12.6.1, LC_ALL=en_US.UTF-8",
    text=(
        f"{_HEAD}"
        '\t\t\t\t\t"timestamp": "08:00:01 PM",\n'
        '\t\t\t\t\t"cpu-load": [\n'
        '\t\t\t\t\t\t{"cpu": "all", "usr": 50.00, "soft": 1.00},\n'
        '\t\t\t\t\t\t{"cpu": "0", "usr": 100.00, "soft": 0.00}\n'
        "\t\t\t\t\t]\n"
        f"{_TAIL}"
    ),
    rows=(
        {"line": 7, "time": "2023-07-13T20:00:01Z", "metric": _CPU, "labels": {"cpu": "all", "state": "user"},
         "value": 0.5},
        {"line": 7, "metric": _CPU, "labels": {"cpu": "all", "state": "softirq"}, "value": 0.01},
        {"line": 7, "metric": _CPU, "labels": {"cpu": "0", "state": "user"}, "value": 1.0},
        {"line": 7, "metric": _CPU, "labels": {"cpu": "0", "state": "softirq"}, "value": 0.0},
    ),
)  # fmt: skip

SAMPLES = (_IOSTAT, _MPSTAT)
