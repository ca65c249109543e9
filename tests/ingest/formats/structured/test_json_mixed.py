"""Requests and the server's own messages in one file of JSON: each goes to its table."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

REQUEST = (
    '{"level":"info","ts":1688990402.5,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":'
    '"10.0.0.9","proto":"HTTP/2.0","method":"GET","uri":"/cart?id=7"},"duration":0.25,"size":10,"status":200}'
)
MESSAGE = '{"level":"warn","ts":1688990401.25,"logger":"admin","msg":"stopped previous server","address":":2019"}'


@pytest.mark.parametrize("block", [1, 2, 1000])
def test_messages_of_caddy_are_logs(read: Read, block: int) -> None:
    """Caddy writes both to where its log goes, which by default is one stream."""
    parsed = read("caddy-json", f"{MESSAGE}\n{MESSAGE}\n{REQUEST}\n{MESSAGE}", block=block)
    assert parsed.rows.select("line", "status", "path").rows() == [(3, 200, "/cart")]
    logs = parsed.asides["logs"]
    assert logs["line"].to_list() == [1, 2, 4]
    assert logs["body"].unique().to_list() == ["stopped previous server"]
    assert logs["service"].unique().to_list() == ["caddy"]
    assert parsed.records == 4


def test_times_that_nginx_measured_are_seconds_under_any_name(read: Read) -> None:
    """A log_format of JSON often calls $request_time responsetime, beside upstreamtime."""
    line = (
        '{"@timestamp":"2023-07-10T20:00:01+00:00","clientip":"10.0.0.1","size":612,"responsetime":0.004,'
        '"upstreamtime":"0.003","upstreamhost":"10.0.0.2:80","url":"/index.html","status":"200"}'
    )
    row = read("json-access", line).rows.to_dicts()[0]
    assert (row["duration_s"], row["upstream_duration_s"]) == (0.004, 0.003)
    assert (row["path"], row["upstream_address"]) == ("/index.html", "10.0.0.2:80")


def test_what_azures_firewall_says_of_a_request_is_a_log(read: Read) -> None:
    """The gateway's firewall names the path that it matched, but no method and no status: no request."""
    access = (
        '{"time":"2023-07-10T20:00:03Z","properties":{"instanceId":"appgw_0","clientIP":"192.0.2.7","httpMethod":"GET",'
        '"requestUri":"/a","httpStatus":403,"timeTaken":0.2}}'
    )
    firewall = (
        '{"time":"2023-07-10T20:00:03Z","category":"ApplicationGatewayFirewallLog","properties":{"clientIp":'
        '"192.0.2.7","requestUri":"/a","message":"Host header is a numeric IP address"}}'
    )
    parsed = read("azure-gateway", f"{access}\n{firewall}\n{access}")
    assert parsed.rows.select("line", "status", "path").rows() == [(1, 403, "/a"), (3, 403, "/a")]
    assert parsed.asides["logs"].select("line", "body").rows() == [(2, "Host header is a numeric IP address")]
