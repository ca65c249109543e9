"""What collectd 5.12 sends and writes."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_WRITE_HTTP = Sample(
    program="collectd 5.12, write_http",
    text=(
        '[{"values":[9.03,7.41,4.1],"dstypes":["gauge","gauge","gauge"],"dsnames":["shortterm","midterm","longterm"],'
        '"time":1689037200.125,"interval":10.000,"host":"db-01","plugin":"load","plugin_instance":"","type":"load",'
        '"type_instance":""},{"values":[0],"dstypes":["gauge"],"dsnames":["value"],"time":1689037200.125,'
        '"interval":10.000,"host":"db-01","plugin":"df","plugin_instance":"var-lib-postgresql","type":"df_complex",'
        '"type_instance":"free"},{"values":[null],"dstypes":["derive"],"dsnames":["value"],"time":1689037200,'
        '"interval":10.000,"host":"db-01","plugin":"postgresql","plugin_instance":"shop","type":"pg_xact",'
        '"type_instance":"commit"}]\n'
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00.125000Z", "host": "db-01", "metric": "system.cpu.load_average.1m",
         "value": 9.03, "unit": "1"},
        {"line": 1, "metric": "system.cpu.load_average.5m", "value": 7.41},
        {"line": 1, "metric": "system.cpu.load_average.15m", "value": 4.1},
        {"line": 1, "metric": "system.filesystem.usage", "value": 0.0, "unit": "By",
         "labels": {"mountpoint": "/var/lib/postgresql", "state": "free"}},
        {"line": 1, "time": "2023-07-11T01:00:00Z", "metric": "postgresql.pg_xact", "value": None,
         "labels": {"plugin_instance": "shop", "type_instance": "commit"}},
    ),
)  # fmt: skip
_CSV = Sample(
    program="collectd 5.12, csv plugin",
    text="epoch,rx,tx\n1689037200.125,1024,2048\n1689037210.125,nan,4096\n",
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:00.125000Z", "metric": "interface.if_octets.rx", "value": 1024.0,
         "labels": {"plugin_instance": "eth0"}},
        {"line": 2, "metric": "interface.if_octets.tx", "value": 2048.0},
        {"line": 3, "metric": "interface.if_octets.rx", "value": None},
        {"line": 3, "metric": "interface.if_octets.tx", "value": 4096.0},
    ),
    options={"plugin": "interface", "plugin_instance": "eth0", "type": "if_octets"},
)  # fmt: skip

_PUTVAL = Sample(
    program="collectd 5.12, an exec script's output and write_kafka's Format Command",
    text=(
        'PUTVAL "db-01/exec-shop/gauge-orders" interval=10.000 1689037200.125:42.5\n'
        'PUTVAL db-01/interface-eth0/if_octets interval=10 meta:key="a b" N:1:2\n'
        "PUTVAL db-01/load/load interval=10 1689037210:0.5:0.4:U 1689037220:1:2:3\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00.125000Z", "host": "db-01", "metric": "exec.gauge", "value": 42.5,
         "labels": {"plugin_instance": "shop", "type_instance": "orders"}},
        {"line": 2, "time": "2023-07-11T01:00:00.125000Z", "metric": "interface.if_octets.rx", "value": 1.0,
         "labels": {"plugin_instance": "eth0"}},
        {"line": 2, "metric": "interface.if_octets.tx", "value": 2.0},
        {"line": 3, "time": "2023-07-11T01:00:10Z", "metric": "system.cpu.load_average.1m", "value": 0.5},
        {"line": 3, "metric": "system.cpu.load_average.5m", "value": 0.4},
        {"line": 3, "metric": "system.cpu.load_average.15m", "value": None},
        {"line": 3, "time": "2023-07-11T01:00:20Z", "metric": "system.cpu.load_average.1m", "value": 1.0},
        {"line": 3, "metric": "system.cpu.load_average.5m", "value": 2.0},
        {"line": 3, "metric": "system.cpu.load_average.15m", "value": 3.0},
    ),
)  # fmt: skip

JSON_SAMPLES = (_WRITE_HTTP,)
CSV_SAMPLES = (_CSV,)
PUTVAL_SAMPLES = (_PUTVAL,)
