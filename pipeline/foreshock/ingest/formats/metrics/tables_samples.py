"""CSV as Grafana 9 and Datadog export it, as InfluxDB 2 answers, and as scripts write it."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_WIDE = Sample(
    program="a script that samples the metrics of containers",
    text=(
        "time,carts.cpu,carts.mem,orders.cpu,orders.mem\n"
        "2023-07-10T20:00:01-05:00,1.25,342.5,0.375,332\n"
        "2023-07-10T20:00:02-05:00,NaN,,0.5,332\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:01Z", "host": "carts", "metric": "cpu", "value": 1.25},
        {"line": 2, "host": "carts", "metric": "mem", "value": 342.5},
        {"line": 2, "host": "orders", "metric": "cpu", "value": 0.375},
        {"line": 2, "host": "orders", "metric": "mem", "value": 332.0},
        {"line": 3, "time": "2023-07-11T01:00:02Z", "host": "carts", "metric": "cpu", "value": None},
        {"line": 3, "host": "orders", "metric": "cpu", "value": 0.5},
        {"line": 3, "host": "orders", "metric": "mem", "value": 332.0},
    ),
)
_GRAFANA = Sample(
    program="Grafana 9.5, panel data as CSV, formatted",
    text=(
        '"Time","node_load1{instance=""db-01:9100"", job=""node""}","Used, data disk"\n'
        "2023-07-10 20:00:00,9.03,99.5%\n"
        "2023-07-10 20:00:15,9.50,100%\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:00Z", "host": "db-01", "metric": "system.cpu.load_average.1m",
         "labels": {"instance": "db-01:9100", "job": "node"}, "value": 9.03},
        {"line": 2, "host": None, "metric": "Used, data disk", "value": 0.995, "unit": "1"},
        {"line": 3, "metric": "system.cpu.load_average.1m", "value": 9.5},
        {"line": 3, "metric": "Used, data disk", "value": 1.0},
    ),
)  # fmt: skip
_LONG = Sample(
    program="Datadog, notebook cell as CSV",
    text=(
        "timestamp;metric;value;host;device\n"
        "1689037200000;system.disk.in_use;0.995;db-01;/dev/vdb1\n"
        "1689037260000;node_load1;9.03;db-01;\n"
    ),
    rows=(
        {"line": 2, "time": "2023-07-11T01:00:00Z", "host": "db-01", "metric": "system.disk.in_use", "value": 0.995,
         "labels": {"device": "/dev/vdb1"}},
        {"line": 3, "time": "2023-07-11T01:01:00Z", "metric": "system.cpu.load_average.1m", "value": 9.03,
         "unit": "1"},
    ),
)  # fmt: skip
_INFLUX = Sample(
    program="InfluxDB 2.7, influx query --raw",
    text=(
        "#group,false,false,true,true,false,false,true,true,true\n"
        "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string\n"
        "#default,_result,,,,,,,,\n"
        ",result,table,_start,_stop,_time,_value,_field,_measurement,host\n"
        ",,0,2023-07-10T00:00:00Z,2023-07-12T00:00:00Z,2023-07-11T01:00:01.5Z,99.5,used_percent,disk,db-01\n"
        "\n"
    ),
    rows=(
        {"line": 5, "time": "2023-07-11T01:00:01.500000Z", "host": "db-01", "metric": "used_percent", "value": 99.5,
         "labels": {"_measurement": "disk"}},
    ),
)  # fmt: skip

_EXCEL = Sample(
    program="Grafana 9.5, Inspect > Data, download for Excel",
    text='sep=;\n"Time";"cpu used"\n2023-07-11 01:00:00;12.5\n',
    rows=({"line": 3, "time": "2023-07-11T01:00:00Z", "metric": "cpu used", "value": 12.5},),
)

_PERFMON = Sample(
    program="Windows Server 2019, relog -f csv of the performance monitor; four hours west of UTC",
    text=(
        '"(PDH-CSV 4.0) (Eastern Daylight Time)(240)","\\\\DB-01\\Processor(_Total)\\% Processor Time",'
        '"\\\\DB-01\\Memory\\Available MBytes"\n'
        '"07/10/2023 16:00:01.123","99.5"," "\n'
        '"07/10/2023 16:00:16.123","97.5","12"\n'
    ),
    options={"words": ""},
    rows=(
        {"line": 2, "host": "DB-01", "metric": "processor.percent_processor_time", "value": 99.5,
         "labels": {"instance": "_Total"}},
        {"line": 3, "metric": "processor.percent_processor_time", "value": 97.5},
        {"line": 3, "metric": "memory.available_mbytes", "value": 12.0},
    ),
)  # fmt: skip
_PAIR = Sample(
    program="LibreOffice Calc 7.4, a sheet with a column of dates and one of times, saved as CSV in German",
    text="Date;Time (UTC);CPU;Disk\n10.07.2023;20:00:01;12,5;99,5 %\n",
    options={"separator": ";"},
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01Z", "metric": "CPU", "value": 12.5},
        {"line": 2, "metric": "Disk", "value": 0.995, "unit": "1"},
    ),
)

SAMPLES = (_WIDE, _GRAFANA, _EXCEL, _LONG, _INFLUX, _PERFMON, _PAIR)
