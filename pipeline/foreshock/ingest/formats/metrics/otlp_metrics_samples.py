"""What the OpenTelemetry Collector's file exporter writes of metrics."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_HEAD = (
    '{"resourceMetrics":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"db-01"}}]},'
    '"scopeMetrics":[{"scope":{"name":"otelcol/hostmetricsreceiver"},"metrics":['
)
_TAIL = "]}]}]}\n"
_DISK = (
    '{"name":"system.disk.io","unit":"By","sum":{"dataPoints":[{"attributes":[{"key":"device","value":'
    '{"stringValue":"vda"}},{"key":"direction","value":{"stringValue":"read"}}],"startTimeUnixNano":'
    '"1689000000000000000","timeUnixNano":"%s000000000","asInt":"%d"}],"aggregationTemporality":2,"isMonotonic":true}}'
)
_USAGE = (
    '{"name":"system.filesystem.usage","unit":"By","sum":{"dataPoints":[{"attributes":[{"key":"mountpoint","value":'
    '{"stringValue":"/"}},{"key":"state","value":{"stringValue":"used"}}],"timeUnixNano":"1689037200500000000",'
    '"asInt":"1024"}],"aggregationTemporality":2}}'
)
_LOAD = (
    '{"name":"system.cpu.load_average.1m","unit":"{thread}","gauge":{"dataPoints":[{"timeUnixNano":'
    '"1689037200000000000","asDouble":1.5}]}}'
)
_LATENCY = (
    '{"name":"http.server.duration","unit":"ms","histogram":{"dataPoints":[{"attributes":[{"key":"http.method",'
    '"value":{"stringValue":"GET"}}],"timeUnixNano":"1689037200000000000","count":"3","sum":30.5,"bucketCounts":'
    '["1","2"],"explicitBounds":[10],"max":20}],"aggregationTemporality":2}}'
)
_WAIT = (
    '{"name":"db.wait","unit":"s","summary":{"dataPoints":[{"timeUnixNano":"1689037200000000000","count":"5",'
    '"sum":1.5,"quantileValues":[{"quantile":0.99,"value":0.9}]}]}}'
)
_SECOND = {"time": "2023-07-11T01:00:00Z"}
_GET = {"http.method": "GET"}

SAMPLES = (
    Sample(
        program="OpenTelemetry Collector 0.80 (hostmetrics receiver, file exporter)",
        text=(
            f"{_HEAD}{_USAGE},{_LOAD},{_DISK % (1689037200, 4096)}{_TAIL}"
            f"{_HEAD}{_DISK % (1689037210, 8192)},{_LATENCY},{_WAIT}{_TAIL}"
        ),
        rows=(
            {"line": 1, "time": "2023-07-11T01:00:00.5Z", "host": "db-01", "metric": "system.filesystem.usage",
             "labels": {"mountpoint": "/", "state": "used"}, "value": 1024.0, "unit": "By"},
            {"line": 1, **_SECOND, "metric": "system.cpu.load_average.1m", "value": 1.5, "unit": "1"},
            {"line": 1, **_SECOND, "metric": "system.disk.io.total", "value": 4096.0,
             "labels": {"device": "vda", "direction": "read"}},
            {"line": 2, "time": "2023-07-11T01:00:10Z", "metric": "system.disk.io.total", "value": 8192.0},
            {"line": 2, "metric": "system.disk.io", "value": 409.6, "unit": "By/s",
             "labels": {"device": "vda", "direction": "read"}},
            {"line": 2, **_SECOND, "metric": "http.server.duration_sum", "labels": _GET, "value": 0.0305, "unit": "s"},
            {"line": 2, "metric": "http.server.duration_max", "value": 0.02, "unit": "s"},
            {"line": 2, "metric": "http.server.duration_count", "value": 3.0, "unit": None},
            {"line": 2, "metric": "http.server.duration_bucket", "labels": {**_GET, "le": "10"}, "value": 1.0},
            {"line": 2, "metric": "http.server.duration_bucket", "labels": {**_GET, "le": "+Inf"}, "value": 3.0},
            {"line": 2, "metric": "db.wait_sum", "value": 1.5},
            {"line": 2, "metric": "db.wait_count", "value": 5.0},
            {"line": 2, "metric": "db.wait", "labels": {"quantile": "0.99"}, "value": 0.9, "unit": "s"},
        ),
    ),
)  # fmt: skip
