"""What node_exporter 1.5, an OpenMetrics client and promtool 2.42 print."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_SCRAPE = Sample(
    program="node_exporter 1.5, /metrics",
    text=(
        "# HELP node_filesystem_avail_bytes Filesystem space available to non-root users in bytes.\n"
        "# TYPE node_filesystem_avail_bytes gauge\n"
        'node_filesystem_avail_bytes{device="/dev/vdb1",fstype="ext4",mountpoint="/var/lib/postgresql"} 2.097152e+06\n'
        "# HELP node_load1 1m load average.\n"
        "# TYPE node_load1 gauge\n"
        "node_load1 9.03\n"
        "# TYPE go_gc_duration_seconds summary\n"
        'go_gc_duration_seconds{quantile="0.5",} NaN\n'
        'rpc_buckets{ le = "+Inf", path="C:\\\\DIR\\"x\\n" } +Inf 1689037200123\n'
    ),
    rows=(
        {"line": 3, "metric": "system.filesystem.usage", "value": 2097152.0, "unit": "By", "time": None,
         "labels": {"device": "/dev/vdb1", "fstype": "ext4", "mountpoint": "/var/lib/postgresql", "state": "free"}},
        {"line": 6, "metric": "system.cpu.load_average.1m", "value": 9.03, "labels": {}},
        {"line": 8, "metric": "go_gc_duration_seconds", "value": None, "labels": {"quantile": "0.5"}},
        {"line": 9, "metric": "rpc_buckets", "value": float("inf"), "time": "2023-07-11T01:00:00.123000Z",
         "labels": {"le": "+Inf", "path": 'C:\\DIR"x\n'}},
    ),
)  # fmt: skip
_OPEN = Sample(
    program="OpenMetrics 1.0, client_python 0.17",
    text=(
        "# TYPE acme_http_router_request_seconds histogram\n"
        "# UNIT acme_http_router_request_seconds seconds\n"
        "# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.\n"
        'acme_http_router_request_seconds_bucket{le="1.0"} 8 1689037200.5 # {trace_id="KOO5S4vxi0o"} 0.67 1689037199.9\n'
        "acme_http_router_request_seconds_sum 3.25 1689037200.5\n"
        '{"acme.requests","http.method"="GET"} 17 1689037200.5\n'
        "# EOF\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-11T01:00:00.500000Z", "metric": "acme_http_router_request_seconds_bucket",
         "labels": {"le": "1.0"}, "value": 8.0, "unit": None},
        {"line": 5, "metric": "acme_http_router_request_seconds_sum", "value": 3.25, "unit": "s"},
        {"line": 6, "metric": "acme.requests", "labels": {"http.method": "GET"}, "value": 17.0},
    ),
)  # fmt: skip
_DUMP = Sample(
    program="promtool tsdb dump, Prometheus 2.42",
    text=(
        '{__name__="up", instance="db-01:9100", job="node"} 1 1689037200000\n'
        '{__name__="up", instance="db-01:9100", job="node"} 0 1689037215000\n'
    ),
    rows=(
        {"line": 1, "time": "2023-07-11T01:00:00Z", "host": "db-01", "metric": "up", "value": 1.0,
         "labels": {"instance": "db-01:9100", "job": "node"}},
        {"line": 2, "time": "2023-07-11T01:00:15Z", "metric": "up", "value": 0.0},
    ),
)  # fmt: skip

SAMPLES = (_SCRAPE, _OPEN, _DUMP)
