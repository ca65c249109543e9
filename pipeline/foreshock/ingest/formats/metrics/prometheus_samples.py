"""What Prometheus' HTTP API answers to range and instant queries."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_RANGE = Sample(
    program="Prometheus 2.42, /api/v1/query_range",
    text=(
        '{"status":"success","data":{"resultType":"matrix","result":['
        '{"metric":{"__name__":"node_filesystem_avail_bytes","device":"/dev/vdb1","instance":"db-01:9100","job":"node",'
        '"mountpoint":"/var/lib/postgresql"},"values":[[1689037200.5,"2097152"],[1689037260.5,"0"]]},'
        '{"metric":{"__name__":"pg_up","instance":"db-01:9187"},"values":[[1689037200,"1"]]}]}}\n'
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-11T01:00:00.500000Z",
            "host": "db-01",
            "metric": "system.filesystem.usage",
            "labels": {
                "device": "/dev/vdb1",
                "instance": "db-01:9100",
                "job": "node",
                "mountpoint": "/var/lib/postgresql",
                "state": "free",
            },
            "value": 2097152.0,
            "unit": "By",
        },
        {"line": 1, "time": "2023-07-11T01:01:00.500000Z", "value": 0.0},
        {"line": 1, "host": "db-01", "metric": "pg_up", "value": 1.0, "unit": None},
    ),
)

_INSTANT = Sample(
    program="Prometheus 2.42, /api/v1/query, through jq",
    text=(
        "{\n"
        '  "status": "success",\n'
        '  "data": {\n'
        '    "resultType": "vector",\n'
        '    "result": [\n'
        "      {\n"
        '        "metric": {\n'
        '          "path": "/checkout"\n'
        "        },\n"
        '        "value": [\n'
        "          1689037200,\n"
        '          "NaN"\n'
        "        ]\n"
        "      },\n"
        "      {\n"
        '        "metric": {\n'
        '          "path": "/cart"\n'
        "        },\n"
        '        "value": [\n'
        "          1689037200,\n"
        '          "0.25"\n'
        "        ]\n"
        "      }\n"
        "    ]\n"
        "  }\n"
        "}\n"
    ),
    rows=(
        {"line": 6, "time": "2023-07-11T01:00:00Z", "metric": "value", "labels": {"path": "/checkout"}, "value": None},
        {"line": 15, "metric": "value", "labels": {"path": "/cart"}, "value": 0.25},
    ),
)

_SCALAR = Sample(
    program="Prometheus 2.42, /api/v1/query?query=scalar(up)",
    text='{"status":"success","data":{"resultType":"scalar","result":[1689037200.25,"1.5"]}}\n',
    rows=({"line": 1, "time": "2023-07-11T01:00:00.250000Z", "metric": "value", "labels": {}, "value": 1.5},),
)

_NATIVE = Sample(
    program="Prometheus 2.42 (--enable-feature=native-histograms), /api/v1/query_range",
    text=(
        '{"status":"success","data":{"resultType":"matrix","result":['
        '{"metric":{"__name__":"http_request_seconds","job":"shop"},"histograms":[[1689037200,{"count":"60","sum":"33.5",'
        '"buckets":[[3,"-0.001","0.001","12"],[0,"0.7","1.4","48"]]}]]}]}}\n'
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00Z", "metric": "http_request_seconds_count", "value": 60.0},
        {"line": 1, "metric": "http_request_seconds_sum", "labels": {"job": "shop"}, "value": 33.5},
        {"line": 1, "metric": "http_request_seconds_bucket", "labels": {"job": "shop", "le": "0.001"}, "value": 12.0},
        {"line": 1, "metric": "http_request_seconds_bucket", "labels": {"job": "shop", "le": "1.4"}, "value": 60.0},
    ),
)

SAMPLES = (_RANGE, _INSTANT, _SCALAR, _NATIVE)
