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

SAMPLES = (_RANGE, _INSTANT)
