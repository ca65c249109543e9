"""Messages that tell of a request that was served are requests, too; what asks others or quotes a request is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.ingest import Batch, plan, read
from foreshock.ingest.reading.told import requests_told

AT = datetime(2026, 11, 23, 6, 41, 0, 500_000, tzinfo=UTC)
Told = tuple[str | None, str | None, int, float | None, str | None]

# Program and version: what it writes, and method, path, status, duration and client of the request.
TOLD: dict[str, tuple[str, Told]] = {
    "nginx 1.22, access_log syslog:": (
        '10.0.0.9 - - [23/Nov/2026:06:41:00 +0000] "GET /b?x=1 HTTP/1.1" 502 150 "-" "curl/8.0" 0.312',
        ("GET", "/b", 502, 0.312, "10.0.0.9"),
    ),
    "nginx 1.22, log_format escape=json by syslog": (
        '{"remote_addr":"10.0.0.9","request_method":"GET","request_uri":"/b?x=1","status":502,"request_time":0.312}',
        ("GET", "/b", 502, 0.312, "10.0.0.9"),
    ),
    "Fastly, JSON behind an address": (
        '@cee: { "client_ip": "10.0.0.9", "url": "/b", "method": "GET", "response_status": 404, "elapsed_ms": 312 }',
        ("GET", "/b", 404, 0.312, "10.0.0.9"),
    ),
    "HAProxy 2.6, option httplog, among other programs": (
        (
            "10.0.0.9:51230 [23/Nov/2026:06:41:00.188] shop~ app/app-01 0/0/1/311/312 504 150 - - sH-- 9/8/7/6/0 0/0 "
            '"GET /b?x=1 HTTP/1.1"'
        ),
        ("GET", "/b", 504, 0.312, "10.0.0.9"),
    ),
    "gunicorn 20.1": (
        '127.0.0.1 - - [23/Nov/2026:06:41:00 +0000] "GET /b HTTP/1.1" 200 150 "-" "curl/8.0"',
        ("GET", "/b", 200, None, "127.0.0.1"),
    ),
    "Uvicorn 0.30": (
        '10.0.0.9:51234 - "GET /items/1 HTTP/1.1" 500 Internal Server Error',
        ("GET", "/items/1", 500, None, "10.0.0.9"),
    ),
    "Uvicorn 0.30, IPv6": ('[2001:db8::9]:512 - "GET / HTTP/1.1" 200 OK', ("GET", "/", 200, None, "2001:db8::9")),
    "Werkzeug 3.0": (
        'werkzeug 127.0.0.1 - - [23/Nov/2026 06:41:00] "POST /cart HTTP/1.1" 500 -',
        ("POST", "/cart", 500, None, "127.0.0.1"),
    ),
    "Django 4.2": ('"POST /cart HTTP/1.1" 500 145', ("POST", "/cart", 500, None, None)),
    "Puma 6.4": (
        '[488] 10.0.0.9 - - [23/Nov/2026:06:41:00 +0000] "GET /a HTTP/1.1" 500 512 0.3125',
        ("GET", "/a", 500, 0.3125, "10.0.0.9"),
    ),
    "morgan 1.10 (Express), dev": ("GET /products/1 500 312.551 ms - 145", ("GET", "/products/1", 500, 0.312551, None)),
    "Serilog.AspNetCore 8": (
        'HTTP "GET" "/products/1" responded 500 in 312.5512 ms',
        ("GET", "/products/1", 500, 0.3125512, None),
    ),
    "ASP.NET Core 6": (
        "Request finished HTTP/1.1 GET http://localhost:5000/p?y=2 - - - 200 - application/json;+charset=utf-8 12.3ms",
        ("GET", "/p", 200, 0.0123, None),
    ),
    "Daphne 4.1": ("HTTP GET /x 200 [0.03, 127.0.0.1:1234]", ("GET", "/x", 200, 0.03, "127.0.0.1")),
    "chi 5.0": (
        '"GET http://localhost:8080/x HTTP/1.1" from 10.0.0.9:51234 - 500 21B in 312.55ms',
        ("GET", "/x", 500, 0.31255, "10.0.0.9"),
    ),
    "Rails 7.1": ("Completed 500 Internal Server Error in 312ms (Allocations: 9)", (None, None, 500, 0.312, None)),
    "lograge 0.14": (
        "method=GET path=/p format=html controller=P action=show status=500 duration=312.55 view=10.1 db=300.1",
        ("GET", "/p", 500, 0.31255, None),
    ),
    "Odoo 16, whose time is what its statements took and the rest": (
        '10.0.0.9 - - [23/Nov/2026 06:41:00] "POST /web HTTP/1.0" 200 - 12 0.009 0.034',
        ("POST", "/web", 200, 0.043, "10.0.0.9"),
    ),
    "SOGo 5.8, its size packed and not": (
        '10.0.0.9 "POST /SOGo/connect HTTP/1.0" 403 34/72 0.014 - - 0',
        ("POST", "/SOGo/connect", 403, 0.014, "10.0.0.9"),
    ),
    "TheHive 4.1 (Scalligraph)": (
        "10.0.0.9 POST /api/v1/login took 12ms and returned 401 70 bytes",
        ("POST", "/api/v1/login", 401, 0.012, "10.0.0.9"),
    ),
    "Vaultwarden 1.30 (Rocket)": ("(login) POST /identity => 400 Bad Request", ("POST", "/identity", 400, None, None)),
    "Plex 1.32": (
        "Completed: [10.0.0.9:51234] 200 GET /identity (4 live) #1f GZIP 1ms 400 bytes (pipelined: 5)",
        ("GET", "/identity", 200, 0.001, "10.0.0.9"),
    ),
    "Zoraxy 3.1": (
        "[router:host-http] [origin:shop.example] [client: 10.0.0.9] [useragent: curl/8.1 [x]] GET /a?b=1 502",
        ("GET", "/a", 502, None, "10.0.0.9"),
    ),
    "Phoenix 1.7": ("Sent 404 in 12µs", (None, None, 404, 0.000012, None)),
}
SILENT = (
    'connect() failed while connecting to upstream, client: 10.0.0.9, request: "GET /a HTTP/1.1", host: "shop"',
    'http://payments:8080 "GET /charge HTTP/1.1" 502 None',  # urllib3, of what it asked for
    'HTTP Request: GET http://payments/charge "HTTP/1.1 200 OK"',  # httpx
    "INSERT INTO visits VALUES ('10.0.0.9 - - \"GET /a HTTP/1.1\" 200 12')",
    "GET /charge failed after 3 tries",
    "Completed 3 of 9 jobs",
    "GET /charge => retry",
    "[router:host-http] no upstream for GET /a 502 answered",
)


def logs(*bodies: str | None, **columns: str) -> pl.DataFrame:
    """Rows of the logs table."""
    frame = pl.DataFrame({"body": bodies, "line": range(1, len(bodies) + 1)}, schema={"body": str, "line": pl.Int64})
    time = pl.lit(AT).cast(pl.Datetime("us", "UTC")).alias("time")
    return frame.with_columns(time, *(pl.lit(value).alias(name) for name, value in columns.items()))


@pytest.mark.parametrize("program", TOLD)
def test_a_message_about_a_request_tells_what_came_of_it(program: str) -> None:
    """Whatever server writes it: method, path, status, duration and client, as far as they are told."""
    body, told = TOLD[program]
    row = requests_told(logs(body, host="app-01", service="shop")).row(0, named=True)
    assert (row["method"], row["path"], row["status"], row["duration_s"], row["client_address"]) == told
    assert (row["time"], row["line"], row["host"], row["service"]) == (AT, 1, "app-01", "shop")
    assert row["started_at"] == (None if told[3] is None else AT - timedelta(seconds=told[3]))


def test_of_haproxy_the_server_and_the_end_are_told_too() -> None:
    """A request that HAProxy logs beside other programs has its server and how the session ended; TCP has none."""
    line = (
        "10.0.0.9:51230 [23/Nov/2026:06:41:00.188] shop~ app/{} 0/0/1/311/312 504 150 - - sH-- 9/8/7/6/0 0/0 "
        '"GET /b HTTP/1.1"'
    )
    session = "10.0.0.9:51230 [23/Nov/2026:06:41:00.188] db db/db-01 0/0/5007 212 -- 0/0/0/0/3 0/0 HTTP/1.1"

    told = requests_told(logs(line.format("app-01"), "GET HTTP/1.1", session, line.format("<NOSRV>"))).to_dicts()

    assert [(each["line"], each["upstream_address"]) for each in told] == [(1, "app-01"), (4, None)]
    assert told[0]["attributes"]["termination_state"] == "sH--"
    assert told[0]["started_at"] == AT - timedelta(milliseconds=312)


@pytest.mark.parametrize("body", SILENT)
def test_what_others_were_asked_is_no_request_that_was_served(body: str) -> None:
    """A client's own calls, errors that quote a request and sentences that begin like one give no row."""
    assert requests_told(logs(body)).is_empty()


def test_a_statement_is_no_request() -> None:
    """A database that logs what it runs serves no HTTP; a record without a message tells nothing."""
    assert requests_told(logs("GET /a 200 12 ms", statement="SELECT 1")).is_empty()
    assert requests_told(logs(None)).is_empty()
    assert requests_told(pl.DataFrame({"line": [1]})).is_empty()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 400, "604801000"])
def test_numbers_that_are_none_do_no_harm(number: str) -> None:
    """A size or a duration beyond all measure is left out; what else is told stays."""
    rows = requests_told(logs(f"GET /a 200 {number} ms - {'9' * len(number)}9999999999"))
    assert rows.select("path", "status", "duration_s", "started_at", "response_bytes").rows() == [
        ("/a", 200, None, None, None)
    ]


def test_rails_says_first_what_was_asked_for() -> None:
    """With tags both lines name the request, however many are served at a time; without, nothing is guessed."""
    rows = requests_told(
        logs(
            '[a1] Started GET "/products/1?x=2" for 10.0.0.9 at 2026-11-23 06:41:00 +0000',
            '[b2] Started POST "/cart" for 10.0.0.8 at 2026-11-23 06:41:00 +0000',
            "[b2] Completed 500 Internal Server Error in 312ms (ActiveRecord: 300.1ms)",
            "[a1] Completed 200 OK in 12ms (Views: 8.1ms)",
            "Completed 200 OK in 12ms (Views: 8.1ms)",
        )
    )
    assert rows.select("line", "method", "path", "query", "client_address", "status").rows() == [
        (3, "POST", "/cart", None, "10.0.0.8", 500),
        (4, "GET", "/products/1", "x=2", "10.0.0.9", 200),
        (5, None, None, None, None, 200),
    ]


_PIECES = st.sampled_from([piece for body, _ in TOLD.values() for piece in (body, body[: len(body) // 2], " ", "9")])


@given(st.lists(st.lists(_PIECES | st.text(max_size=9), max_size=5).map("".join), max_size=9))
def test_any_message_gives_one_request_at_most(bodies: list[str]) -> None:
    """Cut, joined and foreign messages raise nothing; a row has the line of the message that told it."""
    told = requests_told(logs(*bodies))
    lines = [] if told.is_empty() else told["line"].to_list()
    assert lines == sorted(set(lines))
    assert set(lines) <= set(range(1, len(bodies) + 1))


def test_the_record_stays_and_is_counted_once(tmp_path: Path) -> None:
    """A log that tells of requests in fields and in words gives one row of requests a line, beside its own row."""
    record = {"level": "info", "msg": "GET /a 200 12 ms", "method": "GET", "path": "/a", "status": 200, "duration": 12}
    lines = [json.dumps({"time": f"2026-11-23T06:41:{number:02}Z", **record}) for number in range(10)]
    lines += [json.dumps({"time": "2026-11-23T06:42:00Z", "level": "error", "msg": "GET /b 500 30 ms"})] * 10
    (tmp_path / "app.json").write_text("\n".join(lines))
    (file,) = plan([tmp_path]).files
    *batches, facts = read(file)
    found = [item for item in batches if isinstance(item, Batch)]
    rows = {name: pl.concat([item.rows for item in found if item.table == name], how="diagonal_relaxed")
            for name in ("logs", "requests")}  # fmt: skip
    assert not isinstance(facts, Batch)
    assert (facts.lines, facts.records, facts.rejected) == (20, 20, 0)
    assert sorted(rows["requests"]["line"].to_list()) == sorted(rows["logs"]["line"].to_list()) == list(range(1, 21))
    assert set(rows["requests"].select("status", "duration_s").rows()) == {(200, 0.012), (500, 0.03)}
