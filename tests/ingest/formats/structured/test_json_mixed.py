"""Requests and the server's own messages in one file of JSON: each goes to its table."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats import formats

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


def test_a_log_record_that_states_a_request_is_one(read: Read) -> None:
    """Of an application's own log (pino): what it served is a request beside its record; what it asked for is none."""
    served = (
        '{"level":30,"time":1795420101123,"req":{"method":"GET","url":"/p/1?x=2","remoteAddress":"10.0.0.1"},'
        '"res":{"statusCode":500},"responseTime":312,"msg":"request completed"}'
    )
    asked = '{"level":40,"time":1795420101123,"method":"GET","url":"http://pay/x","status":502,"msg":"charge failed"}'
    said = '{"level":50,"time":1795420101123,"msg":"could not place order"}'
    parsed = read("json-lines", f"{served}\n{asked}\n{said}")
    assert parsed.rows["line"].to_list() == [1, 2, 3]
    rows = parsed.asides["requests"]
    assert rows.select("line", "method", "path", "query", "status", "duration_s", "client_address").rows() == [
        (1, "GET", "/p/1", "x=2", 500, 0.312, "10.0.0.1")
    ]
    assert (parsed.records, parsed.attached) == (3, 0)


def test_pairs_of_a_logger_tell_of_requests_too(read: Read) -> None:
    """Go's slog in pairs: with a level and a message it is no access log, whatever else it states."""
    line = "time=2026-11-23T06:41:01.123Z level=INFO msg=request method=GET path=/p/1 status=500 duration=312.5ms"
    parsed = read("logfmt", f"{line}\n{line}")
    assert parsed.rows["body"].to_list() == ["request"] * 2
    assert parsed.asides["requests"].select("path", "status", "duration_s").rows() == [("/p/1", 500, 0.3125)] * 2
    recognised = [format_.name for format_ in formats() if format_.recognise([line] * 9, "shop/app.log")]
    assert "logfmt" in recognised
    assert not {"nginx-access", "apache-access"} & set(recognised)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ('"duration":0.312', 0.312),  # zap's SecondsDurationEncoder, Caddy
        ('"duration":312551000', 0.312551),  # Go's time.Duration as slog writes it
        ('"latency":312', 0.312),
        ('"controller":"P","action":"show","duration":312.55', 0.31255),  # lograge
        ('"RequestPath":"/p","StatusCode":500,"Elapsed":312.55', 0.31255),  # Serilog
        ('"request_time":1', 1.0),
    ],
)
def test_a_duration_without_a_unit_is_read_by_what_gives_it_away(read: Read, fields: str, seconds: float) -> None:
    """Fractions are seconds, whole numbers milliseconds or, where they are huge, nanoseconds; some names tell more."""
    line = f'{{"time":"2026-11-23T06:41:01Z","method":"GET","path":"/p","status":500,{fields}}}'
    assert read("json-access", line).rows["duration_s"].to_list() == [seconds]


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ('"ClientAddr":"[2001:db8::1]:51254",', "2001:db8::1"),
        ('"ClientAddr":"10.0.1.2:51254",', "10.0.1.2"),
        ('"ClientAddr":"10.0.1.2:51254","ClientHost":"10.0.0.7, 10.0.0.9",', "10.0.0.9"),
    ],
)
def test_the_client_of_traefik_may_stand_with_its_port(read: Read, client: str, expected: str) -> None:
    """``accessLog.fields`` may drop ClientHost and keep ClientAddr."""
    line = (
        f'{{{client}"DownstreamStatus":502,"Duration":6173400,"RequestMethod":"GET","RequestPath":"/x",'
        '"StartLocal":"2023-07-10T20:00:01.5+02:00"}'
    )
    row = read("traefik-json", line).rows.to_dicts()[0]
    assert (row["client_address"], row["status"]) == (expected, 502)


def test_a_method_in_lower_case_is_one(read: Read) -> None:
    """Hapi writes it so: Kibana's log of requests."""
    line = (
        '{"type":"response","@timestamp":"2023-07-10T20:00:01Z","pid":7,"method":"get","statusCode":304,"req":{"url":'
        '"/ui/a","method":"get","headers":{"user-agent":"curl/8"},"remoteAddress":"10.0.0.1"},"res":{"statusCode":304,'
        '"responseTime":26},"message":"GET /ui/a 304 26ms - 9.0B"}'
    )
    rows = read("json-lines", line).asides["requests"]
    assert rows.select("method", "path", "status", "client_address", "user_agent", "duration_s").rows() == [
        ("GET", "/ui/a", 304, "10.0.0.1", "curl/8", 0.026)
    ]


def test_objects_inside_of_messages_are_no_records() -> None:
    """Elasticsearch's slow log with what was indexed over many lines: the objects belong to the text in front."""
    lines = [
        "[2023-07-10T20:00:01,411][INFO ][index.indexing.slowlog.index] [n1] [logs/x] took[1.7ms], source[",
        "{",
        '  "@timestamp":"2023-07-10T19:00:00Z",',
        '  "message":"a"',
        "}]",
    ] * 3
    claims = {format_.name: claim.score for format_ in formats() if (claim := format_.recognise(lines, "a.log"))}
    assert max(claims, key=claims.__getitem__) == "elasticsearch"


def test_access_lines_among_the_text_of_a_log_in_json_are_requests(read: Read) -> None:
    """What gunicorn prints between an application's JSON, errors and requests, is lost in no table."""
    said = '{"level":50,"time":1795420101123,"msg":"could not place order"}'
    failed = "[2026-11-23 07:48:21 +0000] [7] [ERROR] Error handling request /a"
    asked = '10.0.0.9 - - [23/Nov/2026:07:48:21 +0000] "GET /a HTTP/1.1" 500 12 "-" "curl/8.0"'
    parsed = read("json-lines", f"{said}\n{failed}\n{asked}\n{said}")
    assert parsed.rows["line"].to_list() == [1, 2, 4]
    assert parsed.asides["requests"].select("line", "status", "path").rows() == [(3, 500, "/a")]
    assert (parsed.records, parsed.rejects.height) == (4, 0)
