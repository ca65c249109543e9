"""What sadf 12.6.1 exports."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_CPU = "system.cpu.utilization"
_UTC = Sample(
    program="sadf -d, sysstat 12.6.1",
    text=(
        "# hostname;interval;timestamp;CPU;%user;%nice;%system;%iowait;%steal;%idle\n"
        "db-01;600;2023-07-11 01:00:01 UTC;-1;12.40;0.00;3.10;41.25;0.00;43.25\n"
        "# hostname;interval;timestamp;DEV;tps;rkB/s;wkB/s;dkB/s;areq-sz;aqu-sz;await;%util\n"
        "db-01;600;2023-07-11 01:00:01 UTC;vdb;9.76;2411.26;0.71;0.00;247.13;0.01;0.72;1.10\n"
        "db-01;-1;2023-07-11 02:31:07 UTC;LINUX-RESTART\t(4 CPU)\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:01Z", "host": "db-01", "metric": _CPU,
         "labels": {"cpu": "all", "state": "user"}, "value": 0.124, "unit": "1"},
        {"line": 2, "labels": {"cpu": "all", "state": "nice"}, "value": 0.0},
        {"line": 2, "labels": {"cpu": "all", "state": "system"}, "value": 0.031},
        {"line": 2, "labels": {"cpu": "all", "state": "iowait"}, "value": 0.4125},
        {"line": 2, "labels": {"cpu": "all", "state": "steal"}, "value": 0.0},
        {"line": 2, "labels": {"cpu": "all", "state": "idle"}, "value": 0.4325},
        {"line": 4, "metric": "system.disk.operations", "labels": {"device": "vdb", "direction": "total"}, "value": 9.76},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "read"},
         "value": 2411.26 * 1024, "unit": "By/s"},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "write"}},
        {"line": 4, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "discard"}},
        {"line": 4, "metric": "sar.areq-sz", "value": 247.13},
        {"line": 4, "metric": "system.disk.pending_operations", "value": 0.01},
        {"line": 4, "metric": "system.disk.operation_time", "value": 0.00072},
        {"line": 4, "metric": "system.disk.io_time", "value": 0.011},
        {"line": 5, "time": "2023-07-11T02:31:07Z", "metric": "sar.restart", "labels": {"cpus": "4"}, "value": 1.0},
    ),
)  # fmt: skip

_JSON = Sample(
    program="sadf -j, sysstat 12.6.1",
    text=(
        '{"sysstat": {\n'
        '\t"hosts": [\n'
        "\t\t{\n"
        '\t\t\t"nodename": "db-01",\n'
        '\t\t\t"timezone": "EST",\n'
        '\t\t\t"statistics": [\n'
        "\t\t\t\t{\n"
        '\t\t\t\t\t"timestamp": {"date": "2023-07-11", "time": "01:00:01", "utc": 1, "interval": 600},\n'
        '\t\t\t\t\t"memory": {"memfree": 2048, "memused-percent": 97.50, "swpused-percent": 3.00},\n'
        '\t\t\t\t\t"disk": [\n'
        '\t\t\t\t\t\t{"disk-device": "vdb", "rd_sec": 8.00, "rkB": 4.00, "util-percent": 99.10}\n'
        "\t\t\t\t\t]\n"
        "\t\t\t\t}\n"
        "\t\t\t],\n"
        '\t\t\t"restarts": [\n'
        '\t\t\t\t{"boot": {"date": "2023-07-11", "time": "02:31:07", "utc": 1, "cpu_count": 4}}\n'
        "\t\t\t]\n"
        "\t\t}\n"
        "\t]\n"
        "}}\n"
    ),
    rows=(
        {"line": 7, "time": "2023-07-11T01:00:01Z", "host": "db-01", "metric": "system.memory.usage",
         "labels": {"state": "free"}, "value": 2048.0 * 1024, "unit": "By"},
        {"line": 7, "metric": "system.memory.utilization", "labels": {"state": "used"}, "value": 0.975},
        {"line": 7, "metric": "system.paging.utilization", "labels": {"state": "used"}, "value": 0.03},
        {"line": 7, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "read"}, "value": 4096.0},
        {"line": 7, "metric": "system.disk.io_time", "labels": {"device": "vdb"}, "value": 0.991},
        {"line": 16, "time": "2023-07-11T02:31:07Z", "metric": "sar.restart", "labels": {"cpus": "4"}},
    ),
)  # fmt: skip

CSV_SAMPLES = (_UTC,)
JSON_SAMPLES = (_JSON,)

_PAIRS = Sample(
    program="sadf -p -- -u -d, sysstat 12.6.1",
    text=(
        "db-01\t600\t2023-07-11 01:00:01 UTC\tall\t%iowait\t41.25\n"
        "db-01\t600\t2023-07-11 01:00:01 UTC\tvdb\t%util\t99.10\n"
        "db-01\t600\t2023-07-11 01:00:01 UTC\t-\tkbmemfree\t2048\n"
        "db-01\t600\t2023-07-11 01:00:01 UTC\teth0\trxcmp/s\t0.00\n"
        "db-01\t-1\t2023-07-11 02:31:07 UTC\tLINUX-RESTART\t(4 CPU)\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:01Z", "host": "db-01", "metric": _CPU,
         "labels": {"cpu": "all", "state": "iowait"}, "value": 0.4125},
        {"line": 2, "metric": "system.disk.io_time", "labels": {"device": "vdb"}, "value": 0.991},
        {"line": 3, "metric": "system.memory.usage", "labels": {"state": "free"}, "value": 2048.0 * 1024},
        {"line": 4, "metric": "sar.rxcmp/s", "labels": {"device": "eth0"}, "value": 0.0},
        {"line": 5, "time": "2023-07-11T02:31:07Z", "metric": "sar.restart", "labels": {"cpus": "4"}},
    ),
)  # fmt: skip
_XML = Sample(
    program="sadf -x -- -u -r -d -n DEV, sysstat 12.6.1",
    text=(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sysstat\n'
        'xmlns="http://pagesperso-orange.fr/sebastien.godard/sysstat">\n'
        '\t<host nodename="db-01">\n'
        "\t\t<statistics>\n"
        '\t\t\t<timestamp date="2023-07-11" time="01:00:01" utc="1" interval="600">\n'
        "\t\t\t\t<cpu-load>\n"
        '\t\t\t\t\t<cpu number="all" user="12.40" iowait="41.25"/>\n'
        "\t\t\t\t</cpu-load>\n"
        '\t\t\t\t<memory unit="kB">\n'
        "\t\t\t\t\t<memfree>2048</memfree>\n"
        "\t\t\t\t\t<memused-percent>97.50</memused-percent>\n"
        "\t\t\t\t</memory>\n"
        '\t\t\t\t<disk per="second">\n'
        '\t\t\t\t\t<disk-device dev="vdb" tps="9.76" rd_sec="8.00" rkB="4.00" util-percent="99.10"/>\n'
        "\t\t\t\t</disk>\n"
        '\t\t\t\t<network per="second">\n'
        '\t\t\t\t\t<net-dev iface="eth0" rxkB="4.00"/>\n'
        '\t\t\t\t\t<net-dev iface="lo" rxkB="0.00"/>\n'
        "\t\t\t\t</network>\n"
        "\t\t\t</timestamp>\n"
        "\t\t</statistics>\n"
        "\t\t<restarts>\n"
        '\t\t\t<boot date="2023-07-11" time="02:31:07" utc="1" cpu_count="4"/>\n'
        "\t\t</restarts>\n"
        "\t</host>\n"
        "</sysstat>\n"
    ),
    rows=(
        {"line": 6, "time": "2023-07-11T01:00:01Z", "host": "db-01", "metric": _CPU,
         "labels": {"cpu": "all", "state": "user"}, "value": 0.124},
        {"line": 6, "metric": _CPU, "labels": {"cpu": "all", "state": "iowait"}, "value": 0.4125},
        {"line": 6, "metric": "system.memory.usage", "labels": {"state": "free"}, "value": 2048.0 * 1024},
        {"line": 6, "metric": "system.memory.utilization", "value": 0.975},
        {"line": 6, "metric": "system.disk.operations", "labels": {"device": "vdb", "direction": "total"}, "value": 9.76},
        {"line": 6, "metric": "system.disk.io", "labels": {"device": "vdb", "direction": "read"}, "value": 4096.0},
        {"line": 6, "metric": "system.disk.io_time", "value": 0.991},
        {"line": 6, "metric": "system.network.io", "labels": {"device": "eth0", "direction": "receive"}, "value": 4096.0},
        {"line": 6, "metric": "system.network.io", "labels": {"device": "lo", "direction": "receive"}, "value": 0.0},
        {"line": 24, "time": "2023-07-11T02:31:07Z", "metric": "sar.restart", "labels": {"cpus": "4"}},
    ),
)  # fmt: skip

PAIR_SAMPLES = (_PAIRS,)
XML_SAMPLES = (_XML,)
