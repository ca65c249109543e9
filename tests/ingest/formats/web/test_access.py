"""Access logs: exactness of the fast way, several upstreams, malformed requests, and which stamp means what."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import polars as pl
import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.web import access
from foreshock.ingest.formats.web.access_inference import infer_log_format
from foreshock.ingest.time.clock import Clock

NGINX, APACHE, TRAEFIK = access.FORMATS
TIMED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
    '"$http_user_agent" $request_time $upstream_response_time'
)


def parse(*texts: str, log_format: str = TIMED, apache: bool = False) -> Parsed:
    """Lines read by nginx-access (or apache-access) with a given layout."""
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    parsed = (APACHE if apache else NGINX).open({"log_format": log_format}, Clock()).feed(lines, last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def only(*texts: str, log_format: str = TIMED, apache: bool = False) -> dict[str, object]:
    """The one row of one line."""
    (row,) = parse(*texts, log_format=log_format, apache=apache).rows.to_dicts()
    return row


def line(request: str = "GET / HTTP/1.1", tail: str = "0.010 0.009", **parts: str) -> str:
    """A line of the TIMED layout with some parts replaced."""
    user, agent = parts.get("user", "-"), parts.get("agent", "curl/8.0")
    stamp, status = parts.get("stamp", "10/Jul/2023:20:00:00 -0500"), parts.get("status", "200")
    client = parts.get("client", "203.0.113.9")
    return f'{client} - {user} [{stamp}] "{request}" {status} 12 "-" "{agent}" {tail}'


def test_nginx_stamp_is_the_end_and_the_start_is_earlier_by_the_duration() -> None:
    """The server nginx writes its line when the request has ended."""
    row = only(line(tail="1.500 1.400"))
    assert row["time"] == datetime(2023, 7, 11, 1, 0, 0, tzinfo=UTC)
    assert row["started_at"] == datetime(2023, 7, 11, 0, 59, 58, 500_000, tzinfo=UTC)


def test_apache_stamp_is_the_arrival_and_the_end_is_later_by_the_duration() -> None:
    """Apache's %t is when the request arrived."""
    text = '203.0.113.9 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 12 1500000'
    row = only(text, log_format=r"%h %l %u %t \"%r\" %>s %b %D", apache=True)
    assert row["started_at"] == datetime(2023, 7, 11, 1, 0, 0, tzinfo=UTC)
    assert row["time"] == datetime(2023, 7, 11, 1, 0, 1, 500_000, tzinfo=UTC)
    assert row["duration_s"] == 1.5


def test_apache_can_log_the_end_itself() -> None:
    """With %{end:...}t the stamp is the end, and the start is earlier."""
    text = '203.0.113.9 2023-07-11T01:00:02+0000 "GET / HTTP/1.1" 200 2'
    row = only(text, log_format='%h %{end:%Y-%m-%dT%H:%M:%S%z}t "%r" %>s %T', apache=True)
    assert row["time"] == datetime(2023, 7, 11, 1, 0, 2, tzinfo=UTC)
    assert row["started_at"] == datetime(2023, 7, 11, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (r"Mozilla \"quoted\" end", r"Mozilla \"quoted\" end"),
        (r"tab\x09 and \x22quote\x22", r"tab\x09 and \x22quote\x22"),
        ("a [b] {c} 200 300", "a [b] {c} 200 300"),
        ("", None),
        ("-", None),
    ],
)
def test_user_agents_keep_their_text(agent: str, expected: str | None) -> None:
    """Quotes that are escaped, brackets and numbers inside a value never move the fields behind it."""
    row = only(line(agent=agent))
    assert row["user_agent"] == expected
    assert (row["duration_s"], row["upstream_duration_s"], row["status"]) == (0.010, 0.009, 200)


@pytest.mark.parametrize(
    ("request_line", "method", "path", "query", "kept"),
    [
        ("GET /a?b=1?c HTTP/2.0", "GET", "/a", "b=1?c", None),
        ("GET /a b HTTP/1.0", "GET", "/a b", None, None),
        ("GET /only", "GET", "/only", None, None),
        (r"\x16\x03\x01 \x02", None, None, None, r"\x16\x03\x01 \x02"),
        ("-", None, None, None, None),
        ("", None, None, None, None),
        ("PROPPATCH /dav HTTP/1.1", "PROPPATCH", "/dav", None, None),
        ("GET http://x/y?z HTTP/1.1", "GET", "http://x/y", "z", None),
        (r"GET /q\" HTTP/1.1", "GET", r"/q\"", None, None),
        ("geti /p?x HTTP/1.1", "geti", "/p", "x", None),
        ("hello world", None, None, None, "hello world"),
    ],
)
def test_requests_are_taken_apart_or_kept(
    request_line: str, method: str | None, path: str | None, query: str | None, kept: str | None
) -> None:
    """What is known of a malformed request stays known; its text goes to the attributes."""
    row = only(line(request=request_line))
    assert (row["method"], row["path"], row["query"]) == (method, path, query)
    assert (row.get("attributes") or {}) == ({"request": kept} if kept else {})
    assert row["status"] == 200


def test_several_upstreams_count_with_all_their_time_and_the_last_of_them() -> None:
    """The server nginx lists the upstreams it tried, "a, b : c": the time is their sum, the rest the last one's."""
    layout = (
        '$remote_addr [$time_local] "$request" $status $upstream_addr '
        "$upstream_response_time $upstream_status $request_id"
    )
    text = (
        '::1 [10/Jul/2023:20:00:00 +0000] "GET / HTTP/1.1" 200 10.0.0.1:80, 10.0.0.2:80 : unix:/run/a '
        "0.100, - : 0.250 502, 504 : 200 ab"
    )
    row = only(text, log_format=layout)
    assert row["upstream_address"] == "unix:/run/a"
    assert row["upstream_duration_s"] == 0.35
    assert row["upstream_status"] == 200
    assert row["client_address"] == "::1"


def test_a_line_of_another_layout_is_read_as_what_it_is() -> None:
    """Files grow while their log_format is changed: common, combined and host-first lines need no layout."""
    parsed = parse(
        line(),
        '203.0.113.9 - frank [10/Jul/2023:20:00:00 -0500] "GET /common HTTP/1.0" 304 -',
        'shop.example:443 203.0.113.9 - - [10/Jul/2023:20:00:00 -0500] "GET /vhost HTTP/1.0" 200 1 "-" "x" 17',
    )
    assert parsed.rows["path"].to_list() == ["/", "/common", "/vhost"]
    assert parsed.rows["client_address"].to_list() == ["203.0.113.9"] * 3
    assert parsed.rows["response_bytes"].to_list() == [12, None, 1]


@pytest.mark.parametrize(
    "text",
    [
        "no access log at all",
        line(stamp="99/Foo/2023:20:00:00 -0500"),
        line(stamp="31/Feb/2023:20:00:00 -0500"),
        line(status="ABC"),
        '203.0.113.9 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1',
    ],
)
def test_what_is_no_request_is_a_reject(text: str) -> None:
    """A line without a valid stamp and status is rejected with its number and text, never half read."""
    parsed = parse(line(), text)
    assert parsed.records == 1
    assert parsed.rejects.select("line", "text").row(0) == (2, text)


def test_a_tail_that_is_no_number_is_not_a_duration() -> None:
    """A value that does not fit its field keeps the line out of the layout instead of becoming null."""
    row = only(line(tail="abc def"))
    assert row.get("duration_s") is None
    assert "abc def" in str(row["attributes"])


def test_rows_stay_in_the_order_of_the_lines() -> None:
    """Lines read the exact way go back to their places."""
    parsed = parse(
        line(request="GET /1 HTTP/1.1"), line(request="GET /2 x HTTP/1.1"), "", line(request="GET /4 HTTP/1.1")
    )
    assert parsed.rows["line"].to_list() == [1, 2, 4]
    assert parsed.attached == 1


def test_recognition_names_the_layout_and_the_zone() -> None:
    """What was found out is handed on: the layout as a log_format, the zone of the stamps, and why."""
    found = NGINX.recognise([line(), line(tail="0.000 -")], "web-01/access.log")
    assert found is not None
    assert found.options["log_format"].endswith("$request_time $upstream_response_time")
    assert found.zone == "-05:00"
    assert found.score == 1.0


@pytest.mark.parametrize(
    ("path", "text", "winner"),
    [
        ("apache2/access.log", line(), "apache-access"),
        ("nginx/access.log", line(), "nginx-access"),
        ("access.log", line(), "nginx-access"),
        ("access.log", '::1 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 12 "-" "x" 154321', "apache-access"),
        ("access.log", '::1 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 12', "apache-access"),
    ],
)
def test_the_server_is_told_by_path_and_timing_fields(path: str, text: str, winner: str) -> None:
    """Combined lines look alike; the path, then the way durations are written, decide."""
    claims = {format_.name: format_.recognise([text], path) for format_ in access.FORMATS}
    scores = {name: claim.score for name, claim in claims.items() if claim is not None}
    assert max(scores, key=lambda name: scores[name]) == winner
    assert list(scores.values()).count(max(scores.values())) == 1


def test_the_longer_of_two_times_is_the_request() -> None:
    """An unknown tail of two durations: the upstream is part of the request, so the shorter is the upstream's."""
    found = NGINX.recognise([line(tail=f"0.{n}00 0.{n + 3}00") for n in range(1, 6)], "access.log")
    assert found is not None
    assert found.options["log_format"].endswith("$upstream_response_time $request_time")


def test_other_logs_are_no_access_logs() -> None:
    """Error logs, syslog and prose are not claimed."""
    for text in (
        "2023/07/10 20:00:00 [error] 1#1: *1 open() failed",
        "Jul 10 20:00:00 db-01 kernel: [1.0] hello",
        "2023-07-10 20:00:00.123 EST [1] LOG:  ready",
        "hello world",
    ):
        assert all(format_.recognise([text], "x.log") is None for format_ in access.FORMATS)


@pytest.mark.parametrize(
    ("written", "client", "attributes"),
    [
        ("10.0.0.2, 10.0.0.1, 127.0.0.1", "10.0.0.2", {"forwarded_for": "10.0.0.2, 10.0.0.1, 127.0.0.1"}),
        ("10.5.102.222, 199.96.1.1", "199.96.1.1", {"forwarded_for": "10.5.102.222, 199.96.1.1"}),
        ("2a03:0:10ff:f00f::8000, 10.225.192.17", "2a03:0:10ff:f00f::8000", None),
        ("unknown, 198.51.100.7", "198.51.100.7", None),
        ('"10.5.102.222, 199.96.1.1" 10.2.1.185', "10.2.1.185", {"x_forwarded_for": "10.5.102.222, 199.96.1.1"}),
    ],
)
def test_of_a_list_of_clients_the_first_public_one_asked(
    written: str, client: str, attributes: dict[str, str] | None
) -> None:
    """A server behind proxies may write X-Forwarded-For where the address stands, or in front of it."""
    row = only(line(client=written))
    assert row["client_address"] == client
    assert row["path"] == "/"
    if attributes:
        assert dict(row["attributes"]).items() >= attributes.items()  # type: ignore[call-overload]


def test_the_port_of_a_virtual_host_is_not_part_of_its_name() -> None:
    """Some lines of a file have a port behind the name, some have none."""
    texts = [f'{host} 203.0.113.9 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 12 "-" "curl"'
             for host in ("shop.example", "shop.example:8080")]  # fmt: skip
    recognition = APACHE.recognise(texts, "access.log")
    assert recognition is not None
    rows = parse(*texts, log_format=recognition.options["log_format"], apache=True).rows
    assert [dict(row)["server"] for row in rows["attributes"].to_list()] == ["shop.example"] * 2
    assert dict(rows["attributes"][1])["server_port"] == "8080"


def test_what_ingress_nginx_appends_has_its_names() -> None:
    """A request that was tried on two upstreams has lists in the place of single values."""
    head = '10.2.3.4 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 503 197 "-" "curl" 386 0.002 [default-web-80] []'
    texts = [
        f"{head} 172.17.0.8:8080, 172.17.0.7:8080 0, 8 0.001, 0.002 502, 404 7e3b2ac29bbdc8a3dfcd4dd4c5e6ef02",
        f"{head} 172.17.0.8:8080 8 0.001 200 8e3b2ac29bbdc8a3dfcd4dd4c5e6ef02",
    ]
    recognition = NGINX.recognise(texts, "controller.log")
    assert recognition is not None
    rows = parse(*texts, log_format=recognition.options["log_format"]).rows
    assert rows["upstream_address"].to_list() == ["172.17.0.7:8080", "172.17.0.8:8080"]
    assert rows["upstream_status"].to_list() == [404, 200]
    assert rows["upstream_duration_s"].to_list() == [0.003, 0.001]
    assert dict(rows["attributes"][1])["proxy_upstream_name"] == "default-web-80"


def test_what_ingress_nginx_appends_is_read_among_lines_without_it() -> None:
    """Files grow while the layout changes: the tail has its names though most lines lack it."""
    head = '10.2.3.4 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 197 "-" "curl"'
    for tail, upstream in (("", None), (" 172.17.0.8:8080 8 0.003 200 8e3b2ac29bbdc8a3dfcd4dd4c5e6ef02", 200)):
        rows = parse(head, head, f"{head} 386 0.004 [default-web-80] []{tail}", log_format="combined").rows
        assert rows["duration_s"].to_list() == [None, None, 0.004]
        assert dict(rows["attributes"][2])["proxy_upstream_name"] == "default-web-80"
        assert (rows["upstream_status"][2] if "upstream_status" in rows.columns else None) == upstream


@pytest.mark.parametrize("vhost", ["", "shop.example "])
def test_a_line_may_stand_in_quotes_as_a_whole(vhost: str) -> None:
    """LiteSpeed writes the quotes around its format, too; a shorter line of the file is read all the same."""
    texts = [
        f'"{vhost}10.0.0.9 - ann [10/Jul/2023:20:00:00 -0500] "GET /a?b=1 HTTP/2" 200 12 "https://x/" "curl/8.0""',
        f'"{vhost}10.0.0.8 - - [10/Jul/2023:20:00:01 -0500] "GET /c HTTP/1.1" 404 120 "-" "curl/8.0""',
        f'"{vhost}10.0.0.7 - - [10/Jul/2023:20:00:02 -0500] "GET /d HTTP/1.1" 404 120"',
    ]
    recognition = (APACHE if vhost else NGINX).recognise(texts, "access.log")
    assert recognition is not None
    rows = parse(*texts, log_format=recognition.options["log_format"]).rows
    assert rows["client_address"].to_list() == ["10.0.0.9", "10.0.0.8", "10.0.0.7"]
    assert rows["path"].to_list() == ["/a", "/c", "/d"]
    assert rows["user_agent"].to_list() == ["curl/8.0", "curl/8.0", None]


def test_errors_of_either_server_among_requests_are_logs() -> None:
    """People pour what nginx and Apache write into one file; an error says which of them it was."""
    request = '203.0.113.9 - - [10/Jul/2023:20:00:00 -0500] "GET / HTTP/1.1" 200 12 "-" "curl"'
    nginx = "2023/07/10 20:00:01 [error] 31#31: *46 open() failed (2: No such file), client: 10.0.0.1, server: a"
    apache = (
        "[Mon Jul 10 20:00:02.880562 2023] [core:error] [pid 10:tid 14] [client 10.0.0.2:50229] AH00126: Invalid URI"
    )
    parsed = parse(request, nginx, apache, log_format="combined")
    assert parsed.rows["line"].to_list() == [1]
    logs = parsed.asides["logs"]
    assert logs["line"].to_list() == [2, 3]
    assert logs["service"].to_list() == ["nginx", "apache"]
    assert parsed.rejects.is_empty()


@pytest.mark.parametrize(
    ("tail", "variables"),
    [
        ('rt=0.901 urt="0.806" ua="127.0.0.21:8000"', ("$request_time", "$upstream_response_time", "$upstream_addr")),
        ('rt=0.000 urt="-" ua="-"', ("$request_time", "$upstream_response_time", "$ua")),
        ('rt=0.9 uct="0.001" ut="0.806"', ("$request_time", "$upstream_connect_time", "$upstream_response_time")),
        ("ua=curl/8.0", ("$http_user_agent_value",)),
    ],
)
def test_keys_after_the_combined_layout(tail: str, variables: tuple[str, ...]) -> None:
    """``ua`` is the upstream's address where addresses stand, and never takes the user agent's place."""
    layout = infer_log_format([line(tail=tail)] * 9)

    assert layout
    assert '"$http_user_agent"' in layout
    assert tuple(re.findall(r"=\"?(\$\w+)", layout)) == variables


def test_an_id_of_the_request_may_stand_before_the_user() -> None:
    """BunkerWeb (nginx) writes server, client, a dash, the request's id and the user."""
    text = (
        "shop.example 172.18.0.1 - 7bde940ef0f870cdee1f6d53fe0ff157 - [22/Oct/2025:14:31:07 +0000] "
        '"GET /cart HTTP/2.0" 404 25553 "-" "curl/8.5.0"'
    )
    layout = infer_log_format([text] * 3)

    assert layout
    assert layout.startswith("$server_name $remote_addr $ident $request_id $remote_user [$time_local]")
    assert only(text, log_format=layout)["client_address"] == "172.18.0.1"


@pytest.mark.parametrize(
    ("log_format", "written", "micros"),
    [
        (r"[%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t] %h \"%r\" %>s %b", "[10/Jul/2023:20:00:01.123 -0500]", 123_000),
        (r"%{begin:%FT%T}t.%{begin:usec_frac}t+00 %h \"%r\" %>s %b", "2023-07-11T01:00:01.123456+00", 123_456),
    ],
)
def test_apache_may_write_a_stamp_with_several_directives(log_format: str, written: str, micros: int) -> None:
    """The fraction and the offset of a stamp are directives of their own."""
    row = only(f'{written} 203.0.113.9 "GET /a HTTP/1.1" 200 12', log_format=log_format, apache=True)
    assert row["time"] == datetime(2023, 7, 11, 1, 0, 1, micros, tzinfo=UTC)
    assert row["path"] == "/a"


def test_quotes_in_a_request_that_nobody_escaped() -> None:
    """Old servers write what they were asked for as it came; status and size stand behind the last quote."""
    text = '203.0.113.9 - - [25/Apr/2021:06:15:33 +0000] "GET /a?t=<script>alert("x")</script> HTTP/1.0" 404 1164'
    row = parse(line(), text).rows.to_dicts()[1]
    assert (row["path"], row["query"]) == ("/a", 't=<script>alert("x")</script>')
    assert (row["protocol"], row["status"], row["response_bytes"]) == ("HTTP/1.0", 404, 1164)


def test_keys_may_stand_behind_words_but_not_among_them() -> None:
    """A client and a dash in front of the stamp are a layout's; a sender behind it is another program's."""
    keys = "method=GET uri=/x status=200 request_time=0.100"
    written = "$remote_addr $field_2 [$time_local] method=$request_method uri=$request_uri status=$status"
    line = f"10.0.0.7 - [10/Jul/2023:20:00:01 +0000] {keys}"
    assert infer_log_format([line]) == f"{written} request_time=$request_time"
    assert infer_log_format([f"2023-07-10T20:00:01+00:00 app router - {keys}"]) is None


def test_a_quoted_client_list_among_other_lines() -> None:
    """A proxy's log_format may put quotes around the list of clients; the first public one asked."""
    tail = '- - [10/Jul/2023:20:00:03 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8.0"'
    plain, quoted = parse(f"10.0.0.1 {tail}", f'"10.0.0.3, 203.0.113.9" {tail}', log_format="combined").rows.to_dicts()
    assert plain["client_address"] == "10.0.0.1"
    assert (quoted["client_address"], quoted["status"]) == ("203.0.113.9", 200)


def test_what_a_server_of_an_application_says_between_its_requests_is_a_log(read: Read) -> None:
    """Stamped lines with the lines that follow them are records of logs; what has no stamp and no place is rejected."""
    asked = '10.0.0.9 - - [10/Jul/2023:20:00:02 +0000] "GET /a HTTP/1.1" 500 12 "-" "curl/8.0"'
    said = ["[2023-07-10 20:00:02 +0000] [7] [ERROR] Error handling request /a", "Traceback (most recent call last):"]
    parsed = read("nginx-access", "\n".join([asked, *said, asked, "neither", asked, asked]))
    assert parsed.rows["line"].to_list() == [1, 4, 6, 7]
    assert parsed.asides["logs"].select("line", "severity_text", "pid").rows() == [(2, "ERROR", 7)]
    assert (parsed.records, parsed.attached) == (5, 1)
    assert parsed.rejects["text"].to_list() == ["neither"]


def test_an_application_that_logs_requests_with_a_level_has_no_access_log() -> None:
    """The same fields stand behind a stamp (aiohttp) and a level, among all else that the application says."""
    line = '2023-07-10 20:00:02,123 INFO aiohttp.access 10.0.0.9 [10/Jul/2023:20:00:02 +0000] "GET /a HTTP/1.1" 200 9'
    recognised = [format_.name for format_ in formats() if format_.recognise([line] * 9, "app.log")]
    assert "application-text" in recognised
    assert not {"nginx-access", "apache-access"} & set(recognised)
